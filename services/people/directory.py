"""The people of the directory as actors, with the roles and recusals in force on a day."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import and_, exists, or_, select

from schemas.measure import Actor, ActorKind, Role
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from services.actors import COLUMNS, actor_of, with_standing
from services.database import Database

MAX_PEOPLE = 500


async def people_with(database: Database, roles: frozenset[Role], today: date) -> tuple[list[Actor], bool]:
    """Persons who hold one of the roles today, by id; and whether there are more than `MAX_PEOPLE`."""
    held = and_(
        MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
        MEMBERSHIPS.c.role.in_(sorted(roles)),
        MEMBERSHIPS.c.valid_from <= today,
        or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= today),
    )
    of_them = select(PRINCIPALS.c.id).where(PRINCIPALS.c.kind == ActorKind.PERSON, exists().where(held))
    bounded = of_them.order_by(PRINCIPALS.c.id).limit(MAX_PEOPLE + 1)
    async with database.read() as connection:
        ids = (await connection.scalars(bounded)).all()
    return await people_named(database, ids[:MAX_PEOPLE], today), len(ids) > MAX_PEOPLE


async def people_able(
    database: Database, roles: frozenset[Role], named: Sequence[str], today: date
) -> tuple[list[Actor], bool]:
    """Those with one of the roles, and those named besides."""
    people, truncated = await people_with(database, roles, today)
    known = {one.id for one in people}
    others = await people_named(database, [one for one in named if one not in known], today)
    return [*people, *others], truncated


async def people_named(database: Database, ids: Sequence[str], today: date) -> list[Actor]:
    """The principals with these ids, as far as there are any."""
    statement = with_standing(select(*COLUMNS).select_from(PRINCIPALS)).where(PRINCIPALS.c.id.in_(ids))
    async with database.read() as connection:
        rows: Sequence[Any] = (await connection.execute(statement.order_by(PRINCIPALS.c.id), {"today": today})).all()
    grouped = groupby(rows, key=lambda row: row.principal_id)
    return [actor_of(list(mine), today) for _, mine in grouped]
