"""Who a look-back says took part: people the directory knows, and none of the measure's own units."""

from datetime import date

from sqlalchemy import exists, or_, select

from schemas.measure import ActorKind
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from schemas.tables.record import MEASURE_UNITS
from services.database import Database
from services.errors import ProblemError


async def known_members(database: Database, measure_id: str, members: tuple[str, ...], today: date) -> None:
    """S5 counts newcomers by their ids, so an invented id or one of the unit's people must not pass for one.

    Raises:
        ProblemError: `not_found` with the first id that is nobody's, or somebody's of these units.
    """
    of_the_units = exists().where(
        MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
        MEMBERSHIPS.c.valid_from <= today,
        or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= today),
        MEMBERSHIPS.c.unit_id == MEASURE_UNITS.c.unit_id,
        MEASURE_UNITS.c.measure_id == measure_id,
    )
    people = select(PRINCIPALS.c.id).where(
        PRINCIPALS.c.id.in_(members), PRINCIPALS.c.kind == ActorKind.PERSON, ~of_the_units
    )
    async with database.read() as connection:
        found = set((await connection.scalars(people)).all())
    strangers = [member for member in members if member not in found]
    if strangers:
        raise ProblemError("not_found", strangers[0])
