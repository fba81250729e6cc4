"""Calendar days and reporting periods, in China Standard Time (UTC+8, no summer time).

A period is a label that sorts by time among those of its cadence: `2026-11` a month, `2026-W48` an ISO
week, `2026-F24` the two ISO weeks 47 and 48, `2026-B6` two months. Week 53 of a long ISO year belongs to
its last fortnight, F26, which then has three weeks: nobody reports twice within seven days. Reports by
stage are labelled by their month.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

from schemas.packs import Cadence

CHINA = timezone(timedelta(hours=8), "CST")
LAST_FORTNIGHT = 26
ONE_DAY = timedelta(days=1)


def china_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def period_of(day: date, cadence: Cadence = Cadence.MONTHLY) -> str:
    return LABELS[cadence](day)


def cadence_of(period: str) -> Cadence:
    """Read from the label alone; a month may also be the label of a report by stage."""
    return KINDS.get(period[5], Cadence.MONTHLY)


def is_period(period: str, cadence: Cadence = Cadence.MONTHLY) -> bool:
    """Whether a well-formed label names a period of this cadence that the calendar has (not week 53 of 52)."""
    return period_of(period_end(period), cadence) == period


def period_end(period: str) -> date:
    """The last day of a period."""
    return ENDS[period[5]](int(period[:4]), int(period[5:].lstrip("WFB")))


def next_period(period: str) -> str:
    return period_of(period_end(period) + ONE_DAY, cadence_of(period))


def due_periods(first: str, today: date, cadence: Cadence = Cadence.MONTHLY) -> tuple[str, ...]:
    """Periods wholly past: from the claim's period, of the same cadence, up to the one before today's.

    By stage none is ever due.
    """
    if cadence is Cadence.BY_STAGE:
        return ()
    periods = []
    label, current = LABELS[cadence], period_of(today, cadence)
    while first < current:
        periods.append(first)
        first = label(period_end(first) + ONE_DAY)
    return tuple(periods)


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def _fortnight(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-F{min((week + 1) // 2, LAST_FORTNIGHT):02d}"


def _two_months(day: date) -> str:
    return f"{day.year:04d}-B{(day.month + 1) // 2}"


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _week_end(year: int, week: int) -> date:
    return date.fromisocalendar(year, 1, 7) + timedelta(weeks=week - 1)


def _fortnight_end(year: int, number: int) -> date:
    # 28 December always lies in the last ISO week of its year.
    last_week = date(year, 12, 28).isocalendar().week
    return _week_end(year, last_week if number == LAST_FORTNIGHT else 2 * number)


LABELS: dict[Cadence, Callable[[date], str]] = {
    Cadence.WEEKLY: _week,
    Cadence.FORTNIGHTLY: _fortnight,
    Cadence.MONTHLY: _month,
    Cadence.TWO_MONTHLY: _two_months,
    Cadence.BY_STAGE: _month,
}
KINDS = {"W": Cadence.WEEKLY, "F": Cadence.FORTNIGHTLY, "B": Cadence.TWO_MONTHLY}
ENDS: dict[str, Callable[[int, int], date]] = {
    "W": _week_end,
    "F": _fortnight_end,
    "B": lambda year, number: _month_end(year, 2 * number),
    "0": _month_end,
    "1": _month_end,
}
