"""`zhenggai demo`: see the whole thing work in a minute, on a data directory that is thrown away."""

import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.commands.loop import run_async
from services.commands.notices import parsed_here
from services.commands.remote import file_part
from services.demo.report import show
from services.demo.run import Demonstrated, demonstrate
from services.ports import check_port
from services.settings import Settings, StartError
from services.starting import started_platform

SAMPLE = Path(__file__).parents[1] / "notices" / "sample.txt"


def demo(
    notice: Annotated[Path, typer.Option(help="another notice, .txt or .docx")] = SAMPLE,
    leave: Annotated[bool, typer.Option("--exit", help="end after the last line, a line of JSON")] = False,
) -> None:
    """演示 · A notice becomes a ledger, and its measures go from claim to sign-off before your eyes."""
    file = file_part(notice)["file"]
    parsed_here(*file)
    console = Console()
    # The demonstration never touches a real server or database, whatever the environment says.
    for name in ("TEMPORAL_ADDRESS", "ZHENGGAI_DATABASE_URL"):
        os.environ.pop(name, None)

    async def start(given: Settings) -> None:
        with tempfile.TemporaryDirectory(prefix="zhenggai-demo-") as data:
            settings = given.model_copy(update={"data": Path(data), "database_url": None, "port": _port(given)})
            async with started_platform(settings) as running:
                played = await demonstrate(running, settings, file, console)
                show(console, played.result, played.tally)
                if not leave:
                    await _look_around(console, running.url, played)
                    await running.serving
                await played.cast.close()
            if leave:
                typer.echo(played.result.json_line())

    run_async(start)


def _port(settings: Settings) -> int:
    """The usual one, or any free one when it is taken: two demonstrations may run at once."""
    try:
        check_port(settings.host, settings.port)
    except StartError:
        return 0
    return settings.port


async def _look_around(console: Console, url: str, played: Demonstrated) -> None:
    office = played.cast.anyone("office", 0).headers["Authorization"]
    campaign = played.campaign
    console.print(f"\n接口文档 API docs   {url}/docs")
    console.print("整改办令牌 a token of the office, for this demonstration only:")
    console.print(f'  export AUTH="Authorization: {office}"', soft_wrap=True)
    console.print(f'  curl -H "$AUTH" "{url}/api/v1/measures?campaign={campaign}&light=red"', soft_wrap=True)
    console.print(f'  curl -H "$AUTH" "{url}/api/v1/campaigns/{campaign}/statistics"', soft_wrap=True)
    console.print(f'  curl -H "$AUTH" -o ledger.xlsx "{url}/api/v1/campaigns/{campaign}/ledger.xlsx"', soft_wrap=True)
    console.print("Ctrl-C 结束，数据随之删除 · ends it and removes its data")
