"""The days that other tests plan for keep their promises on whichever day the tests run."""

from datetime import date, timedelta

import holidays

from services.packs.calendars import shipped_calendar
from tests.fixtures.days import (
    DUE,
    EXTENDED,
    FREE_SATURDAY,
    LATER,
    QUIET,
    TODAY,
    due_after,
    quiet_after,
    saturday_after,
)

ONE_DAY = timedelta(days=1)
# Through three leap years; a day more or less at each end of a month or a year is among them.
TODAYS = [TODAY + n * ONE_DAY for n in range(12 * 366)]
HOLIDAYS = set(holidays.country_holidays("CN", years=range(TODAY.year, TODAY.year + 16)))


def around(day: date, first: int, last: int) -> set[date]:
    return {day + n * ONE_DAY for n in range(first, last + 1)}


def test_what_is_due_lies_far_ahead_on_a_working_day() -> None:
    """Wednesdays without a holiday near them, in a year that is neither this one nor the next."""
    for today in TODAYS:
        due = due_after(today)
        assert timedelta(days=550) < due - today < timedelta(days=940)
        assert (due.weekday(), (due + EXTENDED).weekday()) == (2, 2)
        assert due.year == (due + EXTENDED).year == today.year + 2
        assert due + EXTENDED < due.replace(year=due.year + 1)
        assert date(due.year, 10, 1) in HOLIDAYS
        assert not HOLIDAYS & (around(due, -14, 30) | around(due + EXTENDED, -3, 3))


def test_the_free_saturday_is_free_for_no_other_reason() -> None:
    for today in TODAYS:
        saturday = saturday_after(today)
        assert (saturday.weekday(), saturday.year) == (5, due_after(today).year)
        assert not HOLIDAYS & around(saturday, 0, 2)


def test_nothing_rings_yet_for_what_happens_on_the_quiet_day() -> None:
    """It is days ahead, with more than a week of its month and of everybody's time to answer after it."""
    for today in TODAYS:
        quiet = quiet_after(today)
        assert quiet.day == 10
        assert timedelta(days=10) <= quiet - today <= timedelta(days=40)


def test_they_are_counted_from_today() -> None:
    assert (due_after(TODAY), due_after(TODAY) + EXTENDED, saturday_after(TODAY)) == (DUE, LATER, FREE_SATURDAY)
    assert QUIET.date() == quiet_after(TODAY)
    assert DUE.year not in shipped_calendar().decreed_years
