"""What an office-holder hands over, pure: in which list a measure stands, and what is owed on it."""

from datetime import date

from schemas.clock import ReminderKind
from schemas.handover import PendingLetter
from schemas.measure import Category
from schemas.measure import MeasureState as S
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from workflows.letters.table import letters
from workflows.periods import due_periods
from workflows.steps.shape import AT_WORK

UNDER_WAY = AT_WORK | {S.ISSUED, S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF}


def list_of(snapshot: MeasureSnapshot) -> str | None:
    """`open`, `long_term` or `suspended`; null for drafts and for what is over."""
    if snapshot.state is S.SUSPENDED:
        return "suspended"
    if snapshot.state not in UNDER_WAY:
        return None
    return "long_term" if snapshot.assignment.category is Category.LONG_TERM else "open"


def missing_reports(snapshot: MeasureSnapshot, day: date, setting: Setting) -> tuple[str, ...]:
    """Periods that are over and have no report; none is owed while the clock is stopped."""
    if snapshot.state not in AT_WORK or snapshot.claimed_period is None:
        return ()
    reported = {report.period for report in snapshot.reports}
    due = due_periods(snapshot.claimed_period, day, setting.rules.cadence)
    return tuple(period for period in due if period not in reported)


def pending_letters(snapshot: MeasureSnapshot, day: date, setting: Setting) -> tuple[PendingLetter, ...]:
    """Letters that have begun to go out by that day and whose reason still holds; missing reports are told apart."""
    return tuple(
        PendingLetter(kind=letter.kind, since=letter.first, concerns=letter.concerns, about=letter.about)
        for letter in letters(snapshot, setting, day, day)
        if letter.first <= day and letter.kind is not ReminderKind.REPORT_MISSING
    )
