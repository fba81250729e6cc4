"""Whether units and groups that a command names exist."""

from collections.abc import Iterable

from sqlalchemy import select

from schemas.tables.people import GROUPS, UNITS
from services.database import Database
from services.errors import ProblemError


async def demand_standing(database: Database, units: Iterable[str], group: str | None = None) -> None:
    """Raise a problem for the first unit or group that is not in the directory.

    Raises:
        ProblemError: `not_found`.
    """
    wanted = dict.fromkeys(units)
    async with database.read() as connection:
        known = set((await connection.scalars(select(UNITS.c.id).where(UNITS.c.id.in_(wanted)))).all())
        groups = set((await connection.scalars(select(GROUPS.c.id).where(GROUPS.c.id == group))).all())
    missing = [unit for unit in wanted if unit not in known]
    if group and group not in groups:
        missing.append(group)
    if missing:
        raise ProblemError("not_found", missing[0])
