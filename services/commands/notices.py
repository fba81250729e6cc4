"""`zhenggai notice parse` reads a notice here, without a platform."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from schemas.notices import NoticeRefused, ParsedNotice
from services.commands.loop import fail
from services.commands.remote import file_part
from services.notices.parse import parse_notice
from services.notices.reconcile import reconcile

SUBJECTS = {
    "aspects": "方面\naspects",
    "items": "事项\nitems",
    "measures": "措施\nmeasures",
    "plain": "无编号\nplain",
    "numbered_and_plain": "合计\nboth",
    "lead_units": "牵头单位\nlead units",
}
app = typer.Typer(help="通报与方案 · notices and plans", no_args_is_help=True)


@app.callback()
def notice() -> None:
    """通报与方案 · Notices and plans."""


@app.command("parse")
def parse(
    file: Annotated[Path, typer.Argument(help=".txt or .docx")],
    json: Annotated[bool, typer.Option("--json", help="the whole result as JSON")] = False,
) -> None:
    """解析通报 · Read a notice: problems, measures, dates, quantities, and declared against found totals."""
    parsed = parsed_here(*file_part(file)["file"])
    if json:
        typer.echo(parsed.model_dump_json(indent=2))
    else:
        _show(parsed)


def parsed_here(name: str, data: bytes) -> ParsedNotice:
    """The notice, or one clear line."""
    parsed = parse_notice(name, data)
    if isinstance(parsed, NoticeRefused):
        fail(f"{parsed.zh} {parsed.en} ({parsed.code}; {parsed.found}; {parsed.where})")
    return parsed


def _show(parsed: ParsedNotice) -> None:
    console = Console()
    console.print(_reconciliation(parsed))
    console.print(_problems(parsed))
    for missing in reconcile(parsed).missing:
        console.print(f"缺 missing: {missing.note_zh} · {missing.note_en}", markup=False)
    for warning in parsed.warnings:
        console.print(f"第 {warning.line} 行 line: {warning.zh} · {warning.en}", markup=False)


def _reconciliation(parsed: ParsedNotice) -> Table:
    table = Table(title="数目核对 · Reconciliation")
    for header in ("项目\nsubject", "公布\ndeclared", "查得\nfound", "核对\nagrees"):
        table.add_column(header)
    table.add_column("说明\nnote", overflow="fold")
    words = {True: "一致 yes", False: "不一致 NO", None: "—"}
    for row in reconcile(parsed).rows:
        declared, found = (str(number) if number is not None else "—" for number in (row.declared, row.found))
        table.add_row(SUBJECTS[row.subject], declared, found, words[row.agrees], row.note_zh)
    return table


def _problems(parsed: ParsedNotice) -> Table:
    table = Table(title="问题 · Problems")
    table.add_column("序号\nno.", justify="right")
    # Whole, also on a narrow terminal: a title is what a problem is known by.
    table.add_column("问题\nproblem", overflow="fold")
    table.add_column("措施\nmeasures", justify="right")
    table.add_column("期限\ndeadlines", overflow="fold")
    for problem in parsed.problems:
        phrases = [deadline.phrase for measure in problem.measures for deadline in measure.deadlines]
        said = (escape(problem.title), str(len(problem.measures)), escape("、".join(phrases)))
        table.add_row(str(problem.ordinal), *said)
    return table
