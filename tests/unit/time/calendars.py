"""Calendars for the tests of time: the decree of 2026 around New Year, and any calendar at all."""

from datetime import date, timedelta

from hypothesis import strategies as st

from schemas.calendars import WorkCalendar
from schemas.packs import Span

FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)
DAYS = st.dates(min_value=date(2025, 6, 1), max_value=date(2028, 6, 30))
COUNTS = st.integers(min_value=1, max_value=60)
YEARS = st.lists(st.integers(min_value=2025, max_value=2028), unique=True, max_size=4).map(tuple)
SPANS = st.one_of(
    st.integers(min_value=1, max_value=24).map(lambda months: Span(months=months)),
    st.integers(min_value=1, max_value=400).map(lambda days: Span(days=days)),
    COUNTS.map(lambda working_days: Span(working_days=working_days)),
)

# 1 to 3 January 2026 off, Sunday 4 January worked in exchange.
NEW_YEAR = WorkCalendar(
    version="new-year",
    decreed_years=(2025, 2026),
    days_off=(date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)),
    days_worked=(date(2026, 1, 4),),
)


def day_of(offset: int) -> date:
    return FIRST + timedelta(days=offset)


@st.composite
def calendars(draw: st.DrawFn, version: str = "drawn") -> WorkCalendar:
    """Weekend days worked and any other days off, as a decree may set them, over four years."""
    days = [day_of(offset) for offset in draw(st.sets(st.integers(0, (LAST - FIRST).days), max_size=60))]
    worked = {day for day in days if day.weekday() >= 5 and draw(st.booleans())}
    return WorkCalendar(
        version=version,
        decreed_years=draw(YEARS),
        days_off=tuple(sorted(set(days) - worked)),
        days_worked=tuple(sorted(worked)),
    )
