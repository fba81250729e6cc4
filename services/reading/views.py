"""From rows and snapshots to what a caller is shown."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schemas.api import AssignmentView, LedgerEntry, MeasureDetail, MeasureItem, ProblemRef, ReportView
from schemas.measure import Actor
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from services.reading.names import Names
from workflows.canonical import row_hash
from workflows.flags import days_left, flags, light
from workflows.lifecycle import allowed
from workflows.periods import china_day
from workflows.restricted import hidden

Row = Any


@dataclass(frozen=True)
class Looking:
    """Who looks at a measure, when, and what the measure is judged by."""

    actor: Actor
    now: datetime
    setting: Setting


def item(row: Row, names: Names, today: date, setting: Setting) -> MeasureItem:
    snapshot = MeasureSnapshot.model_validate_json(row.snapshot)
    return MeasureItem(**_line(row, names), **_marks(snapshot, today, setting))


def _marks(snapshot: MeasureSnapshot, today: date, setting: Setting) -> dict[str, Any]:
    return {
        "state": snapshot.state,
        "light": light(snapshot, today),
        "flags": flags(snapshot, today, setting.rules.cadence),
        "days_left": days_left(snapshot, today),
    }


def _line(row: Row, names: Names) -> dict[str, Any]:
    return {
        "id": row.id,
        "campaign_id": row.campaign_id,
        "number": row.number,
        "problem": ProblemRef(id=row.problem_id, ordinal=row.problem_ordinal, title=row.problem_title),
        "text": row.text,
        "lead_unit": names.unit_or_none(row.lead_unit),
        "category": row.category,
        "due": row.due,
        "seq": row.seq,
        "changed_at": row.changed_at,
    }


def detail(row: Row, entries: list[LedgerEntry], names: Names, looking: Looking) -> MeasureDetail:
    snapshot = MeasureSnapshot.model_validate_json(row.snapshot)
    return MeasureDetail(
        **_line(row, names),
        **_marks(snapshot, china_day(looking.now), looking.setting),
        round=snapshot.round,
        assignment=_assignment(snapshot, names),
        claimed_units=snapshot.claimed_units,
        reports=_reports(snapshot, entries, names),
        row_hash=row_hash(snapshot),
        hash=row.hash,
        outcome=snapshot.outcome,
        margin_days=snapshot.margin_days,
        parents=snapshot.parents,
        offspring=snapshot.offspring,
        allowed_actions=allowed(snapshot, looking.actor, looking.now, looking.setting),
    )


def _assignment(snapshot: MeasureSnapshot, names: Names) -> AssignmentView:
    given = snapshot.assignment
    return AssignmentView(
        lead_unit=names.unit_or_none(given.lead_unit),
        joint_units=tuple(names.unit(unit) for unit in given.joint_units),
        support_units=tuple(names.unit(unit) for unit in given.support_units),
        special_group=names.group(given.special_group),
        leader=given.leader,
        category=given.category,
        due=given.due,
    )


def _reports(snapshot: MeasureSnapshot, entries: list[LedgerEntry], names: Names) -> tuple[ReportView, ...]:
    """Reports with their text, which only the ledger holds."""
    events = {entry.seq: entry.event for entry in entries}
    return tuple(
        ReportView(
            period=report.period,
            version=report.version,
            status=report.status,
            late=report.late,
            unit=names.unit(report.unit_id),
            submitted_by=events[report.seq]["by"]["name"],
            text=events[report.seq]["text"],
            indicators=report.indicators,
            evidence=tuple(
                {**file.model_dump(mode="json"), "withdrawn": file.id in snapshot.withdrawn_evidence}
                for file in report.evidence
            ),
        )
        for report in snapshot.reports
    )


def entry(row: Row, actor: Actor, campaign_id: str) -> LedgerEntry:
    event = json.loads(row.body)["event"]
    if hidden(row.type, event["by"]["id"], actor, campaign_id):
        return _restricted(row)
    return LedgerEntry(
        seq=row.seq,
        type=row.type,
        at=event["at"],
        by=event["by"],
        event=event,
        body=row.body,
        prev_hash=row.prev_hash,
        hash=row.hash,
        submission_id=row.submission_id,
        recorded_at=row.recorded_at,
    )


def _restricted(row: Row) -> LedgerEntry:
    """Enough to follow the chain past the row, and nothing of what it says."""
    return LedgerEntry(
        seq=row.seq,
        type="restricted",
        at=row.recorded_at,
        by={},
        event={"type": "restricted", "title": "受限 restricted"},
        body=None,
        prev_hash=row.prev_hash,
        hash=row.hash,
        submission_id=None,
        recorded_at=row.recorded_at,
    )
