"""What stopping, resuming and cancelling leave in the ledger, and what the clock itself writes."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from schemas.clock import Due, Reminder
from schemas.happened import Happened


class MeasureSuspended(Happened):
    type: Literal["measure.suspended"] = "measure.suspended"
    reason: str
    planned_end: date


class MeasureResumed(Happened):
    """`stopped_days` are the calendar days from the suspension to the day before."""

    type: Literal["measure.resumed"] = "measure.resumed"
    reason: str
    stopped_days: int
    due: Due


class MeasureCancelled(Happened):
    type: Literal["measure.cancelled"] = "measure.cancelled"
    decision_reference: str
    reason: str


class Reminded(Happened):
    """Letters that fell due by `until`, collapsed to one each however long the clock was away."""

    type: Literal["measure.reminded"] = "measure.reminded"
    until: AwareDatetime
    reminders: tuple[Reminder, ...]
