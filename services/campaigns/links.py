"""Links between campaigns, read from both ends: what a sign-off satisfies (case 6), what came back (case 18)."""

from sqlalchemy import Connection, select

from schemas.campaign_api import Satisfied, SatisfiedList
from schemas.campaign_parts import LinkKind
from schemas.measure import Actor, MeasureState, Outcome
from schemas.tables.campaign_life import MEASURE_LINKS
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.scope import visible

# A measure carried over more often than this stopped being one measure.
GENERATIONS = 10


async def satisfied_by(database: Database, actor: Actor, measure_id: str) -> SatisfiedList:
    """The campaigns that the measure's sign-off satisfies, its own first.

    Raises:
        ProblemError: `not_found`.
    """
    return await database.run_read(lambda connection: _satisfied_by(connection, actor, measure_id))


def _satisfied_by(connection: Connection, actor: Actor, measure_id: str) -> SatisfiedList:
    mine = select(MEASURES).where(MEASURES.c.id == measure_id, visible(actor))
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise ProblemError("not_found", measure_id)
    origins = [*_named(connection, [measure_id], "own")]
    generation = _targets(connection, [measure_id], LinkKind.ORIGIN)
    for _ in range(GENERATIONS):
        fresh = [one for one in generation if one not in {known.measure_id for known in origins}]
        if not fresh:
            break
        origins += _named(connection, fresh, LinkKind.ORIGIN)
        generation = _targets(connection, fresh, LinkKind.ORIGIN)
    ended = row.state in {MeasureState.SIGNED_OFF, MeasureState.ARCHIVED}
    return SatisfiedList(
        measure_id=measure_id,
        signed_off=ended and row.outcome == Outcome.DONE,
        satisfies=tuple(origins),
        recurrences=tuple(_targets(connection, [measure_id], LinkKind.RECURRENCE)),
    )


def _targets(connection: Connection, measures: list[str], kind: LinkKind) -> list[str]:
    table = MEASURE_LINKS
    found = select(table.c.target).where(table.c.measure_id.in_(measures), table.c.kind == kind)
    return list(connection.scalars(found.order_by(table.c.target)))


def _named(connection: Connection, measures: list[str], relation: str) -> list[Satisfied]:
    found = (
        select(MEASURES.c.id, CAMPAIGNS.c.id.label("campaign_id"), CAMPAIGNS.c.title)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == MEASURES.c.campaign_id)
        .where(MEASURES.c.id.in_(measures))
        .order_by(MEASURES.c.id)
    )
    return [
        Satisfied(campaign_id=row.campaign_id, title=row.title, measure_id=row.id, relation=relation)
        for row in connection.execute(found)
    ]
