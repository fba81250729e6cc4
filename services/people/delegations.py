"""Delegations (S8): who may act in whose place, and the actor that a stand-in is."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import Actor, ActorKind, Represented, Role
from schemas.standing import DelegationView, NewDelegation
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from schemas.tables.standing import DELEGATIONS
from services.actors import COLUMNS, TODAY, actor_of, with_standing
from services.auth import Caller
from services.database import Database
from services.errors import ProblemError
from services.people.refusals import demand
from workflows.people_rules import DELEGATORS, Pair, holds, may_delegate, may_end_delegation, may_stand_in
from workflows.periods import china_day

REPRESENTED = with_standing(
    select(*COLUMNS).select_from(DELEGATIONS).join(PRINCIPALS, PRINCIPALS.c.id == DELEGATIONS.c.principal_id)
).where(
    DELEGATIONS.c.stand_in_id == bindparam("stand_in"),
    DELEGATIONS.c.principal_id == bindparam("represented"),
    DELEGATIONS.c.valid_from <= TODAY,
    DELEGATIONS.c.valid_to >= TODAY,
    DELEGATIONS.c.ended_at.is_(None),
    PRINCIPALS.c.kind == ActorKind.PERSON,
)


async def standing_in(database: Database, caller: Caller, person_id: str, now: datetime) -> Caller:
    """The caller in the place of a person who delegated to them.

    Both identities, the grants of the person represented, and what keeps either from judging. The
    person's own delegations are not passed on, and accounts are administered in person only.

    Raises:
        ProblemError: `auth.not_delegated`, whoever the person named may be.
    """
    today = china_day(now)
    keys = {"stand_in": caller.actor.id, "represented": person_id, "today": today}
    rows = await database.hot_read(lambda connection: connection.execute(REPRESENTED, keys).all())
    if not rows or not may_stand_in(caller.actor):
        raise ProblemError("auth.not_delegated", person_id)
    represented, own = actor_of(rows, today), caller.actor
    actor = Actor(
        id=own.id,
        name=own.name,
        kind=own.kind,
        grants=tuple(grant for grant in represented.grants if grant.role is not Role.ADMIN),
        recusals=tuple(dict.fromkeys((*own.recusals, *represented.recusals))),
        acting_for=Represented(id=represented.id, name=represented.name),
        own_units=tuple(sorted({grant.unit_id for grant in own.grants if grant.unit_id})),
    )
    return Caller(actor, caller.scopes, caller.credential_id)


async def make(connection: AsyncConnection, actor: Actor, wanted: NewDelegation, now: datetime) -> DelegationView:
    """Let a stand-in act for a person.

    Raises:
        ProblemError: not yours to give, no such person, or nobody who can stand in.
    """
    person_id = wanted.person_id or actor.id
    demand(may_delegate(actor, await _pair(connection, person_id, wanted.stand_in_id, now)))
    row: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "principal_id": person_id,
        **wanted.model_dump(exclude={"person_id"}),
        "made_by": actor.id,
        "made_at": now,
        "ended_by": None,
        "ended_at": None,
    }
    await connection.execute(insert(DELEGATIONS), row)
    return _view(row)


async def _pair(connection: AsyncConnection, person_id: str, stand_in_id: str, now: datetime) -> Pair:
    named = PRINCIPALS.c.id.in_((person_id, stand_in_id))
    rows = (await connection.execute(select(PRINCIPALS.c.id, PRINCIPALS.c.kind).where(named))).all()
    kinds = {row.id: ActorKind(row.kind) for row in rows}
    for one in (person_id, stand_in_id):
        if one not in kinds:
            raise ProblemError("not_found", one)
    present = or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= china_day(now))
    admin = and_(MEMBERSHIPS.c.principal_id == stand_in_id, MEMBERSHIPS.c.role == Role.ADMIN, present)
    is_admin = await connection.scalar(select(MEMBERSHIPS.c.id).where(admin).limit(1)) is not None
    return Pair(person_id, kinds[person_id], stand_in_id, kinds[stand_in_id], is_admin)


async def listed(connection: AsyncConnection, actor: Actor, after: str | None) -> list[DelegationView]:
    """Everybody's for office and administrators, one's own of either kind for the rest; at most 200, by id."""
    statement = select(DELEGATIONS).where(DELEGATIONS.c.id > (after or "")).order_by(DELEGATIONS.c.id).limit(200)
    if not holds(actor, DELEGATORS):
        own = or_(DELEGATIONS.c.principal_id.in_(actor.people), DELEGATIONS.c.stand_in_id == actor.id)
        statement = statement.where(own)
    return [_view(row) for row in (await connection.execute(statement)).mappings()]


async def end(connection: AsyncConnection, actor: Actor, delegation_id: str, now: datetime) -> DelegationView:
    """End it at once; ending twice keeps the first moment.

    Raises:
        ProblemError: no such delegation, or not yours to end.
    """
    mine = DELEGATIONS.c.id == delegation_id
    row = (await connection.execute(select(DELEGATIONS).where(mine).with_for_update())).mappings().one_or_none()
    involved = row is not None and actor.people & {row["principal_id"], row["stand_in_id"]}
    if row is None or not (involved or holds(actor, DELEGATORS)):
        raise ProblemError("not_found", delegation_id)
    demand(may_end_delegation(actor, row["principal_id"], row["stand_in_id"]))
    if row["ended_at"] is not None:
        return _view(row)
    ended = {"ended_by": actor.id, "ended_at": now}
    await connection.execute(update(DELEGATIONS).where(mine).values(**ended))
    return _view({**row, **ended})


def _view(row: Any) -> DelegationView:  # noqa: ANN401 - a database row or the dict of one
    said = {name: row[name] for name in DelegationView.model_fields if name != "person_id"}
    return DelegationView(person_id=row["principal_id"], **said)
