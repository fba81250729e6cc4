"""Facts for a command that charges units: which of them, and which groups, the directory has."""

from collections.abc import Iterable

from sqlalchemy import select

from schemas.directory_facts import EndedUnit, StandingFacts
from schemas.tables.people import GROUPS, UNITS
from services.database import Database
from services.organisation.ended import successions


async def standing_facts(database: Database, units: Iterable[str], groups: Iterable[str | None] = ()) -> StandingFacts:
    """What the directory says of them, in the order given; a group that is None is none."""
    named, wanted = dict.fromkeys(units), dict.fromkeys(group for group in groups if group)
    async with database.read() as connection:
        known = set((await connection.scalars(select(UNITS.c.id).where(UNITS.c.id.in_(named)))).all())
        known_groups = set((await connection.scalars(select(GROUPS.c.id).where(GROUPS.c.id.in_(wanted)))).all())
        ended = await successions(connection)
    missing = [unit for unit in named if unit not in known]
    missing += [group for group in wanted if group not in known_groups]
    gone = [EndedUnit(unit_id=unit, successors=ended[unit].successors) for unit in named if unit in ended]
    return StandingFacts(unknown=tuple(missing), ended=tuple(gone))
