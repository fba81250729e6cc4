"""The deadline grammar as data: each rule a pattern on folded text, a kind, and the day it means.

Conventions: 9月底前 is the last day of September; 9月前 the last day of August; 6月上旬/中旬/下旬 end on the 10th, the
20th and the last day; a plan period (“十四五”末) ends in the year divisible by five; working days stay undated, because
the public calendar is not known here.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from schemas.notices import DeadlineKind
from services.notices.content.dates import (
    SMALL,
    YEAR,
    add_days,
    add_months,
    day_on_or_after,
    month_end,
    safe_date,
    year_end,
)
from services.notices.files.folding import numeral, year_numeral


class Context(NamedTuple):
    """`base`: earliest day of a phrase without a year. `feedback`: zero of relative spans. `today`: the notice."""

    base: dt.date | None
    feedback: dt.date | None
    today: dt.date | None


class Rule(NamedTuple):
    """A `bare` phrase is a promise only beside a word such as 预计 or 计划."""

    kind: DeadlineKind
    pattern: re.Pattern[str]
    date: Callable[[re.Match[str], Context], dt.date | None]
    bare: bool


_BEFORE = r"(?:之前|以前|前)"
_THAT_YEAR = rf"(?:(?P<year>{YEAR})年|(?P<word>今年|本年度?|当年|明年|后年)(?:的)?)?\s*"
_AGO = {"明年": 1, "后年": 2}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_TENTHS = {"上": 10, "中": 20, "下": None}
_FEASTS = {"元旦": (12, 31), "五一": (4, 30), "七一": (6, 30), "国庆": (9, 30)}
_PLANS = {"十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_MONTHS_IN = {"年": 12, "个月": 1, "月": 1}
_DAYS_IN = {"天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7, "个周": 7}
_QUARTER = 3
_NEARBY = 40  # characters in which the event a span counts from must stand


def _year(match: re.Match[str], context: Context) -> int | None:
    """The year named, None when the phrase names none; the word 明年 counts from the day of the notice."""
    if match["year"]:
        return year_numeral(match["year"])
    if match["word"] and context.today:
        return context.today.year + _AGO.get(match["word"], 0)
    return None


def _month(match: re.Match[str]) -> int:
    return numeral(match["month"]) or 0


def _undated(match: re.Match[str], context: Context) -> bool:
    """今年 without a known day of the notice."""
    return bool(match["word"]) and context.today is None


def _on(match: re.Match[str], context: Context, month: int, day: int | None) -> dt.date | None:
    year = _year(match, context)
    if year is None:
        return None if _undated(match, context) else day_on_or_after(context.base, month, day)
    return month_end(year, month) if day is None else safe_date(year, month, day)


def _full_day(match: re.Match[str], context: Context) -> dt.date | None:
    return _on(match, context, _month(match), numeral(match["day"]) or 0)


def _numeric_day(match: re.Match[str], _context: Context) -> dt.date | None:
    return safe_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _end_of_month(match: re.Match[str], context: Context) -> dt.date | None:
    return _on(match, context, _month(match), None)


def _tenth(match: re.Match[str], context: Context) -> dt.date | None:
    return _on(match, context, _month(match), _TENTHS[match["tenth"]])


def _before_month(match: re.Match[str], context: Context) -> dt.date | None:
    first = _on(match, context, _month(match), 1)
    return add_days(first, -1) if first else None


def _end_of_year(match: re.Match[str], context: Context) -> dt.date | None:
    return _on(match, context, 12, 31)


def _half(match: re.Match[str], context: Context) -> dt.date | None:
    return _on(match, context, 6 if match["half"] == "上" else 12, None)


def _quarter(match: re.Match[str], context: Context) -> dt.date | None:
    value = _QUARTERS.get(match["quarter"]) or int(match["quarter"])
    return _on(match, context, value * _QUARTER, None)


def _feast(match: re.Match[str], context: Context) -> dt.date | None:
    fixed = _FEASTS.get(match["feast"])
    return day_on_or_after(context.base, *fixed) if fixed else None


def _this_month(match: re.Match[str], context: Context) -> dt.date | None:
    if context.today is None:
        return None
    first = add_months(context.today.replace(day=1), 1 if match["which"] == "下" else 0)
    return first and month_end(first.year, first.month)


def _before_year(match: re.Match[str], _context: Context) -> dt.date | None:
    return year_end(year_numeral(match["year"]) - 1)


def _by_year(match: re.Match[str], _context: Context) -> dt.date | None:
    return year_end(year_numeral(match["year"]))


def _plan(match: re.Match[str], _context: Context) -> dt.date | None:
    return year_end(_PLANS[match["plan"]])


def _span(match: re.Match[str], context: Context) -> dt.date | None:
    """Counted from the feedback unless the text names another event (“自开工之日起”, “会后”)."""
    anchor = _ANCHOR.search(match.string[max(0, match.start() - _NEARBY) : match.start()])
    if context.feedback is None or (anchor and "反馈" not in anchor.group()):
        return None
    if match["half"]:
        return add_months(context.feedback, 6)
    count, unit = numeral(match["count"]) or 0, match["unit"]
    if unit in _DAYS_IN:
        return add_days(context.feedback, count * _DAYS_IN[unit])
    return add_months(context.feedback, count * _MONTHS_IN[unit]) if unit in _MONTHS_IN else None


def _never(_match: re.Match[str], _context: Context) -> None:
    return None


_SPAN_COUNT = r"(?<![\d月.])(?P<count>\d{1,3}|(?<![一二两三四五六七八九十])[一二两三四五六七八九十]{1,3})"
_ANCHOR = re.compile(r"(?:自[^,。;:\n]{1,20}?之日起|[^,。;:\n]{1,12}后的?),?$")
_OTHER_YEAR = r"(?<![\d一二两三四五六七八九十几数多近半])"
_IN_YEAR = rf"{_OTHER_YEAR}{_THAT_YEAR}(?<!\d)(?P<month>(?<![一二三四五六七八九十]){SMALL})月份?"
_ISO = r"(?<!\d)(?P<year>(?:19|20)\d{2})[-./年](?P<month>\d{1,2})[-./月](?P<day>\d{1,2})日?(?!\d)"
_FEAST = r"[“\"‘']?(?P<feast>元旦|春节|五一|七一|国庆|中秋)[”\"’']?节?"
_PLAN = rf"[“\"‘']?(?P<plan>{'|'.join(_PLANS)})[”\"’']?(?:规划)?期?末"
_YEAR_END = rf"(?:(?:(?P<year>{YEAR})年|(?P<word>今年|本年度?|当年|明年|后年))年?|{_OTHER_YEAR}年)[底末终]"
_LONG = "长期坚持|持续推进|长期推进|持续整改|长期整改|持续坚持|坚持长期|长期抓好|长期落实|长期执行|常抓不懈|长抓不懈"

_BY, _END = DeadlineKind.BY_DATE, DeadlineKind.PERIOD_END
_TABLE = (
    (_BY, rf"{_IN_YEAR}(?P<day>{SMALL})[日号]{_BEFORE}", _full_day, False),
    (_BY, rf"{_IN_YEAR}(?P<day>{SMALL})[日号]", _full_day, True),
    (_BY, rf"{_ISO}{_BEFORE}", _numeric_day, False),
    (_BY, _ISO, _numeric_day, True),
    (_BY, rf"{_IN_YEAR}[底末]{_BEFORE}", _end_of_month, False),
    (_BY, rf"{_IN_YEAR}[底末]", _end_of_month, True),
    (_BY, rf"{_IN_YEAR}(?P<tenth>[上中下])旬{_BEFORE}", _tenth, False),
    (_END, rf"{_IN_YEAR}(?P<tenth>[上中下])旬", _tenth, True),
    (_BY, rf"{_IN_YEAR}{_BEFORE}", _before_month, False),
    (_END, rf"{_IN_YEAR}内", _end_of_month, False),
    (_END, rf"{_IN_YEAR}(?![底末日号前内\d至~-]|[上中下]旬)", _end_of_month, True),
    (_BY, rf"(?P<which>[本下])个?月[底末]{_BEFORE}?", _this_month, False),
    (_END, r"(?P<which>[本下])个?月内", _this_month, False),
    (_BY, rf"{_YEAR_END}{_BEFORE}", _end_of_year, False),
    (_END, rf"(?P<year>{YEAR})年(?P<word>)年?[底末终]", _end_of_year, False),
    (_END, _YEAR_END, _end_of_year, True),
    (_END, rf"(?:(?P<year>{YEAR})年度?|(?P<word>今年|本年度?|明年|后年)|{_OTHER_YEAR}年度?)年?内", _end_of_year, False),
    (_END, rf"{_THAT_YEAR}(?P<half>[上下])半年(?:{_BEFORE}|以?内|底|末)?", _half, False),
    (_END, rf"{_THAT_YEAR}(?<!前)第?(?P<quarter>[一二三四1-4])季度(?:[末底内]|结束)?{_BEFORE}", _quarter, False),
    (_END, rf"{_THAT_YEAR}(?<!前)第?(?P<quarter>[一二三四1-4])季度[末底内]", _quarter, False),
    (_END, rf"{_THAT_YEAR}(?<!前)第?(?P<quarter>[一二三四1-4])季度", _quarter, True),
    (_BY, rf"{_FEAST}{_BEFORE}", _feast, False),
    (_BY, rf"(?P<year>{YEAR})年{_BEFORE}", _before_year, False),
    (_END, rf"到(?P<year>{YEAR})年(?=[,、。;全基实力初形建])", _by_year, False),
    (_END, _PLAN, _plan, False),
    (
        DeadlineKind.RELATIVE,
        rf"{_SPAN_COUNT}(?P<unit>个?工作日|个月|个?星期|个?周|年|天|日)(?:之内|以内|内)(?P<half>)",
        _span,
        False,
    ),
    (DeadlineKind.RELATIVE, r"(?P<half>半年)(?:之内|以内|内)", _span, False),
    (DeadlineKind.LONG_TERM, _LONG, _never, False),
)
RULES = tuple(Rule(kind, re.compile(pattern), date, bare) for kind, pattern, date, bare in _TABLE)
