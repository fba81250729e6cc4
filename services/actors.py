"""From rows of principals, memberships and recusals to the actors that the rules see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, or_

from schemas.measure import Actor, ActorKind, Grant, Recusal, Role
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from schemas.tables.standing import RECUSALS

Row = Any
TODAY = bindparam("today", type_=Date)
COLUMNS = (
    PRINCIPALS.c.id.label("principal_id"),
    PRINCIPALS.c.kind,
    PRINCIPALS.c.name,
    MEMBERSHIPS.c.role,
    MEMBERSHIPS.c.unit_id,
    MEMBERSHIPS.c.group_id,
    MEMBERSHIPS.c.campaign_id,
    MEMBERSHIPS.c.valid_from,
    MEMBERSHIPS.c.valid_to,
    RECUSALS.c.unit_id.label("recused_unit"),
    RECUSALS.c.valid_from.label("recused_from"),
    RECUSALS.c.valid_to.label("recused_to"),
)


def with_standing(statement: Select[Any]) -> Select[Any]:
    """`COLUMNS` of a statement that has `principals`: memberships that began, also ended ones in a unit, and recusals.

    One row for each pair of a membership and a recusal: few people have more than one of either.
    """
    held = and_(
        MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
        MEMBERSHIPS.c.valid_from <= TODAY,
        or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= TODAY, MEMBERSHIPS.c.unit_id.is_not(None)),
    )
    return statement.outerjoin(MEMBERSHIPS, held).outerjoin(RECUSALS, RECUSALS.c.principal_id == PRINCIPALS.c.id)


def actor_of(rows: Sequence[Row], today: date) -> Actor:
    """The actor behind the rows of one principal; machines are never asked for a recusal (S9)."""
    first = rows[0]
    kind = ActorKind(first.kind)
    present = [row for row in rows if row.role is not None and (row.valid_to is None or row.valid_to >= today)]
    recusals = [] if kind is ActorKind.MACHINE else [one for row in rows for one in _recusals(row, today)]
    return Actor(
        id=first.principal_id,
        name=first.name,
        kind=kind,
        grants=tuple(dict.fromkeys(_grant(row) for row in present)),
        recusals=tuple(dict.fromkeys(recusals)),
    )


def _grant(row: Row) -> Grant:
    return Grant(role=Role(row.role), unit_id=row.unit_id, group_id=row.group_id, campaign_id=row.campaign_id)


def _recusals(row: Row, today: date) -> list[Recusal]:
    found = []
    if row.valid_to is not None and row.valid_to < today and row.unit_id is not None:
        found.append(Recusal(unit_id=row.unit_id, since=row.valid_from, until=row.valid_to, former_post=True))
    if row.recused_unit is not None:
        found.append(Recusal(unit_id=row.recused_unit, since=row.recused_from, until=row.recused_to))
    return found
