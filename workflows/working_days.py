"""Counting days on a frozen calendar, pure. Every day that did not count is named, with its reason.

Ground: Civil Code art. 201 (the day of the start is not counted), 202 (a term of months ends on the day
of the same number, or on the last day of a shorter month), 203 (a term that ends on a day off ends on
the first working day after). Years whose decree the calendar does not hold are counted by weekends and
by the holidays it knows, and the result says so; the plain calendar holds no decree and no holiday, so
each of its counts goes by weekends only and is provisional.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from schemas.calendars import Counted, SkippedDay, WorkCalendar
from schemas.packs import MAX_WORKING_DAYS, Span

ONE_DAY = timedelta(days=1)
SATURDAY = 5
MONTHS_OF_A_YEAR = 12


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    return day in calendar.worked if day.weekday() >= SATURDAY else day not in calendar.off


def on_or_after(calendar: WorkCalendar, day: date) -> Counted:
    """The first working day from `day` on, itself included (art. 203)."""
    return _counted(calendar, day, _walk(calendar, day - ONE_DAY, ONE_DAY, 1))


def after(calendar: WorkCalendar, day: date, count: int) -> Counted:
    """The `count`th working day after `day`, which itself is not counted (art. 201). `count`: 1 to 1000."""
    return _counted(calendar, day + ONE_DAY, _walk(calendar, day, ONE_DAY, count))


def before(calendar: WorkCalendar, day: date, count: int) -> Counted:
    """The `count`th working day before `day`, which itself is not counted. `count`: 1 to 1000."""
    return _counted(calendar, day - ONE_DAY, _walk(calendar, day, -ONE_DAY, count))


def add_span(calendar: WorkCalendar, day: date, span: Span) -> Counted:
    """`day` and a span later. The end of months or of days may be a day off: art. 203 is `on_or_after`."""
    return _moved(calendar, day, span, 1, after)


def subtract_span(calendar: WorkCalendar, day: date, span: Span) -> Counted:
    """`day` and a span earlier, by the same rules."""
    return _moved(calendar, day, span, -1, before)


def _moved(
    calendar: WorkCalendar, day: date, span: Span, sign: int, count: Callable[[WorkCalendar, date, int], Counted]
) -> Counted:
    if span.working_days:
        return count(calendar, day, span.working_days)
    moved = _month_away(day, sign * span.months) + sign * timedelta(days=span.days)
    # Neither months nor days ask the calendar, so nothing about them is provisional.
    return Counted(day=moved, skipped=(), provisional=False)


def _month_away(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_OF_A_YEAR + day.month - 1 + months, MONTHS_OF_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _walk(calendar: WorkCalendar, day: date, step: timedelta, count: int) -> tuple[date, list[date]]:
    """The `count`th working day from `day` in steps, and the days passed over on the way."""
    if not 1 <= count <= MAX_WORKING_DAYS:
        raise ValueError(f"1 to {MAX_WORKING_DAYS} working days can be counted, not {count}")
    passed = []
    while count:
        day += step
        if is_working_day(calendar, day):
            count -= 1
        else:
            passed.append(day)
    return day, passed


def _counted(calendar: WorkCalendar, first: date, walked: tuple[date, list[date]]) -> Counted:
    """`first` is the day the counting looked at first; the skipped days are told in the order of the calendar."""
    day, passed = walked
    years = range(min(first.year, day.year), max(first.year, day.year) + 1)
    return Counted(
        day=day,
        skipped=tuple(_skipped(calendar, sorted(passed))),
        provisional=any(year not in calendar.decreed_years for year in years),
    )


def _skipped(calendar: WorkCalendar, days: Iterable[date]) -> Iterable[SkippedDay]:
    for day in days:
        yield SkippedDay(day=day, why="holiday" if day in calendar.off else "weekend")
