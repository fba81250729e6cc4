"""What a reader is told of a measure's clock and of the letters in their queue."""

from datetime import date, datetime

from schemas.calendars import SkippedDay
from schemas.clock import DueRule, ReminderKind, Stop
from schemas.measure import Frozen
from schemas.packs import Colour


class DueExplained(Frozen):
    """One setting of the due date: `target` was agreed, `skipped` days of `calendar` lie between it and `day`."""

    rule: DueRule
    rule_zh: str
    on: date
    seq: int
    target: date
    day: date
    provisional: bool
    calendar: str
    skipped: tuple[SkippedDay, ...]


class LetterAhead(Frozen):
    """What the clock will send on `day`, unless something happens before."""

    kind: ReminderKind
    kind_zh: str
    day: date
    colour: Colour
    to: tuple[str, ...]


class ClockView(Frozen):
    """A due date explained: where it started, every change in order, every day that did not count.

    Null dates: the measure is not issued. `stopped` lists each day the clock stood still.
    """

    measure_id: str
    calendar_version: str
    started_on: date | None
    steps: tuple[DueExplained, ...]
    stops: tuple[Stop, ...]
    stopped: tuple[SkippedDay, ...]
    due: date | None
    provisional: bool
    days_left: int | None
    ahead: tuple[LetterAhead, ...]


class NoticeView(Frozen):
    """A letter in the caller's queue. `days`: calendar days to `day` when it was written, negative when past."""

    id: str
    measure_id: str
    campaign_id: str
    number: str
    kind: ReminderKind
    kind_zh: str
    colour: Colour
    about: str
    day: date
    days: int
    times: int
    to_role: str
    to_unit: str | None
    created_at: datetime
    read_at: datetime | None


class NoticePage(Frozen):
    """Newest first. `unread` counts all unread ones of the caller; `next` is null on the last page."""

    items: tuple[NoticeView, ...]
    unread: int
    next: str | None
