"""`zhenggai ledger`: the record checked, and the record handed out.

`verify` and `export` read the settings' database directly and write nothing to it, so they work beside a running
platform and without one.
"""

import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import select, tuple_

from schemas.tables.record import LEDGER
from services.commands.ledger_import import import_ledger
from services.commands.loop import fail, run_async
from services.database import Database
from services.ledger_checks import Flaw, Wrong
from services.opening import told
from services.settings import Settings, StartError
from services.verification import Verification, extent, verify_ledger

PAGE = 500
COLUMNS = ("stream", "seq", "type", "submission_id", "body", "prev_hash", "hash", "recorded_at")
WORDS = {
    Wrong.GAP: "缺行 · row missing",
    Wrong.CHAIN: "链断 · does not follow the row before",
    Wrong.HASH: "哈希不符 · hash does not match the body",
    Wrong.BODY: "正文不规范 · body is not canonical",
    Wrong.COLUMNS: "列与正文不符 · columns disagree with the body",
    Wrong.EVENT: "事件不可读 · event can't be folded",
    Wrong.HEAD: "表头不符 · read model has another head",
    Wrong.READ_MODEL: "读模型不符 · read model is not the fold of the ledger",
}

app = typer.Typer(help="台账 · the ledger", no_args_is_help=True)
app.command("import")(import_ledger)


@app.command("verify")
def verify() -> None:
    """核验台账 · Recompute every row, chain and fold; names the first bad row and exits 1 when there is one."""
    results: list[Verification] = []

    async def start(settings: Settings) -> None:
        async with reading(settings) as database:
            with progress_bar() as progress:
                task = progress.add_task("台账 ledger", total=(await extent(database)).streams)
                results.append(await verify_ledger(database, lambda done: progress.update(task, completed=done)))

    run_async(start)
    for result in results:
        if result.flaw:
            fail(_line(result.flaw))
        typer.echo(f"✓ 台账完整 · ledger verified: {result.streams} 条链 chains, {result.rows} 行 rows")


def progress_bar() -> Progress:
    """On standard error, and only where somebody watches."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def _line(flaw: Flaw) -> str:
    return f"台账有误 · ledger is broken: {flaw.stream} #{flaw.seq}: {WORDS[flaw.wrong]} ({flaw.about})"


@app.command("export")
def export(
    out: Annotated[Path | None, typer.Option(help="file to write; standard output without it")] = None,
) -> None:
    """导出台账 · Every row as one line of JSON, by stream and sequence; `body` is the text its hash covers."""

    async def start(settings: Settings) -> None:
        async with reading(settings) as database:
            with _target(out) as file, progress_bar() as progress:
                task = progress.add_task("台账 ledger", total=(await extent(database)).rows)
                async for line in lines(database):
                    file.write(line + "\n")
                    progress.advance(task)

    run_async(start)


@contextmanager
def _target(out: Path | None) -> Iterator[TextIO]:
    """A file appears under its name when it is whole: half an export must not pass for one."""
    if out is None:
        yield sys.stdout
        return
    partial = out.with_name(f"{out.name}.part")
    try:
        with partial.open("w", encoding="utf-8") as file:
            yield file
        partial.replace(out)
    except OSError as error:
        raise StartError(f"无法写入 · cannot write {out}: {error.strerror}") from error


@asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Database]:
    """The settings' database, for reading. SQLite is opened read-only, so its owner may go on running.

    Raises:
        StartError: there is none, it can't be reached, or it holds no ledger.
    """
    file = settings.sqlite_file.resolve()
    if not settings.database_url and not (file.exists() and file.stat().st_size):
        raise StartError(f"没有台账 · no ledger: {file}; set ZHENGGAI_DATA or ZHENGGAI_DATABASE_URL")
    async with Database(settings.database_url or f"sqlite+aiosqlite:///file:{file}?mode=ro&uri=true") as database:
        with told(settings):
            yield database


async def lines(database: Database) -> AsyncIterator[str]:
    """Page by page: what is appended meanwhile may be in or not, and no stream has a gap for it."""
    columns = [LEDGER.c[name] for name in COLUMNS]
    place = tuple_(LEDGER.c.stream, LEDGER.c.seq)
    last = ("", 0)
    while True:
        page = select(*columns).where(place > last).order_by(LEDGER.c.stream, LEDGER.c.seq).limit(PAGE)
        async with database.read() as connection:
            rows = (await connection.execute(page)).all()
        for row in rows:
            said = row._asdict() | {"recorded_at": row.recorded_at.isoformat()}
            yield json.dumps(said, ensure_ascii=False)
        if not rows:
            return
        last = (rows[-1].stream, rows[-1].seq)
