"""Derived marks of a measure, pure: lights, flags and days left. They are never stored as states."""

from datetime import date

from schemas.measure import MeasureState
from schemas.packs import Cadence
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import evidence_in_force
from workflows.periods import due_periods
from workflows.steps.shape import AT_WORK

YELLOW_DAYS = 10
CHANGEABLE = AT_WORK | {MeasureState.SUSPENDED}
# Done with, replaced, or stopped: nothing runs that could be late.
WITHOUT_LIGHT = frozenset(
    {
        MeasureState.SIGNED_OFF,
        MeasureState.SUSPENDED,
        MeasureState.CANCELLED,
        MeasureState.SUPERSEDED,
        MeasureState.ARCHIVED,
    }
)


def days_left(snapshot: MeasureSnapshot, today: date) -> int | None:
    """Calendar days until the due date, negative when past; null when none is set or no clock runs."""
    due = snapshot.due
    return None if due is None or snapshot.state in WITHOUT_LIGHT else (due - today).days


def light(snapshot: MeasureSnapshot, today: date) -> str:
    """red: overdue; yellow: ten days or less (Jiangjin's ladder, domain.md section 2); else green."""
    left = days_left(snapshot, today)
    if left is None or left > YELLOW_DAYS:
        return "green"
    return "red" if left < 0 else "yellow"


def flags(snapshot: MeasureSnapshot, today: date, cadence: Cadence) -> tuple[str, ...]:
    marks = {
        "overdue": light(snapshot, today) == "red",
        "report_missing": _report_missing(snapshot, today, cadence),
        "change_pending": snapshot.state in CHANGEABLE and bool(snapshot.pending_changes),
        "partially_claimed": _partially_claimed(snapshot),
        "claim_contested": snapshot.state is MeasureState.ISSUED and bool(snapshot.open_contests),
        "closure_partly_signed": snapshot.state in AT_WORK and snapshot.closure is not None,
        "evidence_gap": snapshot.state is MeasureState.SIGNED_OFF and not evidence_in_force(snapshot),
        "due_provisional": bool(
            snapshot.clock and snapshot.clock.due.provisional and snapshot.state not in WITHOUT_LIGHT
        ),
        "look_back_due": look_back_due(snapshot, today),
        "evidence_check_due": snapshot.state is MeasureState.SIGNED_OFF and snapshot.check_since is not None,
        "revocation_proposed": snapshot.revocation is not None,
        "order_open": snapshot.order is not None,
        "order_unanswered": _unanswered(snapshot, today),
        "evidence_withdrawn": bool(snapshot.withdrawn_evidence),
    }
    return tuple(name for name, present in marks.items() if present)


def _partially_claimed(snapshot: MeasureSnapshot) -> bool:
    """Some unit has signed for receipt and another has not; after a reassignment, the new unit has not."""
    waiting = set(snapshot.assignment.charged_units) - set(snapshot.claimed_units)
    begun = snapshot.state in AT_WORK or (snapshot.state is MeasureState.ISSUED and bool(snapshot.claimed_units))
    return begun and bool(waiting)


def _report_missing(snapshot: MeasureSnapshot, today: date, cadence: Cadence) -> bool:
    if snapshot.state not in AT_WORK or snapshot.claimed_period is None:
        return False
    reported = {report.period for report in snapshot.reports}
    return any(period not in reported for period in due_periods(snapshot.claimed_period, today, cadence))


def _unanswered(snapshot: MeasureSnapshot, today: date) -> bool:
    order = snapshot.order
    return order is not None and order.answered_on is None and order.answer_by < today


def look_back_due(snapshot: MeasureSnapshot, today: date) -> bool:
    opens = snapshot.look_back.next_on if snapshot.look_back else None
    return snapshot.state is MeasureState.SIGNED_OFF and opens is not None and opens <= today
