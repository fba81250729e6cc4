"""`zhenggai rehearse`: a plan in virtual time before it is issued. Files are read here, campaigns over HTTP."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from schemas.calendars import WorkCalendar
from schemas.organisation import FileRefused
from schemas.packs import RulePack, Span
from schemas.rehearsal import Habit, Plan, Rehearsal
from services.commands.ledger import progress_bar
from services.commands.loop import fail
from services.commands.remote import answer, file_part, platform, raw
from services.dependencies import utc_now
from services.packs.calendars import shipped_calendar
from services.packs.reading import read_source, resolve
from services.packs.sources import STANDARD, shipped_packs, shipped_sources
from services.rehearsal.collect import Terms, Unready, rehearse
from services.rehearsal.plans import NOBODY_YET, FileFault, completed, read_plan
from services.rehearsal.show import numbers, show
from workflows.periods import china_day
from workflows.working_days import add_span

FILES = frozenset({".txt", ".docx", ".xlsx"})


class Rules(NamedTuple):
    pack: RulePack
    calendar: WorkCalendar


def rehearse_plan(  # noqa: PLR0917 - one parameter an option, named by its caller
    what: Annotated[str, typer.Argument(metavar="CAMPAIGN|FILE", help="id of a campaign, or .txt, .docx, .xlsx")],
    pack: Annotated[str | None, typer.Option(help="id of a pack, or a .yaml; a campaign has its own")] = None,
    issued: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="day of issue; today")] = None,
    due: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="for rows without a due date")] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="how far to look")] = 12,
    assume: Annotated[Habit, typer.Option(help="what people do meanwhile")] = Habit.NOBODY,
    json: Annotated[bool, typer.Option("--json", help="the whole calendar as JSON")] = False,
) -> None:
    """预演 · Every letter that a plan will send, by day and recipient, before it is issued."""
    plan, rules = _file(Path(what), pack) if Path(what).suffix.lower() in FILES else _campaign(what, pack)
    plan = _completed(plan, due.date() if due else None)
    first = issued.date() if issued else china_day(utc_now())
    until = add_span(rules.calendar, first, Span(months=months)).day
    found = _run(plan, Terms(rules.pack, rules.calendar, first, until, assume))
    if json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        show(found, Console())


def _run(plan: Plan, terms: Terms) -> Rehearsal:
    with progress_bar() as progress:
        task = progress.add_task("预演 rehearsal", total=len(plan.rows))
        found = rehearse(plan, terms, lambda done: progress.update(task, completed=done))
    if isinstance(found, Unready):
        lines = [f"  {number}: {code} {about}" for number, code, about in found.rows]
        fail("\n".join((f"{len(lines)} 条不能下达 · measures could not be issued as they are", *lines)))
    return found


def _completed(plan: Plan, due: date | None) -> Plan:
    """With stand-ins for what does not decide on a day; a missing due date does, so it has to be given."""
    if not plan.rows:
        fail("没有可预演的措施 · there is no measure to rehearse")
    undated = [row.number for row in plan.rows if row.assignment.due is None and due is None]
    if undated:
        fail(
            f"{len(undated)} 条缺整改时限 · measures without a due date: {'、'.join(undated)}\n"
            "  用 --due 日期 给出暂定时限，或在台账 .xlsx 的“整改时限”列补全后预演该文件\n"
            "  give --due DATE for all of them, or complete 整改时限 in an .xlsx ledger and rehearse that"
        )
    unled = [row.number for row in plan.rows if row.assignment.lead_unit is None]
    if unled:
        typer.echo(f"未定牵头单位，以“{NOBODY_YET}”代替 · no lead unit yet: {numbers(unled)}", err=True)
    return plan.model_copy(update={"rows": tuple(completed(row, due) for row in plan.rows)})


def _file(path: Path, pack: str | None) -> tuple[Plan, Rules]:
    plan = _plan(*file_part(path)["file"])
    return plan, Rules(_pack_here(pack or STANDARD), shipped_calendar())


def _plan(name: str, data: bytes) -> Plan:
    plan = read_plan(name, data)
    if isinstance(plan, FileFault):
        fail(f"{name}: " + "\n  ".join(plan.lines))
    return plan


def _pack_here(name: str) -> RulePack:
    """A shipped pack, or a file."""
    if Path(name).suffix.lower() in {".yaml", ".yml"}:
        return _pack_of(Path(name))
    if name not in shipped_packs():
        fail(f"没有规则包 · no such pack: {name}; {', '.join(shipped_packs())}, or a .yaml file")
    return shipped_packs()[name].pack


def _pack_of(path: Path) -> RulePack:
    source = read_source(*file_part(path)["file"])
    pack = source if isinstance(source, FileRefused) else resolve(source, shipped_sources())
    if isinstance(pack, FileRefused):
        lines = [f"  {pack.filename} {one.where} {one.field}: {one.zh} {one.en}" for one in pack.problems]
        fail("\n".join((f"{pack.zh} {pack.en}", *lines)))
    return pack


def _campaign(campaign_id: str, pack: str | None) -> tuple[Plan, Rules]:
    """The plan as its ledger sheet shows it, under the rules it froze; `pack` puts another in their place."""
    with platform() as client:
        found = answer(client.get(f"/api/v1/campaigns/{campaign_id}"))
        sheet = raw(client.get(f"/api/v1/campaigns/{campaign_id}/ledger.xlsx"))
        calendar = answer(client.get(f"/api/v1/calendars/{found['calendar_version']}"))["calendar"]
        if pack and Path(pack).suffix:
            rules = _pack_here(pack)
        else:
            rules = RulePack.model_validate(answer(client.get(f"/api/v1/packs/{pack or found['pack']}"))["pack"])
    plan = _plan(f"{campaign_id}.xlsx", sheet)
    told = {"title": found["title"], "feedback_on": _day(found["feedback_date"])}
    return plan.model_copy(update=told), Rules(rules, WorkCalendar.model_validate(calendar))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
