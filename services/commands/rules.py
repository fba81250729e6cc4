"""`zhenggai packs` and `zhenggai calendar`: rule packs and decrees. `check` reads here, the rest over HTTP."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from schemas.organisation import FileRefused
from services.commands.loop import fail
from services.commands.remote import answer, file_part, platform
from services.packs.reading import Source, read_source, resolve
from services.packs.sources import resolved, shipped_sources

packs = typer.Typer(help="规则包 · rule packs", no_args_is_help=True)
calendar = typer.Typer(help="工作日历 · calendars of working days", no_args_is_help=True)


@calendar.callback()
def calendars() -> None:
    """工作日历 · Calendars of working days."""


@packs.command("list")
def list_packs() -> None:
    """列出规则包 · List the packs a campaign may be created under."""
    with platform() as client:
        for one in answer(client.get("/api/v1/packs"))["items"]:
            origin = "shipped" if one["shipped"] else "own"
            typer.echo(f"{one['id']:16} {origin:8} {one['hash'][:12]}  {one['title_zh']} · {one['title_en']}")


@packs.command("check")
def check_pack(
    file: Annotated[Path, typer.Argument(help="a pack, .yaml")],
    known: Annotated[list[Path] | None, typer.Option("--with", help="own packs it extends; repeatable")] = None,
) -> None:
    """检查规则包 · Check a pack file here, without a platform; prints every problem with its line."""
    sources = {source.id: source for source in map(_read, known or [])}
    source = _read(file)
    pack = resolve(source, {**shipped_sources(), **sources})
    if isinstance(pack, FileRefused):
        _fail(pack)
    typer.echo(f"{pack.id}: 可用 · good, {resolved(pack, shipped=False).hash}")


@packs.command("add")
def add_pack(file: Annotated[Path, typer.Argument(help="a pack, .yaml")]) -> None:
    """添加规则包 · Add a pack of the office; a pack that a campaign froze needs a new id."""
    with platform() as client:
        made = answer(client.post("/api/v1/packs", files=file_part(file)))
    typer.echo(f"{made['id']}  {made['hash']}")


@calendar.command("add")
def add_calendar(file: Annotated[Path, typer.Argument(help="the decree of one year, .yaml")]) -> None:
    """导入放假通知 · Load the holidays and make-up days of one year."""
    with platform() as client:
        made = answer(client.post("/api/v1/calendars", files=file_part(file)))
    typer.echo(made["version"])
    for one in made["behind"]:
        typer.echo(f"仍用旧日历，可采用 · still counts by another, may adopt it: {one['id']}  {one['title']}")


def _read(file: Path) -> Source:
    source = read_source(*file_part(file)["file"])
    if isinstance(source, FileRefused):
        _fail(source)
    return source


def _fail(refused: FileRefused) -> NoReturn:
    lines = [f"{refused.zh} {refused.en}"]
    lines += [f"  {refused.filename} {one.where} {one.field}: {one.zh} {one.en}" for one in refused.problems]
    fail("\n".join(lines))
