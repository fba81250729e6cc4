"""Handover of office: the certificate folded from the ledger as of a day, and the row that records it."""

import json
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.rows import event_of
from schemas.events import MeasureDrafted
from schemas.handover import Certificate, HandOver, HandoverItem, HandoverView
from schemas.measure import Actor, Role
from schemas.packs import Setting
from schemas.tables.handovers import HANDOVERS
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from services.database import Database
from services.errors import ProblemError
from services.people.refusals import demand
from services.reading.names import load_names
from services.reading.rules import load_settings
from services.scope import visible
from workflows.canonical import GENESIS, canonical, chain_hash
from workflows.evolution.fold import fold
from workflows.handover import list_of, missing_reports, pending_letters
from workflows.people_rules import may_hand_over, may_read_handover
from workflows.periods import china_day

LISTS = ("open", "long_term", "suspended")


async def certificate(database: Database, actor: Actor, unit_id: str, as_of: date | None, now: datetime) -> Certificate:
    """The unit's measures at the end of a day in China, as its ledger tells them.

    Raises:
        ProblemError: `not_found` when the unit is unknown or not the caller's business; a day to come.
    """
    day, names = as_of or china_day(now), await load_names(database)
    demand(may_read_handover(actor, unit_id))
    if unit_id not in names.units:
        raise ProblemError("not_found", unit_id)
    if day > china_day(now):
        raise ProblemError("request.bad", f"as_of {day} > {china_day(now)}")
    charged = and_(MEASURE_UNITS.c.measure_id == MEASURES.c.id, MEASURE_UNITS.c.unit_id == unit_id)
    rows = (
        select(LEDGER.c.stream, LEDGER.c.body, MEASURES.c.campaign_id)
        .join(MEASURES, MEASURES.c.id == LEDGER.c.stream)
        .where(visible(actor), exists().where(charged))
        .order_by(MEASURES.c.campaign_id, MEASURES.c.ordinal, LEDGER.c.seq)
    )
    async with database.read() as connection:
        found = (await connection.execute(rows)).all()
        settings = await load_settings(connection, (row.campaign_id for row in found))
    campaigns = {row.stream: row.campaign_id for row in found}
    streams: dict[str, list[Any]] = {}
    for row in found:
        streams.setdefault(row.stream, []).append(event_of(row.body))
    listed = [_item(events, unit_id, day, settings[campaigns[one]]) for one, events in streams.items()]
    held = {name: tuple(item for where, item in filter(None, listed) if where == name) for name in LISTS}
    return Certificate(unit=names.unit(unit_id), as_of=day, **held)


def _item(events: list[Any], unit_id: str, day: date, setting: Setting) -> tuple[str, HandoverItem] | None:
    told = [event for event in events if china_day(event.at) <= day]
    snapshot = fold(told)
    where = list_of(snapshot) if snapshot else None
    if snapshot is None or where is None or unit_id not in snapshot.assignment.charged_units:
        return None
    drafted: MeasureDrafted = told[0]
    item = HandoverItem(
        measure_id=snapshot.id,
        campaign_id=snapshot.campaign_id,
        number=snapshot.number,
        text=drafted.text,
        state=snapshot.state,
        category=snapshot.assignment.category,
        due=snapshot.due,
        missing_reports=missing_reports(snapshot, day, setting),
        pending_letters=pending_letters(snapshot, day, setting),
    )
    return where, item


async def hand_over(database: Database, actor: Actor, unit_id: str, wanted: HandOver, now: datetime) -> HandoverView:
    """Put the certificate on record with both names; the same handover again is the same row.

    Raises:
        ProblemError: not yours to record, or somebody who was never this unit's principal.
    """
    demand(may_hand_over(actor, unit_id))
    shown = await certificate(database, actor, unit_id, wanted.as_of, now)
    async with database.write() as connection:
        names = [await _holder(connection, unit_id, one) for one in (wanted.outgoing_id, wanted.incoming_id)]
        earlier = await of_unit(connection, unit_id)
        same = (wanted.outgoing_id, wanted.incoming_id, shown.as_of)
        for one in earlier:
            if (one.outgoing_id, one.incoming_id, one.as_of) == same:
                return one
        row = _row(wanted, shown, (names[0], names[1]), earlier[-1] if earlier else None)
        row |= {"recorded_by": actor.id, "recorded_at": now}
        await connection.execute(insert(HANDOVERS), row)
    return HandoverView.model_validate(row)


def _row(wanted: HandOver, shown: Certificate, names: tuple[str, str], last: HandoverView | None) -> dict[str, Any]:
    said = {
        "outgoing_id": wanted.outgoing_id,
        "outgoing_name": names[0],
        "incoming_id": wanted.incoming_id,
        "incoming_name": names[1],
        "note": wanted.note or "",
    }
    body = canonical({"certificate": json.loads(shown.model_dump_json()), **said})
    previous = last.hash if last else GENESIS
    return {
        "id": uuid.uuid4().hex,
        "unit_id": shown.unit.id,
        "seq": last.seq + 1 if last else 1,
        **said,
        "as_of": shown.as_of,
        "body": body,
        "prev_hash": previous,
        "hash": chain_hash(previous, body),
    }


async def _holder(connection: AsyncConnection, unit_id: str, person_id: str) -> str:
    held = and_(
        MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
        MEMBERSHIPS.c.unit_id == unit_id,
        MEMBERSHIPS.c.role == Role.UNIT_PRINCIPAL,
    )
    name = await connection.scalar(select(PRINCIPALS.c.name).where(PRINCIPALS.c.id == person_id, exists().where(held)))
    if name is None:
        raise ProblemError("handover.not_holder", person_id)
    return str(name)


async def of_unit(connection: AsyncConnection, unit_id: str) -> list[HandoverView]:
    """Oldest first."""
    mine = select(HANDOVERS).where(HANDOVERS.c.unit_id == unit_id).order_by(HANDOVERS.c.seq)
    return [HandoverView.model_validate(dict(row)) for row in (await connection.execute(mine)).mappings()]
