"""Names people read, for the ids that rows hold."""

from dataclasses import dataclass

from sqlalchemy import select

from schemas.api import Named
from schemas.tables.people import GROUPS, UNITS
from services.database import Database


@dataclass(frozen=True)
class Names:
    units: dict[str, str]
    groups: dict[str, str]

    def unit(self, unit_id: str) -> Named:
        return Named(id=unit_id, name=self.units.get(unit_id, unit_id))

    def unit_or_none(self, unit_id: str | None) -> Named | None:
        return self.unit(unit_id) if unit_id else None

    def group(self, group_id: str | None) -> Named | None:
        return Named(id=group_id, name=self.groups.get(group_id, group_id)) if group_id else None


async def load_names(database: Database) -> Names:
    """A district has tens of units and groups: reading all of them is one cheap query each."""
    async with database.read() as connection:
        units = (await connection.execute(select(UNITS.c.id, UNITS.c.name))).all()
        groups = (await connection.execute(select(GROUPS.c.id, GROUPS.c.name))).all()
    return Names({row.id: row.name for row in units}, {row.id: row.name for row in groups})
