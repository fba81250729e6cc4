"""M17: the children of a split or a merge, and its other parents, in the transaction of the measure that is replaced.

Rows are locked parents first, by id, then the campaign's, under which the children get their places in the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from activities.connection import Connection
from activities.frozen import FROZEN, setting_of
from activities.rows import columns_of, ledger_rows, units_of
from activities.writing import ADD_ROWS, ADD_UNITS, Held, following, write
from schemas.commands import Envelope
from schemas.events import Event
from schemas.ledger import AppendRequest
from schemas.offspring_commands import MergeMeasures
from schemas.offspring_events import MeasureSplit
from schemas.packs import Setting
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import MEASURES, WAKINGS
from workflows.canonical import GENESIS
from workflows.case import Case
from workflows.decisions.offspring import Born, born_of_merge, born_of_split
from workflows.duties import refused
from workflows.evolution.fold import fold
from workflows.lifecycle import actions_from, decide

HELD = (
    select(MEASURES.c.hash, MEASURES.c.snapshot, MEASURES.c.campaign_id)
    .where(MEASURES.c.id == bindparam("measure"))
    .with_for_update()
)
LOCK_CAMPAIGN = select(CAMPAIGNS.c.id).where(CAMPAIGNS.c.id == bindparam("campaign")).with_for_update()
LAST_PLACE = select(func.max(MEASURES.c.ordinal).label("last")).where(MEASURES.c.campaign_id == bindparam("campaign"))
ADD_MEASURES = insert(MEASURES)
ADD_WAKINGS = insert(WAKINGS)


@dataclass(frozen=True)
class Moved:
    """Another parent, and what happens to it."""

    held: Held
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Family:
    """What is written besides the events of the measure that was asked."""

    campaign_id: str
    others: tuple[Moved, ...]
    born: tuple[Born, ...]


def family_of(connection: Connection, request: AppendRequest, held: Held) -> Family | Refused | None:
    """None for nearly every command. A refusal is of another parent: judged by the same gate, under its own lock."""
    first, envelope = request.events[0], request.envelope
    if isinstance(first, MeasureSplit):
        return Family(held.snapshot.campaign_id, (), born_of_split(held.snapshot, first))
    if envelope is None or not isinstance(envelope.command, MergeMeasures):
        return None
    setting = setting_of(connection.execute(FROZEN, {"measure": request.measure_id}).one_or_none())
    return _merged(connection, envelope, envelope.command, held, setting)


def _merged(
    connection: Connection, envelope: Envelope, command: MergeMeasures, held: Held, setting: Setting
) -> Family | Refused:
    others: list[Moved] = []
    for measure_id in sorted(set(command.parents) - {held.snapshot.id}):
        other = _held(connection, measure_id, held.snapshot.campaign_id)
        if other is None:
            return _told(held.snapshot, refused(held.snapshot, RefusalCode.APART, rule="M17", about=measure_id))
        snapshot = other.snapshot
        decision = decide(snapshot, command, envelope.actor, envelope.received_at, setting=setting)
        if isinstance(decision, Refused):
            return _told(held.snapshot, decision, snapshot.number)
        others.append(Moved(other, decision))
    known = {one.snapshot.id: one.snapshot for one in (held, *(moved.held for moved in others))}
    cases = [Case(known[one], envelope.actor, envelope.received_at, setting) for one in command.parents]
    born = born_of_merge(cases, command)
    if isinstance(born, Refused):
        return _told(held.snapshot, born)
    return Family(held.snapshot.campaign_id, tuple(others), (born,))


def _held(connection: Connection, measure_id: str, campaign_id: str) -> Held | None:
    """Null for a measure of another campaign: it is judged by other rules."""
    row = connection.execute(HELD, {"measure": measure_id}).one_or_none()
    if row is None or row.campaign_id != campaign_id:
        return None
    return Held(MeasureSnapshot.model_validate_json(row.snapshot), row.hash)


def _told(asked: MeasureSnapshot, denied: Refused, whose: str = "") -> Refused:
    """As a refusal of the measure that was asked, naming the other one: its sequence is the one the caller knows."""
    about = ": ".join(part for part in (whose, denied.about) if part)
    actions = actions_from(denied.state)
    return denied.model_copy(update={"seq": asked.seq, "about": about, "allowed_actions": actions})


def bring_forth(connection: Connection, family: Family, asked: Held, now: datetime) -> None:
    """Write the others' rows and the children. All their workflows are called once this is on disk.

    So is that of the measure that was asked: it may die before it hears that its events are in.
    """
    moved = [asked, *(_written(connection, one, now) for one in family.others)]
    connection.execute(LOCK_CAMPAIGN, {"campaign": family.campaign_id}).one_or_none()
    last = connection.execute(LAST_PLACE, {"campaign": family.campaign_id}).scalar_one_or_none()
    children = [_child(born, place, now) for place, born in enumerate(family.born, start=last + 1)]
    connection.execute(ADD_MEASURES, [measure for measure, _, _ in children])
    connection.execute(ADD_ROWS, [row for _, rows, _ in children for row in rows])
    connection.execute(ADD_UNITS, [unit for _, _, units in children for unit in units])
    heads = [(one.snapshot.id, one.snapshot.seq) for one in moved] + [(one["id"], one["seq"]) for one, _, _ in children]
    connection.execute(ADD_WAKINGS, [{"measure_id": measure, "seq": seq} for measure, seq in heads])


def _written(connection: Connection, moved: Moved, now: datetime) -> Held:
    coming = following(moved.held, moved.events, None, now)
    write(connection, coming)
    return coming.after


def _child(
    born: Born, place: int, now: datetime
) -> tuple[dict[str, Any], Sequence[dict[str, Any]], list[dict[str, Any]]]:
    """The row of the read model, the first rows of its ledger, the rows of its units."""
    drafted, _ = born
    snapshot = fold(born)
    assert snapshot is not None  # noqa: S101 - two events fold to something
    rows = ledger_rows(snapshot.id, None, (0, GENESIS), born, now)
    known = {
        "id": snapshot.id,
        "ordinal": place,
        **drafted.model_dump(include={"campaign_id", "problem_id", "number", "text"}),
    }
    return {**known, **columns_of(snapshot, rows[-1]["hash"])}, rows, units_of(snapshot)
