"""A campaign's own rows: found in the caller's scope, moved on with an event in its ledger stream."""

from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.rows import ledger_rows
from schemas.campaigns import CampaignEvent, CampaignState, CampaignView
from schemas.measure import Actor, Person
from schemas.notices import Reconciliation
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import LEDGER, MEASURES
from services.errors import ProblemError
from services.reads import campaign
from services.scope import visible
from workflows.campaign_rules import CampaignFacts, CampaignRefused

Row = Any


async def find(connection: AsyncConnection, campaign_id: str, actor: Actor, *, lock: bool = False) -> Row:
    statement = campaign(campaign_id, actor)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise ProblemError("not_found", campaign_id)
    return row


async def facts(connection: AsyncConnection, row: Row) -> CampaignFacts:
    lacking = and_(
        MEASURES.c.campaign_id == row.id,
        or_(MEASURES.c.lead_unit.is_(None), MEASURES.c.category.is_(None), MEASURES.c.due.is_(None)),
    )
    numbers = await connection.scalars(select(MEASURES.c.number).where(lacking).order_by(MEASURES.c.ordinal))
    state = CampaignState(row.state)
    return CampaignFacts(row.id, state, row.confirmed_at is not None, tuple(numbers.all()))


def demand(refused: CampaignRefused | None, row: Row) -> None:
    if refused:
        raise ProblemError(refused.code, refused.about, state=row.state)


async def record(connection: AsyncConnection, row: Row, event: CampaignEvent, changes: dict[str, Any]) -> None:
    """Append the event to the campaign's stream and apply its changes to the row, in one transaction."""
    rows = ledger_rows(row.id, None, (row.seq, row.hash), [event], event.at)
    await connection.execute(insert(LEDGER), rows)
    values = {**changes, "seq": rows[-1]["seq"], "hash": rows[-1]["hash"]}
    await connection.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == row.id).values(**values))


def person(actor: Actor) -> Person:
    return Person(id=actor.id, name=actor.name, kind=actor.kind, acting_for=actor.acting_for)


async def view(connection: AsyncConnection, row: Row, actor: Actor) -> CampaignView:
    """`measures` counts those the caller may see."""
    mine = select(func.count()).select_from(MEASURES).where(MEASURES.c.campaign_id == row.id, visible(actor))
    return CampaignView(
        id=row.id,
        title=row.title,
        state=CampaignState(row.state),
        pack=row.pack,
        feedback_date=row.feedback_date,
        notice_name=row.notice_name,
        notice_sha256=row.notice_sha256,
        measures=await connection.scalar(mine) or 0,
        reconciliation=Reconciliation.model_validate_json(row.reconciliation),
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        created_at=row.created_at,
    )
