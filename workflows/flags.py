"""Derived marks of a measure, pure: lights, flags and days left. They are never stored as states."""

from datetime import date

from schemas.measure import MeasureSnapshot, MeasureState
from workflows.canonical import evidence_in_force
from workflows.periods import due_periods

YELLOW_DAYS = 10
AT_WORK = frozenset({MeasureState.IN_PROGRESS})


def days_left(snapshot: MeasureSnapshot, today: date) -> int | None:
    """Calendar days until the due date, negative when past; null when none is set or it is signed off."""
    due = snapshot.assignment.due
    return None if due is None or snapshot.state is MeasureState.SIGNED_OFF else (due - today).days


def light(snapshot: MeasureSnapshot, today: date) -> str:
    """red: overdue; yellow: ten days or less (Jiangjin's ladder, domain.md section 2); else green."""
    left = days_left(snapshot, today)
    if left is None or left > YELLOW_DAYS:
        return "green"
    return "red" if left < 0 else "yellow"


def flags(snapshot: MeasureSnapshot, today: date) -> tuple[str, ...]:
    marks = {
        "overdue": light(snapshot, today) == "red",
        "report_missing": _report_missing(snapshot, today),
        "partially_claimed": snapshot.state is MeasureState.ISSUED and bool(snapshot.claimed_units),
        "closure_partly_signed": snapshot.state is MeasureState.IN_PROGRESS and snapshot.closure is not None,
        "evidence_gap": snapshot.state is MeasureState.SIGNED_OFF and not evidence_in_force(snapshot),
        "evidence_withdrawn": bool(snapshot.withdrawn_evidence),
    }
    return tuple(name for name, present in marks.items() if present)


def _report_missing(snapshot: MeasureSnapshot, today: date) -> bool:
    if snapshot.state not in AT_WORK or snapshot.claimed_period is None:
        return False
    reported = {report.period for report in snapshot.reports}
    return any(period not in reported for period in due_periods(snapshot.claimed_period, today))
