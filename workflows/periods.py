"""Calendar days and monthly reporting periods, in China Standard Time (UTC+8, no summer time)."""

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def china_day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def period_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def next_period(period: str) -> str:
    year, month = int(period[:4]), int(period[5:])
    return f"{year + 1:04d}-01" if month == 12 else f"{year:04d}-{month + 1:02d}"  # noqa: PLR2004 - months


def due_periods(first: str, today: date) -> tuple[str, ...]:
    """Periods wholly past: from the claim's month up to the month before today's."""
    periods = []
    current = period_of(today)
    while first < current:
        periods.append(first)
        first = next_period(first)
    return tuple(periods)
