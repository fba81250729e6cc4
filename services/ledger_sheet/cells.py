"""What one cell means: names, a day, a category, a measure number.

A cell that can't be read is a fault, never a guess.
"""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from schemas.ledger_sheet import SheetProblemCode as Code
from schemas.measure import Category
from services.ledger_sheet.guard import NOT_COMPUTED
from services.ledger_sheet.texts import CATEGORIES, clean, one_line

MAX_NAME = 100
_EXACT = 1e15  # up to here Excel keeps every digit of a whole number
_FIRST_YEAR, _LAST_YEAR = 1950, 2199
_CATEGORY_BY_WORD = {word: category for category, word in CATEGORIES.items()}
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!)")
_BETWEEN_NAMES = re.compile(r"[、，,；;\n]")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-")
_UNTIL = r"(?:之?以?前|止)?"
_DAY = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_UNTIL}")
_COMPACT = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)")
_MONTH_END = re.compile(rf"(\d{{4}})年(\d{{1,2}})月底{_UNTIL}")
_YEAR_END = re.compile(rf"(\d{{4}})年底{_UNTIL}")


class Fault(NamedTuple):
    code: Code
    found: str


def text(value: object) -> str | Fault:
    """Text of a cell; numbers, days and failed formulas are no text."""
    if isinstance(value, str):
        return failed(value) or clean(value)
    return Fault(Code.NOT_TEXT, shown(value))


def failed(value: str) -> Fault | None:
    is_failure = value == NOT_COMPUTED or _ERRORS.fullmatch(value.strip())
    return Fault(Code.FORMULA_ERROR, value.strip()) if is_failure else None


def name(value: object) -> str | Fault | None:
    """One name or label; None for an empty cell."""
    said = text(value)
    if isinstance(said, Fault):
        return said
    label = one_line(said)
    return Fault(Code.TOO_LONG, label[:50]) if len(label) > MAX_NAME else label or None


def names(value: object) -> tuple[str, ...] | Fault:
    """Names in the order written, between 、 or its kin."""
    said = text(value)
    if isinstance(said, Fault):
        return said
    found = tuple(label for part in _BETWEEN_NAMES.split(said) if (label := one_line(part)))
    too_long = next((label for label in found if len(label) > MAX_NAME), None)
    return Fault(Code.TOO_LONG, too_long[:50]) if too_long else found


def category(value: object) -> Category | Fault | None:
    said = text(value)
    if isinstance(said, Fault) or not said:
        return said or None
    return category_named(said) or Fault(Code.CATEGORY_UNKNOWN, said[:50])


def category_named(said: str) -> Category | None:
    return _CATEGORY_BY_WORD.get("".join(said.split()))


def due(value: object) -> dt.date | Category | Fault | None:
    """The day a cell names; a category where an office wrote that instead; None for an empty cell."""
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        return _plausible(value, value.isoformat())
    said = _number_text(value) if isinstance(value, float | int) else text(value)
    if isinstance(said, Fault):
        return Fault(Code.BAD_DATE, said.found) if said.code is Code.NOT_TEXT else said
    return _due_said(said) if said else None


def _due_said(said: str) -> dt.date | Category | Fault:
    folded = "".join(said.translate(_WIDE).split()).removesuffix("00:00:00").removesuffix("00:00")
    named = category_named(folded)
    return named or _plausible(_day(folded), said[:50])


def _day(folded: str) -> dt.date | None:
    if match := _DAY.fullmatch(folded) or _COMPACT.fullmatch(folded):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _MONTH_END.fullmatch(folded):
        return _month_end(int(match[1]), int(match[2]))
    if match := _YEAR_END.fullmatch(folded):
        return _date(int(match[1]), 12, 31)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month_end(year: int, month: int) -> dt.date | None:
    if not (1 <= month <= 12 and year):  # noqa: PLR2004  months of a year
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _plausible(day: dt.date | None, said: str) -> dt.date | Fault:
    return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else Fault(Code.BAD_DATE, said)


def shown(value: object) -> str:
    """A cell as a message quotes it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        return _number_text(value)
    return one_line(str(value))[:50]


def _number_text(value: float) -> str:
    return str(int(value)) if abs(value) < _EXACT and value == int(value) else repr(value)


class Converted(NamedTuple):
    """A measure number Excel turned into something else, and what it may have been."""

    found: str
    candidates: tuple[str, ...]


def number(value: object) -> str | Converted | Fault:
    """The measure number, "" when the cell is empty."""
    if isinstance(value, dt.date):
        return Converted(value.strftime("%Y-%m-%d"), _numbers_behind(value))
    if isinstance(value, float | int) and not isinstance(value, bool):
        return Converted(shown(value), _numbers_like(value))
    said = text(value)
    if isinstance(said, Fault):
        return Fault(Code.NUMBER_UNREADABLE, said.found) if said.code is Code.NOT_TEXT else said
    folded = "".join(said.translate(_WIDE).lstrip("'").split())
    return Fault(Code.TOO_LONG, folded[:50]) if len(folded) > MAX_NAME else folded


def _numbers_behind(day: dt.date) -> tuple[str, ...]:
    """Excel takes "24-1" for January 2024, "3-24" for 24 March of this year and "24-3-5" for that day."""
    short_year = day.year % 100
    first_of_month = (f"{short_year}-{day.month}",) if day.day == 1 else ()
    return (*first_of_month, f"{day.month}-{day.day}", f"{short_year}-{day.month}-{day.day}")


def _numbers_like(value: float) -> tuple[str, ...]:
    """24.1 may have been written 24.1, 24.10 or 24-1 on a number pad."""
    plain = _number_text(value)
    return (plain,) if "." not in plain else (plain, plain + "0")
