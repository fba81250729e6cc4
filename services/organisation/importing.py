"""An organisation file goes into the tables: added or renamed, never taken away.

What a file no longer names stays, because the ledger still refers to it; a membership ends by date.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import ActorKind
from schemas.organisation import Machine, Member, Membership, Organisation
from schemas.organisation_api import ImportCounts
from schemas.tables.people import GROUPS, MEMBERSHIPS, PRINCIPALS, UNITS
from services.errors import ProblemError
from services.people import recusals

Row = dict[str, Any]


async def import_organisation(
    connection: AsyncConnection, organisation: Organisation, by: str, now: datetime
) -> ImportCounts:
    """Bring the tables to what the file says; importing the same file twice changes nothing.

    `by` is the administrator who answers for what it puts on record at `now`.

    Returns:
        How many rows were added or changed.

    Raises:
        ProblemError: `organisation.conflict` when a name belongs to another id already.
    """
    principals = [_principal(one, ActorKind.PERSON) for one in organisation.people]
    principals += [_principal(one, ActorKind.MACHINE) for one in organisation.machines]
    holders: tuple[Member | Machine, ...] = (*organisation.people, *organisation.machines)
    memberships = [_membership(one.id, held) for one in holders for held in one.memberships]
    try:
        return ImportCounts(
            units=await _put(connection, UNITS, [_unit(one.id, one.name, one.aliases) for one in organisation.units]),
            groups=await _put(connection, GROUPS, [one.model_dump(mode="json") for one in organisation.groups]),
            principals=await _put(connection, PRINCIPALS, principals),
            memberships=await _put(connection, MEMBERSHIPS, memberships),
            recusals=await recusals.put(connection, organisation.people, by, now),
        )
    except IntegrityError as error:
        raise ProblemError("organisation.conflict", str(error.orig)[:200]) from error


async def _put(connection: AsyncConnection, table: Table, rows: list[Row]) -> int:
    present = {row["id"]: dict(row) for row in (await connection.execute(select(table))).mappings()}
    added = [row for row in rows if row["id"] not in present]
    changed = [row for row in rows if row["id"] in present and row != present[row["id"]]]
    if added:
        await connection.execute(insert(table), added)
    for row in changed:
        await connection.execute(update(table).where(table.c.id == row["id"]).values(**row))
    return len(added) + len(changed)


def _unit(unit_id: str, name: str, aliases: tuple[str, ...]) -> Row:
    return {"id": unit_id, "name": name, "aliases": json.dumps(aliases, ensure_ascii=False)}


def _principal(one: Member | Machine, kind: ActorKind) -> Row:
    return {"id": one.id, "kind": kind.value, "name": one.name}


def _membership(principal_id: str, held: Membership) -> Row:
    """Its id is a digest of everything but the last day, so a later file can end it."""
    row: Row = {
        "principal_id": principal_id,
        "role": held.role.value,
        "unit_id": held.unit,
        "group_id": held.group,
        "campaign_id": held.campaign,
        "valid_from": held.valid_from,
    }
    digest = hashlib.sha256(json.dumps(row, default=str, sort_keys=True).encode()).hexdigest()
    return {"id": digest[:32], **row, "valid_to": held.valid_to}
