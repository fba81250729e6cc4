"""`zhenggai rehydrate` and `zhenggai reconcile`: workflows and ledger in step, with a count of what was found.

Both read the settings' database and speak to Temporal: the embedded one of a running platform is found
by the note it leaves in the data directory.
"""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable

import typer
from rich.progress import Progress

from services import temporal
from services.campaign_clock import CampaignClock, wake_all
from services.commands.loop import fail, run_async
from services.database import Database
from services.measures import MeasureDoor
from services.opening import opened
from services.recovery import Compared, Finding, count_open, reconcile, rehydrate
from services.settings import Settings

WORDS = {
    Finding.AGREES: "一致 · agrees",
    Finding.STARTED: "已恢复 · brought up from the ledger",
    Finding.MISSING: "无流程 · no workflow",
    Finding.BEHIND: "流程落后 · workflow behind its ledger",
    Finding.DIFFERS: "不一致 · differs",
}


def rehydrate_workflows() -> None:
    """从台账恢复流程 · Start every open measure's workflow from the ledger; safe to repeat."""
    _go_through(rehydrate, {Finding.AGREES, Finding.STARTED}, wake=True)


def reconcile_workflows() -> None:
    """核对流程与台账 · Compare every open measure's workflow with its ledger; changes nothing."""
    _go_through(reconcile, {Finding.AGREES})


def _go_through(
    walk: Callable[[Database, MeasureDoor], AsyncIterator[Compared]], good: set[Finding], *, wake: bool = False
) -> None:
    found: list[Compared] = []

    async def start(settings: Settings) -> None:
        client = await temporal.connect(_running_address(settings))
        door = MeasureDoor(client, settings.task_queue, settings.continue_after_events, settings.command_budget_seconds)
        async with opened(settings) as database:
            with Progress() as progress:
                task = progress.add_task("措施 measures", total=await count_open(database))
                async for compared in walk(database, door):
                    found.append(compared)
                    progress.advance(task)
            if wake:
                await wake_all(database, CampaignClock(client, settings))

    run_async(start)
    for finding, number in Counter(one.finding for one in found).items():
        typer.echo(f"{number:6}  {WORDS[finding]}")
    bad = [one for one in found if one.finding not in good]
    for one in bad:
        typer.echo(f"  {one.measure_id}: {WORDS[one.finding]} (ledger {one.ledger_seq}, workflow {one.workflow_seq})")
    if bad:
        fail(f"{len(bad)} 项需处理 · measures need attention")


def _running_address(settings: Settings) -> str | None:
    """The embedded server's address while a platform runs here; None leaves it to TEMPORAL_ADDRESS, as a start does."""
    note = settings.data / "running.json"
    if os.environ.get("TEMPORAL_ADDRESS") or not settings.is_sqlite or not note.exists():
        return None
    address: str = json.loads(note.read_text())["temporal_address"]
    return address
