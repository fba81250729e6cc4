"""Units, groups, principals and memberships, as administrators see them."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import ActorKind, Role
from schemas.organisation_api import GroupView, MembershipView, PrincipalView, UnitView
from schemas.tables.people import GROUPS, MEMBERSHIPS, PRINCIPALS, UNITS
from services.errors import ProblemError
from services.organisation.ended import successions

Row = Any


async def units(connection: AsyncConnection) -> list[UnitView]:
    rows = (await connection.execute(select(UNITS).order_by(UNITS.c.id))).all()
    ended = await successions(connection)
    return [
        UnitView(id=row.id, name=row.name, aliases=tuple(json.loads(row.aliases)), succession=ended.get(row.id))
        for row in rows
    ]


async def groups(connection: AsyncConnection) -> list[GroupView]:
    rows = (await connection.execute(select(GROUPS).order_by(GROUPS.c.id))).all()
    return [GroupView(id=row.id, name=row.name, kind=row.kind) for row in rows]


async def principals(connection: AsyncConnection) -> list[PrincipalView]:
    rows = (await connection.execute(select(PRINCIPALS).order_by(PRINCIPALS.c.id))).all()
    held: dict[str, list[MembershipView]] = {}
    for row in (await connection.execute(select(MEMBERSHIPS).order_by(MEMBERSHIPS.c.valid_from))).all():
        held.setdefault(row.principal_id, []).append(_membership(row))
    return [
        PrincipalView(id=row.id, kind=ActorKind(row.kind), name=row.name, memberships=tuple(held.get(row.id, ())))
        for row in rows
    ]


def _membership(row: Row) -> MembershipView:
    return MembershipView(
        id=row.id,
        role=Role(row.role),
        unit_id=row.unit_id,
        group_id=row.group_id,
        campaign_id=row.campaign_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


async def end_membership(connection: AsyncConnection, membership_id: str, last_day: date) -> MembershipView:
    mine = MEMBERSHIPS.c.id == membership_id
    await connection.execute(update(MEMBERSHIPS).where(mine).values(valid_to=last_day))
    row = (await connection.execute(select(MEMBERSHIPS).where(mine))).one_or_none()
    if row is None:
        raise ProblemError("not_found", membership_id)
    return _membership(row)
