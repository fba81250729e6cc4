"""A rehearsal on a terminal: the calendar, the months, and in the last lines what to mind before issuing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.rehearsal import Habit, MovedDue, Recipient, Rehearsal
from services.wording.clock import CAMPAIGN_DAYS_ZH, REMINDERS_ZH, ROLES_ZH

WEEKDAYS = "一二三四五六日"
# What a line can name; --json names all.
NAMED = 8
HABITS = {
    Habit.NOBODY: "假定无人办理 · assuming that nobody acts",
    Habit.ON_TIME: "假定按期认领、报送，到期销号，按时回头看 · assuming all on time, signed off when due",
}


def show(rehearsal: Rehearsal, console: Console) -> None:
    console.print(_campaign(rehearsal))
    console.print(_calendar(rehearsal))
    console.print(_months(rehearsal))
    for line in _lines(rehearsal):
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def numbers(found: Sequence[str], counted: str = "条") -> str:
    """The first few, and how many there are."""
    named = "、".join(found[:NAMED])
    return named if len(found) <= NAMED else f"{named} … 共 {len(found)} {counted}"


def _campaign(rehearsal: Rehearsal) -> Table:
    table = Table("日期 day", "事项 what", "末日 last day", title="整改工作 · The campaign's own days")
    for one in rehearsal.campaign:
        words = CAMPAIGN_DAYS_ZH.get(one.what, one.what)
        table.add_row(str(one.day), f"{words} {one.what}", str(one.due or ""))
    return table


def _calendar(rehearsal: Rehearsal) -> Table:
    table = Table(title="提醒日历 · The calendar of letters")
    for heading in ("日期 day", "星期", "收件 to", "事项 what"):
        table.add_column(heading, no_wrap=heading != "收件 to")
    table.add_column("件 letters", justify="right")
    table.add_column("措施 measures")
    rests = {one.day for one in rehearsal.rest_days}
    last = None
    for one in rehearsal.calendar:
        if last not in {None, one.day}:
            table.add_section()
        weekday = WEEKDAYS[one.day.weekday()] + (" 休" if one.day in rests else "")
        day = ("", "") if one.day == last else (str(one.day), weekday)
        what = f"[{one.colour}]■[/{one.colour}] {REMINDERS_ZH[one.kind]}"
        table.add_row(*day, escape(_to(one.recipient)), what, str(len(one.measures)), numbers(one.measures))
        last = one.day
    return table


def _to(recipient: Recipient) -> str:
    return " ".join(part for part in (recipient.unit, recipient.group, ROLES_ZH[recipient.role]) if part)


def _months(rehearsal: Rehearsal) -> Table:
    table = Table("月份 month", "收件 to", "件 letters", title="按月按收件 · By month and recipient")
    last = ""
    for one in rehearsal.months:
        table.add_row("" if one.month == last else one.month, escape(_to(one.recipient)), str(one.letters))
        last = one.month
    return table


def _lines(rehearsal: Rehearsal) -> Iterator[str]:
    found = rehearsal
    yield found.title
    yield f"规则包 pack {found.pack} · 日历 calendar {found.calendar_version} · {HABITS[found.habit]}"
    span = f"{found.issued_on} 下达 issued, 至 until {found.until}"
    yield f"{span}: {found.measures} 条措施 measures, {found.letters} 件提醒 letters"
    if found.busiest:
        yield f"最忙一日 busiest day: {found.busiest.day}, {found.busiest.letters} 件 letters"
    if found.rest_days:
        total = sum(one.letters for one in found.rest_days)
        days = numbers([str(one.day) for one in found.rest_days], "日")
        yield f"落在休息日的提醒 letters on days off: {total} 件, {days}"
    yield from _moved(found.moved)
    if found.provisional:
        yield f"期限所在年份放假安排未公布，待定 provisional due dates, no decree yet: {numbers(found.provisional)}"
    if found.past_due:
        yield f"期限早于下达日 due before the issue: {numbers(found.past_due)}"


def _moved(found: Sequence[MovedDue]) -> Iterator[str]:
    """One line for all measures that move from one day to another."""
    together: dict[tuple[date, date], list[str]] = defaultdict(list)
    for one in found:
        together[one.target, one.day].append(one.number)
    for (target, day), measures in sorted(together.items()):
        yield f"期限落在休息日，顺延 due date on a day off, moved: {target} → {day}, {numbers(measures)}"
