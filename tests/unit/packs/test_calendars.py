"""The shipped calendar: what the State Council decreed, and nothing claimed of years it has not decreed."""

from datetime import date

import holidays
import pytest

from schemas.calendars import Decree, WorkCalendar
from schemas.organisation import FileProblemCode as Code
from schemas.organisation import FileRefused
from services.packs.calendars import DECREED, shipped_calendar, version_of, with_decree
from services.packs.decrees import read_decree
from workflows.working_days import after, is_working_day

FILE = """year: 2027
ground: 测试用放假通知
days_off:
  - 2027-01-01
  - 2027-01-02
  - 2027-01-03
  - 2027-05-01
  - 2027-10-01
days_worked:
  - 2027-01-09
"""


def decree(text: str = FILE) -> Decree:
    read = read_decree("2027.yaml", text.encode())
    assert isinstance(read, Decree), read
    return read


@pytest.mark.parametrize(
    ("day", "works"),
    [
        # National Day 2026: 1 to 7 October off; Sunday 20 September and Saturday 10 October worked.
        (date(2026, 9, 20), True),
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        # The long Spring Festival of 2020, and New Year 2024.
        (date(2020, 1, 31), False),
        (date(2024, 2, 9), True),
        (date(2024, 2, 18), True),
    ],
)
def test_days_of_the_decrees(day: date, works: bool) -> None:
    assert is_working_day(shipped_calendar(), day) is works


def test_only_years_with_make_up_days_count_as_decreed() -> None:
    """The library knows statutory days of 2027, but no decree: the year stays provisional."""
    calendar = shipped_calendar()

    assert calendar.decreed_years == tuple(range(2018, 2027))
    assert {day.year for day in calendar.days_worked} == set(calendar.decreed_years)
    assert not is_working_day(calendar, date(2027, 1, 1))
    assert after(calendar, date(2026, 12, 30), 1).provisional is False
    assert after(calendar, date(2026, 12, 31), 1).provisional is True


def test_the_decree_beside_the_code_and_the_library_agree() -> None:
    """What 2026.yaml says is in the calendar, and on weekdays and make-up days the library says the same."""
    read = decree((DECREED / "2026.yaml").read_text("utf-8"))
    calendar, library = shipped_calendar(), holidays.country_holidays("CN", years=2026)

    assert {day for day in calendar.off if day.year == 2026} == set(read.days_off)
    assert {day for day in calendar.worked if day.year == 2026} == set(read.days_worked)
    assert {day for day in library if day.weekday() < 5} == {day for day in read.days_off if day.weekday() < 5}
    assert {day for day in library.weekend_workdays if day.year == 2026} == set(read.days_worked)


def test_a_version_is_the_name_of_its_days() -> None:
    calendar = shipped_calendar()
    again = WorkCalendar(**calendar.model_dump(exclude={"version"}), version="anything")

    assert version_of(again) == calendar.version
    assert calendar.version.startswith("cn-2026-")
    assert with_decree(calendar, decree()).version.startswith("cn-2027-")
    assert len(calendar.version) <= 64


def test_a_decree_replaces_its_year_and_no_other() -> None:
    """Statutory guesses of the year go, every other year stays; loading it twice is loading it once."""
    before, calendar = shipped_calendar(), with_decree(shipped_calendar(), decree())

    assert {day for day in calendar.days_off if day.year == 2027} == set(decree().days_off)
    assert [day for day in calendar.days_off if day.year != 2027] == [d for d in before.days_off if d.year != 2027]
    assert calendar.decreed_years == (*before.decreed_years, 2027)
    assert is_working_day(calendar, date(2027, 1, 9))
    assert with_decree(calendar, decree()) == calendar


def test_a_decree_may_begin_in_december() -> None:
    """Like that of 2019: a Monday off before New Year and the Saturday before it worked, in the old year."""
    text = FILE.replace("2027-01-02", "2026-12-31").replace("2027-01-09", "2026-12-26")
    calendar = with_decree(shipped_calendar(), decree(text))

    assert not is_working_day(calendar, date(2026, 12, 31))
    assert is_working_day(calendar, date(2026, 12, 26))
    assert is_working_day(calendar, date(2026, 10, 10))


BAD: dict[str, tuple[str, Code, int]] = {
    "make-up day on a weekday": (FILE.replace("2027-01-09", "2027-01-11"), Code.DAY_NO_WEEKEND, 10),
    "make-up day of another year": (FILE.replace("2027-01-09", "2026-12-13"), Code.DAY_OF_OTHER_YEAR, 10),
    "holiday of another year": (FILE.replace("2027-01-02", "2028-01-01"), Code.DAY_OF_OTHER_YEAR, 5),
    "off and worked": (FILE.replace("2027-01-09", "2027-01-02"), Code.DAY_CONTRADICTED, 10),
    "National Day forgotten": (FILE.replace("  - 2027-10-01\n", ""), Code.HOLIDAY_MISSING, 3),
    "no such day": (FILE.replace("2027-01-02", "2027-02-30"), Code.VALUE_INVALID, 5),
    "no year": (FILE.replace("year: 2027\n", ""), Code.VALUE_MISSING, 1),
    "no make-up days named": (FILE[: FILE.index("days_worked")], Code.VALUE_MISSING, 1),
    "unknown key": (FILE + "days: []\n", Code.KEY_UNKNOWN, 11),
    "key twice": (FILE + "year: 2027\n", Code.KEY_TWICE, 11),
    "a year far away": (FILE.replace("year: 2027", "year: 9999"), Code.VALUE_INVALID, 1),
    "anchor": (FILE.replace("days_worked:", "days_worked: &a"), Code.ANCHOR, 9),
    "a list": ("- 2027-01-01\n", Code.WRONG_SHAPE, 1),
}


@pytest.mark.parametrize(("text", "code", "line"), BAD.values(), ids=BAD)
def test_a_bad_decree_is_refused_with_its_line(text: str, code: Code, line: int) -> None:
    refused = read_decree("2027.yaml", text.encode())

    assert isinstance(refused, FileRefused)
    assert (code, f"line {line}") in [(one.code, one.where) for one in refused.problems]


def test_a_year_without_make_up_days_may_be_decreed() -> None:
    read = decree(FILE.replace("days_worked:\n  - 2027-01-09\n", "days_worked: []\n"))

    assert read.days_worked == ()
    assert 2027 in with_decree(shipped_calendar(), read).decreed_years
