"""Units and groups by what people call them: id, name, or one of the other names on record."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.tables.people import GROUPS, UNITS
from services.organisation.ended import successions
from workflows.succession import told_of


@dataclass(frozen=True)
class Directory:
    """Maps from every name on record to an id. `ended` are units that are no more, with what a refusal says of them."""

    units: dict[str, str]
    groups: dict[str, str]
    ended: dict[str, str]

    def unit(self, name: str) -> str | None:
        return self.units.get(name.strip())

    def group(self, name: str) -> str | None:
        return self.groups.get(name.strip())


async def load_directory(connection: AsyncConnection) -> Directory:
    units: dict[str, str] = {}
    for row in (await connection.execute(select(UNITS))).all():
        units |= dict.fromkeys((*json.loads(row.aliases), row.name, row.id), row.id)
    groups: dict[str, str] = {}
    for row in (await connection.execute(select(GROUPS))).all():
        groups |= {row.name: row.id, row.id: row.id}
    ended = {unit: told_of(unit, one.successors) for unit, one in (await successions(connection)).items()}
    return Directory(units, groups, ended)
