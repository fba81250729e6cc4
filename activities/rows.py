"""Rows built from events: the hash chain of the ledger and the columns that repeat the snapshot."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter

from schemas.events import Event
from schemas.reports import (
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import canonical, chain_hash
from workflows.steps.shape import AT_WORK

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
OPEN = frozenset({ReportStatus.SUBMITTED, ReportStatus.COUNTERSIGNED})
Row = dict[str, Any]


def body_of(stream: str, seq: int, submission_id: str | None, event: BaseModel) -> str:
    """The canonical JSON of a ledger row: exactly what its hash covers."""
    return canonical(
        {"stream": stream, "seq": seq, "submission": submission_id, "event": event.model_dump(mode="json")}
    )


def event_of(body: str) -> Event:
    """The measure event inside a ledger row's body."""
    return EVENT.validate_python(json.loads(body)["event"], strict=False)


def ledger_rows(
    stream: str, submission_id: str | None, head: tuple[int, str], events: Sequence[BaseModel], now: datetime
) -> list[Row]:
    """Rows that follow `head` (seq, hash) in one stream; each row's hash covers the one before."""
    rows: list[Row] = []
    seq, previous = head
    for event in events:
        seq += 1
        body = body_of(stream, seq, submission_id, event)
        digest = chain_hash(previous, body)
        rows.append(
            {
                "stream": stream,
                "seq": seq,
                "type": event.type,  # type: ignore[attr-defined] # every event of both unions has one
                "submission_id": submission_id,
                "body": body,
                "prev_hash": previous,
                "hash": digest,
                "recorded_at": now,
            }
        )
        previous = digest
    return rows


def columns_of(snapshot: MeasureSnapshot, head_hash: str) -> Row:
    """The read model's columns that follow from a snapshot."""
    return {
        "state": snapshot.state.value,
        "outcome": snapshot.outcome,
        "seq": snapshot.seq,
        "hash": head_hash,
        "lead_unit": snapshot.assignment.lead_unit,
        "special_group": snapshot.assignment.special_group,
        "category": snapshot.assignment.category,
        "due": snapshot.due,
        "origin": snapshot.parents[0] if snapshot.parents else None,
        "open_reports": _on_a_desk(snapshot),
        "changed_at": snapshot.changed_at,
        "snapshot": snapshot.model_dump_json(),
    }


def _on_a_desk(snapshot: MeasureSnapshot) -> int:
    """What waits for somebody beside the state itself: reports, requests, a claim, an answer, a decision, a check."""
    reports = sum(report.status in OPEN for report in snapshot.reports)
    at_work = snapshot.state in AT_WORK
    unclaimed = set(snapshot.assignment.charged_units) - set(snapshot.claimed_units) if at_work else ()
    unanswered = snapshot.order is not None and snapshot.order.answered_on is None
    asked = (unanswered, snapshot.revocation is not None, snapshot.check_since is not None)
    return reports + len(snapshot.pending_changes) + len(unclaimed) + sum(asked)


def units_of(snapshot: MeasureSnapshot) -> list[Row]:
    """Which units may read the measure, and why. Former ones keep their history; they may do nothing new."""
    lead, joint, support = (
        snapshot.assignment.lead_unit,
        snapshot.assignment.joint_units,
        snapshot.assignment.support_units,
    )
    relations = [(lead, "lead")] if lead else []
    relations += [(unit, "joint") for unit in joint] + [(unit, "support") for unit in support]
    relations += [(unit, "former") for unit in snapshot.former_units]
    return [{"measure_id": snapshot.id, "unit_id": unit, "relation": relation} for unit, relation in relations]
