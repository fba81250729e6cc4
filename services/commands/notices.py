"""`zhenggai notice parse` reads a notice here; `zhenggai ledger import` hands an Excel ledger to the platform."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.notices import NoticeRefused, ParsedNotice
from services.commands.loop import fail
from services.commands.remote import answer, file_part, platform
from services.notices.parse import parse_notice
from services.notices.reconcile import reconcile

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
    name, data = file_part(file)["file"]
    parsed = parse_notice(name, data)
    if isinstance(parsed, NoticeRefused):
        fail(f"{parsed.zh} {parsed.en} ({parsed.code}; {parsed.found}; {parsed.where})")
    if json:
        typer.echo(parsed.model_dump_json(indent=2))
    else:
        _show(parsed)


def _show(parsed: ParsedNotice) -> None:
    console = Console()
    console.print(_reconciliation(parsed))
    console.print(_problems(parsed))
    for missing in reconcile(parsed).missing:
        console.print(f"缺 missing: {missing.note_zh} · {missing.note_en}")
    for warning in parsed.warnings:
        console.print(f"第 {warning.line} 行 line: {warning.zh} · {warning.en}")


def _reconciliation(parsed: ParsedNotice) -> Table:
    table = Table(
        "项目 subject", "公布 declared", "查得 found", "核对 agrees", "说明 note", title="数目核对 · Reconciliation"
    )
    words = {True: "一致 yes", False: "不一致 NO", None: "—"}
    for row in reconcile(parsed).rows:
        declared, found = (str(number) if number is not None else "—" for number in (row.declared, row.found))
        table.add_row(row.subject, declared, found, words[row.agrees], row.note_zh)
    return table


def _problems(parsed: ParsedNotice) -> Table:
    table = Table("序号 no.", "问题 problem", "措施 measures", "期限 deadlines", title="问题 · Problems")
    for problem in parsed.problems:
        phrases = [deadline.phrase for measure in problem.measures for deadline in measure.deadlines]
        table.add_row(str(problem.ordinal), problem.title, str(len(problem.measures)), "、".join(phrases))
    return table


def import_ledger(
    file: Annotated[Path, typer.Argument(help="an .xlsx ledger")],
    campaign: Annotated[str, typer.Option(help="id of the campaign")],
) -> None:
    """导入台账 · Complete the plan of drafts from an Excel ledger; prints what each bad row needs."""
    with platform() as client:
        result = answer(client.post(f"/api/v1/campaigns/{campaign}/ledger:import", files=file_part(file)))
    typer.echo(f"{result['changed']} 行已更新 · rows applied, {result['refused']} 行被拒 · refused")
    for row in result["rows"]:
        if not row["ok"]:
            typer.echo(f"  {row['number']}: {row['problem']} {row['about'] or ''}")
    for problem in result["sheet_problems"]:
        typer.echo(f"  第 {problem['row']} 行 row {problem['column'] or ''}: {problem['zh']} · {problem['en']}")
