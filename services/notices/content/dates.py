"""Calendar arithmetic of notices: days named with or without a year, ends of months, quarters and years.

A missing year means the next occurrence on or after the base day. A day that does not exist is None, never moved.
"""

import calendar
import datetime as dt
import re

from services.notices.files.folding import numeral, year_numeral

YEAR = r"(?:(?:19|20)\d{2}|[一二][九〇○零][〇○零一二三四五六七八九]{2})"
SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DAY = re.compile(rf"(?:(?P<year>{YEAR})年)?(?P<month>{SMALL})月(?P<day>{SMALL})[日号]")
_LONGEST_GAP = 8  # years between two 29 February, at most
_MONTHS = 12
_DECEMBER = 12


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> dt.date | None:
    if not 1 <= month <= _MONTHS:
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def day_on_or_after(base: dt.date | None, month: int, day: int | None) -> dt.date | None:
    """Next `month`/`day` on or after `base`; `day` None is the last day of the month. None without a base."""
    if base is None:
        return None
    years = range(base.year, base.year + _LONGEST_GAP + 1)
    days = (month_end(year, month) if day is None else safe_date(year, month, day) for year in years)
    return next((found for found in days if found and found >= base), None)


def add_months(base: dt.date, months: int) -> dt.date | None:
    """The same day `months` later, or the last day of a shorter month."""
    index = base.year * _MONTHS + base.month - 1 + months
    year, month = divmod(index, _MONTHS)
    end = month_end(year, month + 1) if dt.MINYEAR <= year <= dt.MAXYEAR else None
    return end and end.replace(day=min(base.day, end.day))


def add_days(base: dt.date, days: int) -> dt.date | None:
    try:
        return base + dt.timedelta(days=days)
    except OverflowError:
        return None


def days_named(folded: str, base: dt.date | None = None) -> list[tuple[int, dt.date]]:
    """Every full day named, with its offset. A day without a year follows the day named before it."""
    found: list[tuple[int, dt.date]] = []
    for match in _DAY.finditer(folded):
        month, day = numeral(match["month"]) or 0, numeral(match["day"]) or 0
        if match["year"]:
            date = safe_date(year_numeral(match["year"]), month, day)
        else:
            date = day_on_or_after(base, month, day)
        if date:
            found.append((match.start(), date))
            base = date
    return found


def last_day_before(limit: dt.date, month: int, day: int) -> dt.date | None:
    """Latest `month`/`day` not after `limit`."""
    years = range(limit.year, max(limit.year - _LONGEST_GAP, 1) - 1, -1)
    days = (safe_date(year, month, day) for year in years)
    return next((found for found in days if found and found <= limit), None)


def year_end(year: int) -> dt.date:
    return dt.date(year, _DECEMBER, 31)
