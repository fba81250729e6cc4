"""A measure's clock: due dates and why they are what they are, letters, orders, and what waits to be decided.

Days are calendar days in China (UTC+8).
"""

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from schemas.measure import Frozen, Role
from schemas.packs import Colour


class DueRule(StrEnum):
    """Why a due date was set or moved; the rule ids that an explanation names."""

    PLAN = "due.plan"
    EXTENSION = "due.extension"
    RESUMED = "due.resumed"
    CALENDAR = "due.calendar"
    ROUND = "due.round"
    REASSIGNED = "due.reassigned"
    CONTESTED = "due.contested"
    INTERIM = "due.interim"


class Due(Frozen):
    """`target` is the day that was agreed; `day` is the first working day on or after it, on the named calendar.

    Where none is named, as in rows of the first release, it was found on the one the campaign froze first.
    """

    target: date
    day: date
    provisional: bool
    calendar: str | None = None


class DueStep(Frozen):
    """One setting of the due date, in the row `seq` of the ledger."""

    rule: DueRule
    on: date
    due: Due
    seq: int


class Stop(Frozen):
    """A suspension: from the day it was ordered to the day before work went on (null: still stopped)."""

    since: date
    planned_end: date
    until: date | None


class Clock(Frozen):
    """Everything about a measure's time in its present round. `rang_until`: what came due before is done with.

    `agreed` is the day extensions count from where it is not the first step's: what parents had agreed on (M17).
    """

    started_on: date
    steps: tuple[DueStep, ...]
    stops: tuple[Stop, ...]
    rang_until: AwareDatetime
    agreed: date | None = None

    @property
    def due(self) -> Due:
        return self.steps[-1].due

    @property
    def stopped(self) -> Stop | None:
        return self.stops[-1] if self.stops and self.stops[-1].until is None else None


class ReminderKind(StrEnum):
    """What a reminder is about. `late` ones repeat until somebody acts."""

    CLAIM_LATE = "claim_late"
    CONTEST_UNDECIDED = "contest_undecided"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    REPORT_MISSING = "report_missing"
    REPORT_WAITING = "report_waiting"
    RETURNED_OFTEN = "returned_often"
    CLOSURE_WAITING = "closure_waiting"
    VERIFICATION_WAITING = "verification_waiting"
    SIGN_OFF_WAITING = "sign_off_waiting"
    CHANGE_UNDECIDED = "change_undecided"
    REVIEW_DUE = "review_due"
    LOOK_BACK_DUE = "look_back_due"
    STILL_SUSPENDED = "still_suspended"
    SUSPENSION_OVER = "suspension_over"
    ORDER_UNANSWERED = "order_unanswered"
    SUBSTITUTE_NAMED = "substitute_named"
    EVIDENCE_CHECK = "evidence_check"
    REVOCATION_UNDECIDED = "revocation_undecided"
    DAY_MOVED = "day_moved"
    UNIT_SUCCEEDED = "unit_succeeded"


class Reminder(Frozen):
    """One letter. `days` counts calendar days to the date it is about, negative when past.

    `times` is how many letters would have gone out, had the clock run without interruption.
    """

    kind: ReminderKind
    colour: Colour
    to: tuple[Role, ...]
    units: tuple[str, ...]
    about: str
    date: date
    days: int
    times: int
