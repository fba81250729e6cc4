"""Whether units and groups that a command names exist."""

from collections.abc import Iterable

from sqlalchemy import select

from schemas.tables.people import GROUPS, UNITS
from services.database import Database
from services.errors import ProblemError
from services.organisation.ended import successions, told


async def demand_standing(database: Database, units: Iterable[str], group: str | None = None) -> None:
    """Raise a problem for the first unit or group that is not in the directory, or is no more.

    Raises:
        ProblemError: `not_found`, `unit.ended`.
    """
    wanted = dict.fromkeys(units)
    async with database.read() as connection:
        known = set((await connection.scalars(select(UNITS.c.id).where(UNITS.c.id.in_(wanted)))).all())
        groups = set((await connection.scalars(select(GROUPS.c.id).where(GROUPS.c.id == group))).all())
        ended = await successions(connection)
    missing = [unit for unit in wanted if unit not in known]
    if group and group not in groups:
        missing.append(group)
    if missing:
        raise ProblemError("not_found", missing[0])
    gone = [unit for unit in wanted if unit in ended]
    if gone:
        raise ProblemError("unit.ended", told(gone[0], ended[gone[0]]))
