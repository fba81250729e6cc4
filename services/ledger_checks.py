"""What can be wrong with one stream of the ledger: rows go in, the first flaw comes out. No I/O here."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from activities.rows import EVENT, columns_of, units_of
from schemas.campaigns import CampaignEvent, CampaignImported, CampaignIssued, CampaignState, ReconciliationConfirmed
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import GENESIS, canonical, chain_hash
from workflows.evolution.fold import evolve

CAMPAIGN_EVENT: TypeAdapter[CampaignEvent] = TypeAdapter(CampaignEvent)
Row = Any


class Wrong(StrEnum):
    """What is wrong with a row, or with the read model that repeats it."""

    GAP = "gap"
    CHAIN = "chain"
    HASH = "hash"
    BODY = "body"
    COLUMNS = "columns"
    EVENT = "event"
    HEAD = "head"
    READ_MODEL = "read_model"


@dataclass(frozen=True)
class Flaw:
    """The first bad row. `about` names the column or says what stands against what."""

    stream: str
    seq: int
    wrong: Wrong
    about: str


@dataclass(frozen=True)
class Chain:
    """The rows of a stream that hang together: their events, and the hash of the last."""

    stream: str
    events: tuple[dict[str, Any], ...]
    head: str


def chain_of(stream: str, rows: Sequence[Row]) -> Chain | Flaw:
    """Recompute every row from sequence 1 on."""
    events = []
    previous = GENESIS
    for seq, row in enumerate(rows, start=1):
        flaw = _row_flaw(row, seq, previous)
        if flaw:
            return flaw
        events.append(json.loads(row.body)["event"])
        previous = row.hash
    return Chain(stream, tuple(events), previous)


def _row_flaw(row: Row, seq: int, previous: str) -> Flaw | None:
    if row.seq != seq:
        return Flaw(row.stream, seq, Wrong.GAP, f"seq {row.seq} ≠ {seq}")
    if row.prev_hash != previous:
        return Flaw(row.stream, seq, Wrong.CHAIN, f"prev_hash {row.prev_hash[:12]} ≠ {previous[:12]}")
    computed = chain_hash(previous, row.body)
    if row.hash != computed:
        return Flaw(row.stream, seq, Wrong.HASH, f"hash {row.hash[:12]} ≠ {computed[:12]}")
    content = _content(row.body)
    if content is None:
        return Flaw(row.stream, seq, Wrong.BODY, "body")
    columns = {"stream": row.stream, "seq": row.seq, "submission": row.submission_id, "event": row.type}
    said = content | {"event": content["event"].get("type")}
    differing = _differing(columns, said)
    return Flaw(row.stream, seq, Wrong.COLUMNS, differing) if differing else None


def _content(body: str) -> dict[str, Any] | None:
    """The body as JSON, if it is the canonical text of a ledger row."""
    try:
        content = json.loads(body)
        same = canonical(content) == body
    except ValueError:
        return None
    shaped = same and isinstance(content, dict) and set(content) == {"stream", "seq", "submission", "event"}
    return content if shaped and isinstance(content["event"], dict) else None


def measure_flaw(row: Row, units: Sequence[Row], chain: Chain) -> Flaw | None:
    """The read model of a measure, every column and its units, against the fold of its chain."""
    if (row.seq, row.hash) != (len(chain.events), chain.head):
        return _head_flaw(row, len(chain.events))
    snapshot = _fold(chain)
    if isinstance(snapshot, Flaw):
        return snapshot
    text = chain.events[0]["text"]
    same = snapshot.model_dump(include={"id", "campaign_id", "problem_id", "number"})
    folded = {**columns_of(snapshot, chain.head), **same, "text": text, "snapshot": snapshot}
    stored = {**_mapping(row), "snapshot": _value(row.snapshot)}
    differing = _differing(
        folded | {"units": _relations(units_of(snapshot))}, stored | {"units": _relations(map(_mapping, units))}
    )
    return Flaw(row.id, row.seq, Wrong.READ_MODEL, differing) if differing else None


def _fold(chain: Chain) -> MeasureSnapshot | Flaw:
    snapshot: MeasureSnapshot | None = None
    for seq, content in enumerate(chain.events, start=1):
        try:
            snapshot = evolve(snapshot, EVENT.validate_python(content, strict=False))
        except ValueError as error:
            return Flaw(chain.stream, seq, Wrong.EVENT, type(error).__name__)
        if snapshot.seq != seq:
            return Flaw(chain.stream, seq, Wrong.EVENT, str(content["type"]))
    return snapshot or Flaw(chain.stream, 1, Wrong.GAP, "no rows")


def _value(text: str) -> MeasureSnapshot | None:
    """The stored snapshot as a value: its text may be of an older release."""
    try:
        return MeasureSnapshot.model_validate_json(text)
    except ValidationError:
        return None


def _mapping(row: Row) -> dict[str, Any]:
    return dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _relations(units: Iterable[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(unit["unit_id"], unit["relation"]) for unit in units}


def _head_flaw(row: Row, seq: int) -> Flaw:
    if row.seq > seq:
        return Flaw(row.id, seq + 1, Wrong.GAP, f"head {row.seq}, last row {seq}")
    return Flaw(row.id, seq, Wrong.HEAD, f"head {row.seq} {row.hash[:12]}")


def campaign_flaw(row: Row, chain: Chain) -> Flaw | None:
    """A campaign's row against what its events say of it."""
    if (row.seq, row.hash) != (len(chain.events), chain.head):
        return _head_flaw(row, len(chain.events))
    expected: dict[str, Any] = {"state": CampaignState.PLANNING, "confirmed_by": None, "confirmed_at": None}
    for seq, content in enumerate(chain.events, start=1):
        try:
            event = CAMPAIGN_EVENT.validate_python(content, strict=False)
        except ValueError as error:
            return Flaw(row.id, seq, Wrong.EVENT, type(error).__name__)
        expected |= _campaign_columns(event)
    differing = _differing(expected, _mapping(row))
    return Flaw(row.id, row.seq, Wrong.READ_MODEL, differing) if differing else None


def _campaign_columns(event: CampaignEvent) -> dict[str, Any]:
    if isinstance(event, CampaignImported):
        named = event.model_dump(include={"title", "notice_name", "notice_sha256"})
        return {"id": event.campaign_id, "imported_by": event.by.id, "created_at": event.at, **named}
    if isinstance(event, ReconciliationConfirmed):
        return {"confirmed_by": event.by.id, "confirmed_at": event.at}
    return {"state": CampaignState.ISSUED} if isinstance(event, CampaignIssued) else {}


def _differing(expected: dict[str, Any], found: dict[str, Any]) -> str:
    return ", ".join(sorted(name for name, value in expected.items() if found.get(name) != value))
