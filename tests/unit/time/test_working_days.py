"""Counting on a calendar, held against a naive day-by-day oracle."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from schemas.calendars import PLAIN, WorkCalendar
from schemas.packs import Span
from tests.unit.time.calendars import COUNTS, DAYS, NEW_YEAR, SPANS, calendars
from workflows.working_days import add_span, after, before, is_working_day, on_or_after, subtract_span

QUICK = settings(max_examples=200, deadline=None, database=None)
ONE = timedelta(days=1)


def works(calendar: WorkCalendar, day: date) -> bool:
    """The oracle's own reading of a calendar."""
    if day in calendar.days_worked:
        return True
    return day.isoweekday() < 6 and day not in calendar.days_off


def passed(calendar: WorkCalendar, start: date, end: date) -> list[date]:
    """The days off strictly between two days, in order."""
    low, high = min(start, end), max(start, end)
    between = [low + timedelta(days=number) for number in range(1, (high - low).days)]
    return [day for day in between if not works(calendar, day)]


@given(calendars(), DAYS)
@QUICK
def test_a_working_day_is_what_the_calendar_says(calendar: WorkCalendar, day: date) -> None:
    assert is_working_day(calendar, day) == works(calendar, day)


@given(calendars(), DAYS)
@QUICK
def test_the_next_working_day_is_the_first_that_works(calendar: WorkCalendar, day: date) -> None:
    """Art. 203: a day that works stays; else the first that does, and every day before it is named."""
    found = on_or_after(calendar, day)
    expected = next(day + timedelta(days=n) for n in range(400) if works(calendar, day + timedelta(days=n)))

    assert found.day == expected
    assert [skipped.day for skipped in found.skipped] == passed(calendar, day - ONE, expected)


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_counting_on_equals_the_oracle(calendar: WorkCalendar, day: date, count: int) -> None:
    ahead = [day + timedelta(days=n) for n in range(1, 400)]
    expected = [one for one in ahead if works(calendar, one)][count - 1]
    found = after(calendar, day, count)

    assert found.day == expected
    assert [skipped.day for skipped in found.skipped] == passed(calendar, day, expected)


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_counting_back_equals_the_oracle(calendar: WorkCalendar, day: date, count: int) -> None:
    back = [day - timedelta(days=n) for n in range(1, 400)]
    expected = [one for one in back if works(calendar, one)][count - 1]
    found = before(calendar, day, count)

    assert found.day == expected
    assert [skipped.day for skipped in found.skipped] == passed(calendar, day, expected)


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_forth_and_back_ends_on_the_day_it_began(calendar: WorkCalendar, day: date, count: int) -> None:
    start = on_or_after(calendar, day).day

    assert before(calendar, after(calendar, start, count).day, count).day == start
    assert after(calendar, before(calendar, start, count).day, count).day == start


@given(calendars(), DAYS, DAYS, COUNTS)
@QUICK
def test_a_later_start_never_ends_earlier(calendar: WorkCalendar, one: date, two: date, count: int) -> None:
    early, late = sorted((one, two))

    assert after(calendar, early, count).day <= after(calendar, late, count).day
    assert before(calendar, early, count).day <= before(calendar, late, count).day
    assert on_or_after(calendar, early).day <= on_or_after(calendar, late).day


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_one_day_more_ends_later(calendar: WorkCalendar, day: date, count: int) -> None:
    assert after(calendar, day, count).day < after(calendar, day, count + 1).day
    assert before(calendar, day, count).day > before(calendar, day, count + 1).day


@given(calendars("old"), calendars("decreed"), DAYS, COUNTS)
@QUICK
def test_a_decree_never_yields_a_day_off(old: WorkCalendar, decree: WorkCalendar, day: date, count: int) -> None:
    """Whatever a decree adds to a calendar, what is counted anew ends on a working day of the new one."""
    worked = (old.worked - decree.off) | decree.worked
    new = WorkCalendar(
        version="new",
        decreed_years=tuple({*old.decreed_years, *decree.decreed_years}),
        days_off=tuple(sorted((old.off | decree.off) - worked)),
        days_worked=tuple(sorted(worked)),
    )

    assert works(new, after(new, day, count).day)
    assert works(new, before(new, day, count).day)
    assert works(new, on_or_after(new, after(old, day, count).day).day)


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_a_count_is_provisional_when_it_touches_a_year_without_a_decree(
    calendar: WorkCalendar, day: date, count: int
) -> None:
    found = after(calendar, day, count)
    touched = {(day + timedelta(days=n)).year for n in range(1, (found.day - day).days + 1)}

    assert found.provisional == (not touched <= set(calendar.decreed_years))


