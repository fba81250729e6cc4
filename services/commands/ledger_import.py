"""`zhenggai ledger import` hands an Excel ledger to the platform."""

from pathlib import Path
from typing import Annotated

import typer

from services.commands.remote import answer, file_part, platform


def import_ledger(
    file: Annotated[Path, typer.Argument(help="an .xlsx ledger")],
    campaign: Annotated[str, typer.Option(help="id of the campaign")],
) -> None:
    """导入台账 · Complete the plan of drafts from an Excel ledger; prints what each bad row needs."""
    with platform() as client:
        result = answer(client.post(f"/api/v1/campaigns/{campaign}/ledger:import", files=file_part(file)))
    counts = (f"{result['changed']} 行已更新 · changed", f"{result['unchanged']} 行未变 · unchanged")
    typer.echo(", ".join((*counts, f"{result['refused']} 行被拒 · refused")))
    for row in result["rows"]:
        if not row["ok"]:
            typer.echo(f"  {row['number']}: {row['problem']} {row['about'] or ''}")
    for problem in result["sheet_problems"]:
        typer.echo(f"  第 {problem['row']} 行 row {problem['column'] or ''}: {problem['zh']} · {problem['en']}")
