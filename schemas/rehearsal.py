"""A plan run through virtual time before it is issued: what its clocks would write, by day and recipient.

Days are calendar days in China (UTC+8).
"""

from datetime import date
from enum import StrEnum

from schemas.calendars import SkippedDay
from schemas.clock import ReminderKind
from schemas.measure import Assignment, Frozen, Role
from schemas.packs import Colour


class Habit(StrEnum):
    """What people are taken to do: nothing at all, or everything on time.

    On time: each unit claims on the day of issue, the lead unit reports on the last day of each period
    and is accepted the same day; on the due date the measure is reported done, verified and signed off,
    and the look-back is held on the day it opens.
    """

    NOBODY = "nobody"
    ON_TIME = "on-time"


class PlannedRow(Frozen):
    """One measure of a plan; units and groups are names here."""

    number: str
    text: str
    assignment: Assignment


class Plan(Frozen):
    """What is rehearsed. `feedback_on` is D, from which the campaign's own deadlines count."""

    title: str
    feedback_on: date | None
    rows: tuple[PlannedRow, ...]


class Recipient(Frozen):
    """A role where it holds: in a unit, in a special group, or (both null) anywhere."""

    role: Role
    unit: str | None
    group: str | None


class Firing(Frozen):
    """Letters of one kind and colour to one recipient on one day; one for each of `measures`, in the plan's order."""

    day: date
    recipient: Recipient
    kind: ReminderKind
    colour: Colour
    measures: tuple[str, ...]


class CampaignDay(Frozen):
    """What the campaign's own clock writes on `day`: a deadline that passed, or a phase that moves on."""

    day: date
    what: str
    due: date | None


class MovedDue(Frozen):
    """A planned due date that is no working day, and the day that counts. Provisional: no decree covers the year."""

    number: str
    target: date
    day: date
    provisional: bool
    skipped: tuple[SkippedDay, ...]


class MonthCount(Frozen):
    """`month` is YYYY-MM."""

    month: str
    recipient: Recipient
    letters: int


class DayCount(Frozen):
    day: date
    letters: int


class Rehearsal(Frozen):
    """The whole calendar. A letter to two roles counts twice: each has it in a queue of its own.

    `rest_days` are days off on which letters go out, `past_due` measures whose due date lies before the
    issue, `provisional` those whose due date may still move with a decree.
    """

    title: str
    pack: str
    calendar_version: str
    habit: Habit
    issued_on: date
    until: date
    measures: int
    letters: int
    calendar: tuple[Firing, ...]
    campaign: tuple[CampaignDay, ...]
    months: tuple[MonthCount, ...]
    busiest: DayCount | None
    rest_days: tuple[DayCount, ...]
    moved: tuple[MovedDue, ...]
    provisional: tuple[str, ...]
    past_due: tuple[str, ...]
