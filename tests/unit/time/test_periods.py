"""Reporting periods: every day lies in exactly one of each cadence, and labels sort by time."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.packs import Cadence
from schemas.texts import Period
from workflows.periods import cadence_of, due_periods, is_period, next_period, period_end, period_of

QUICK = settings(max_examples=200, deadline=None, database=None)
DAYS = st.dates(min_value=date(2000, 1, 10), max_value=date(2099, 11, 1))
RECURRING = [Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY, Cadence.TWO_MONTHLY]
CADENCES = st.sampled_from(RECURRING)
LABEL = TypeAdapter(Period)
DAY = timedelta(days=1)


@pytest.mark.parametrize("cadence", RECURRING)
def test_every_day_of_thirty_years_lies_in_exactly_one_period(cadence: Cadence) -> None:
    """Walked day by day over long and short ISO years: a period's days are one run, and the next follows."""
    day, period = date(2010, 1, 1), period_of(date(2010, 1, 1), cadence)
    while day < date(2040, 1, 1):
        day += DAY
        if period_of(day, cadence) != period:
            assert period_end(period) == day - DAY
            assert period < next_period(period) == period_of(day, cadence)
            period = next_period(period)


@given(DAYS, CADENCES)
@QUICK
def test_a_label_is_well_formed_and_tells_its_cadence(day: date, cadence: Cadence) -> None:
    period = period_of(day, cadence)

    assert LABEL.validate_python(period) == period
    assert cadence_of(period) is cadence
    assert is_period(period, cadence)
    assert day <= period_end(period)


@given(DAYS, DAYS, CADENCES)
@QUICK
def test_labels_sort_by_time(one: date, two: date, cadence: Cadence) -> None:
    early, late = sorted((one, two))

    assert period_of(early, cadence) <= period_of(late, cadence)
    assert period_end(period_of(early, cadence)) <= period_end(period_of(late, cadence))


@given(DAYS, st.integers(min_value=0, max_value=500), CADENCES)
@QUICK
def test_due_are_the_periods_wholly_past(day: date, later: int, cadence: Cadence) -> None:
    today = day + timedelta(days=later)
    due = due_periods(period_of(day, cadence), today, cadence)
    expected = dict.fromkeys(period_of(day + timedelta(days=number), cadence) for number in range(later + 1))

    assert list(due) == [
        period for period in expected if period_end(period) < today and period != period_of(today, cadence)
    ]


@given(DAYS, st.integers(min_value=0, max_value=500))
@QUICK
def test_by_stage_no_period_is_due_and_a_report_is_labelled_by_its_month(day: date, later: int) -> None:
    assert period_of(day, Cadence.BY_STAGE) == period_of(day)
    assert due_periods(period_of(day), day + timedelta(days=later), Cadence.BY_STAGE) == ()


@pytest.mark.parametrize(
    ("day", "week", "fortnight", "two_months"),
    [
        (date(2026, 11, 24), "2026-W48", "2026-F24", "2026-B6"),
        # 2026 is a long ISO year: week 53 runs to Sunday 3 January 2027 and belongs to the last fortnight.
        (date(2026, 12, 14), "2026-W51", "2026-F26", "2026-B6"),
        (date(2027, 1, 3), "2026-W53", "2026-F26", "2027-B1"),
        (date(2027, 1, 4), "2027-W01", "2027-F01", "2027-B1"),
        # 31 December 2029 is a Monday, of the first week of 2030.
        (date(2029, 12, 31), "2030-W01", "2030-F01", "2029-B6"),
        (date(2028, 2, 29), "2028-W09", "2028-F05", "2028-B1"),
    ],
)
def test_year_ends(day: date, week: str, fortnight: str, two_months: str) -> None:
    found = [period_of(day, cadence) for cadence in (Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.TWO_MONTHLY)]

    assert found == [week, fortnight, two_months]


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2026-02", date(2026, 2, 28)),
        ("2026-W53", date(2027, 1, 3)),
        ("2026-F26", date(2027, 1, 3)),
        ("2027-F26", date(2028, 1, 2)),
        ("2028-B1", date(2028, 2, 29)),
    ],
)
def test_period_ends(period: str, end: date) -> None:
    assert period_end(period) == end


@pytest.mark.parametrize(
    ("period", "cadence"),
    [
        ("2027-W53", Cadence.WEEKLY),
        ("2026-11", Cadence.WEEKLY),
        ("2026-W48", Cadence.MONTHLY),
        ("2026-F24", Cadence.BY_STAGE),
        ("2026-B6", Cadence.FORTNIGHTLY),
    ],
)
def test_a_period_of_another_cadence_or_of_no_calendar_is_none(period: str, cadence: Cadence) -> None:
    assert not is_period(period, cadence)


@pytest.mark.parametrize("label", ["2026-W54", "2026-W00", "2026-F27", "2026-F0", "2026-B7", "2026-13", "1999-W01"])
def test_a_malformed_label_is_refused(label: str) -> None:
    with pytest.raises(ValidationError):
        LABEL.validate_python(label)
