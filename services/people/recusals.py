"""Recusals on record (S4): by the office, discipline or the person, or from an organisation file."""

import hashlib
import json
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import Actor, ActorKind
from schemas.organisation import Member
from schemas.standing import EndRecusal, NewRecusal, RecusalKind, RecusalView
from schemas.tables.people import PRINCIPALS, UNITS
from schemas.tables.standing import RECUSALS
from services.errors import ProblemError
from services.people.refusals import demand
from workflows.people_rules import MAX_RECUSALS, RECORDERS, holds, may_end_recusal, may_record_recusal
from workflows.periods import china_day

Row = dict[str, Any]


async def record(connection: AsyncConnection, actor: Actor, wanted: NewRecusal, now: datetime) -> RecusalView:
    """Put one on record.

    Raises:
        ProblemError: not yours to record, no such person or unit, or the person has too many.
    """
    person_id = wanted.person_id or actor.id
    demand(may_record_recusal(actor, person_id))
    kind = await connection.scalar(select(PRINCIPALS.c.kind).where(PRINCIPALS.c.id == person_id))
    if kind != ActorKind.PERSON:
        raise ProblemError("not_found", person_id)
    if await connection.scalar(select(UNITS.c.id).where(UNITS.c.id == wanted.unit_id)) is None:
        raise ProblemError("not_found", wanted.unit_id)
    given = wanted.model_dump(exclude={"person_id", "note"})
    row = {"id": uuid.uuid4().hex, "principal_id": person_id, **given, "note": wanted.note or ""}
    row |= {"recorded_by": actor.id, "recorded_at": now}
    await connection.execute(insert(RECUSALS), row)
    await _check_number(connection, [person_id])
    return _view(row)


async def listed(connection: AsyncConnection, actor: Actor, person: str | None, after: str | None) -> list[RecusalView]:
    """Everybody's for office and discipline, one's own for the rest; at most 200, in the order of their ids."""
    statement = select(RECUSALS).where(RECUSALS.c.id > (after or "")).order_by(RECUSALS.c.id).limit(200)
    if not holds(actor, RECORDERS):
        statement = statement.where(RECUSALS.c.principal_id.in_(actor.people))
    if person:
        statement = statement.where(RECUSALS.c.principal_id == person)
    return [_view(dict(row)) for row in (await connection.execute(statement)).mappings()]


async def end(
    connection: AsyncConnection, actor: Actor, recusal_id: str, wanted: EndRecusal, now: datetime
) -> RecusalView:
    """Set its last day; only later days than yesterday can be taken from it.

    Raises:
        ProblemError: not yours to end, a past day, or no such recusal.
    """
    mine = RECUSALS.c.id == recusal_id
    row = (await connection.execute(select(RECUSALS).where(mine).with_for_update())).mappings().one_or_none()
    if row is None or not (holds(actor, RECORDERS) or row["principal_id"] in actor.people):
        raise ProblemError("not_found", recusal_id)
    demand(may_end_recusal(actor, row["principal_id"], wanted.valid_to, china_day(now)))
    last = max(wanted.valid_to, row["valid_from"])
    await connection.execute(update(RECUSALS).where(mine).values(valid_to=last))
    return _view({**row, "valid_to": last})


async def put(connection: AsyncConnection, people: tuple[Member, ...], by: str, now: datetime) -> int:
    """Bring the records to what an organisation file says; how many were added or given another last day or note."""
    rows = [_row(person.id, held) for person in people for held in person.recusals]
    present = {row["id"]: dict(row) for row in (await connection.execute(select(RECUSALS))).mappings()}
    added = [{**row, "recorded_by": by, "recorded_at": now} for row in rows if row["id"] not in present]
    changed = [row for row in rows if row["id"] in present and row.items() - present[row["id"]].items()]
    if added:
        await connection.execute(insert(RECUSALS), added)
    for row in changed:
        await connection.execute(update(RECUSALS).where(RECUSALS.c.id == row["id"]).values(**row))
    await _check_number(connection, [row["principal_id"] for row in added])
    return len(added) + len(changed)


def _row(person_id: str, held: NewRecusal) -> Row:
    """Its id is a digest of whom, what and from when, so a later file can end it."""
    row: Row = {
        "principal_id": person_id,
        "unit_id": held.unit_id,
        "kind": held.kind.value,
        "valid_from": held.valid_from,
    }
    digest = hashlib.sha256(json.dumps(row, default=date.isoformat, sort_keys=True).encode()).hexdigest()
    return {"id": digest[:32], **row, "valid_to": held.valid_to, "note": held.note or ""}


async def _check_number(connection: AsyncConnection, person_ids: list[str]) -> None:
    """Recusals travel with every command of a person, so their number is bounded."""
    of_them = select(RECUSALS.c.principal_id).where(RECUSALS.c.principal_id.in_(person_ids))
    many = of_them.group_by(RECUSALS.c.principal_id).having(func.count() > MAX_RECUSALS).limit(1)
    too_many = await connection.scalar(many)
    if too_many is not None:
        raise ProblemError("recusal.too_many", str(too_many))


def _view(row: Row) -> RecusalView:
    said = {name: row[name] for name in RecusalView.model_fields if name in row}
    return RecusalView.model_validate({**said, "person_id": row["principal_id"], "kind": RecusalKind(row["kind"])})