@given(calendars(), DAYS, COUNTS)
@QUICK
def test_every_day_skipped_has_its_reason(calendar: WorkCalendar, day: date, count: int) -> None:
    for skipped in after(calendar, day, count).skipped:
        assert skipped.why == ("holiday" if skipped.day in calendar.days_off else "weekend")


@given(calendars(), DAYS, SPANS)
@QUICK
def test_a_span_is_as_long_as_it_says(calendar: WorkCalendar, day: date, span: Span) -> None:
    """Months keep the day's number or end on the month's last day (art. 202); days are days."""
    found = add_span(calendar, day, span)
    if span.working_days:
        assert found == after(calendar, day, span.working_days)
        return

    assert (found.skipped, found.provisional) == ((), False)
    if span.days:
        assert (found.day - day).days == span.days
        return
    assert (found.day.year * 12 + found.day.month) - (day.year * 12 + day.month) == span.months
    assert found.day.day == min(day.day, monthrange(found.day.year, found.day.month)[1])


@given(calendars(), DAYS, DAYS, SPANS)
@QUICK
def test_a_span_keeps_the_order_of_days(calendar: WorkCalendar, one: date, two: date, span: Span) -> None:
    early, late = sorted((one, two))

    assert add_span(calendar, early, span).day <= add_span(calendar, late, span).day
    assert subtract_span(calendar, early, span).day <= subtract_span(calendar, late, span).day


@given(calendars(), DAYS, SPANS)
@QUICK
def test_a_span_taken_off_again_is_the_start_or_before(calendar: WorkCalendar, day: date, span: Span) -> None:
    """Exactly the start for days; a clamped month or a start on a day off may end a little earlier."""
    back = subtract_span(calendar, add_span(calendar, day, span).day, span).day
    exact = bool(span.days) or (span.months and day.day <= 28) or (span.working_days and works(calendar, day))

    assert back <= day
    assert back == day or not exact


def test_new_year_2026_is_counted_as_decreed() -> None:
    """Two working days after Wednesday 31 December 2025: Sunday 4 January is worked, so Monday the 5th."""
    found = after(NEW_YEAR, date(2025, 12, 31), 2)

    assert found.day == date(2026, 1, 5)
    assert [(skipped.day.day, skipped.why) for skipped in found.skipped] == [
        (1, "holiday"),
        (2, "holiday"),
        (3, "holiday"),
    ]
    assert not found.provisional
    assert on_or_after(NEW_YEAR, date(2026, 1, 1)).day == date(2026, 1, 4)
    assert before(NEW_YEAR, date(2026, 1, 5), 1).day == date(2026, 1, 4)


def test_a_count_over_an_undecreed_new_year_is_provisional() -> None:
    assert not after(NEW_YEAR, date(2026, 12, 30), 1).provisional
    assert after(NEW_YEAR, date(2026, 12, 31), 1).provisional


def test_the_plain_calendar_knows_weekends_only_and_says_so() -> None:
    found = after(PLAIN, date(2026, 10, 1), 5)

    assert (found.day, found.provisional) == (date(2026, 10, 8), True)
    assert {skipped.why for skipped in found.skipped} == {"weekend"}


def test_the_last_day_of_a_long_month_is_clamped() -> None:
    assert add_span(PLAIN, date(2026, 12, 31), Span(months=2)).day == date(2027, 2, 28)
    assert add_span(PLAIN, date(2027, 12, 31), Span(months=2)).day == date(2028, 2, 29)
    assert subtract_span(PLAIN, date(2026, 3, 31), Span(months=13)).day == date(2025, 2, 28)


@pytest.mark.parametrize("count", [0, -1, 1001])
def test_a_count_out_of_bounds_is_a_bug(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 working days"):
        after(PLAIN, date(2026, 1, 1), count)


@pytest.mark.parametrize(
    ("off", "worked"),
    [((), (date(2026, 1, 5),)), ((date(2026, 1, 4),), (date(2026, 1, 4),))],
    ids=["a Monday worked in exchange", "a day both off and worked"],
)
def test_a_calendar_that_contradicts_itself_is_refused(off: tuple[date, ...], worked: tuple[date, ...]) -> None:
    with pytest.raises(ValidationError):
        WorkCalendar(version="bad", days_off=off, days_worked=worked)
