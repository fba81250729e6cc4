"""The demonstration: a platform of its own, a notice, 21 lead units, and everybody at work over HTTP."""

import asyncio
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from services.demo.cast import Cast, assemble
from services.demo.report import Result
from services.demo.spread import Planned, plan
from services.demo.story import Story, Tally
from services.settings import Settings, StartError
from services.verification import verify_ledger
from workflows.periods import china_day

if TYPE_CHECKING:
    from services.running import Running

# Its name and its bytes.
File = tuple[str, bytes]
AT_ONCE = 8
PAGE = 200


@dataclass(frozen=True)
class Demonstrated:
    cast: Cast
    campaign: str
    tally: Tally
    result: Result


async def demonstrate(running: "Running", settings: Settings, notice: File, console: Console) -> Demonstrated:
    """Play the whole campaign and check every acknowledgement against the ledger.

    Raises:
        StartError: the notice can't be imported; the text says why.
    """
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        people = progress.add_task("人员与令牌 people and tokens", total=None)
        token = settings.admin_token_file.read_text().strip()
        cast = await assemble(running.url, token, lambda: progress.advance(people))
        progress.update(people, total=len(cast.clients))
        office = cast.anyone("office", 0)
        campaign, planned = await _issue(cast, office, notice)
        tally = Tally()
        task = progress.add_task("办理措施 measures at work", total=len(planned))
        await _play(cast, tally, campaign, planned, lambda: progress.advance(task))
        check = progress.add_task("核对台账 checking the ledger", total=len(planned))
        rows = await _ledger(office, campaign, planned, lambda: progress.advance(check))
    lost = sum(rows[submission] != 1 for submission in tally.receipts)
    verified = await verify_ledger(running.database)
    statistics = (await office.get(f"/api/v1/campaigns/{campaign}/statistics")).json()
    ledger = "broken" if verified.flaw else "verified"
    result = Result(statistics, verified.rows, ledger, lost + len(tally.unexpected), time.monotonic() - began)
    return Demonstrated(cast, campaign, tally, result)


async def _issue(cast: Cast, office: httpx.AsyncClient, notice: File) -> tuple[str, list[Planned]]:
    """Import, confirm what the notice declares against what was found, assign, issue."""
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    campaign = _good(await office.post("/api/v1/campaigns:import", files={"file": notice}, headers=headers))["id"]
    statement = {"statement": "公布数与查得数已逐项核对，差异已说明。"}
    _good(await office.post(f"/api/v1/campaigns/{campaign}:confirm-reconciliation", json=statement))
    planned = plan(await _numbers(office, campaign), cast.lead_units, cast.groups)
    rows = [one.row(china_day(datetime.now(UTC))) for one in planned]
    for start in range(0, len(rows), 500):
        _good(await office.patch(f"/api/v1/campaigns/{campaign}/measures", json={"rows": rows[start : start + 500]}))
    _good(await office.post(f"/api/v1/campaigns/{campaign}:issue", headers=headers))
    return campaign, planned


def _good(answer: httpx.Response) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    if not answer.is_success:
        raise StartError(f"{said['title']}: {said['detail']}")
    return said


async def _numbers(office: httpx.AsyncClient, campaign: str) -> list[str]:
    numbers: list[str] = []
    wanted: dict[str, str | int] = {"campaign": campaign, "limit": PAGE}
    while True:
        page = _good(await office.get("/api/v1/measures", params=wanted))
        numbers += [item["number"] for item in page["items"]]
        if page["next"] is None:
            return numbers
        wanted["cursor"] = page["next"]


async def _play(cast: Cast, tally: Tally, campaign: str, planned: list[Planned], tick: Any) -> None:  # noqa: ANN401
    gate = asyncio.Semaphore(AT_ONCE)
    today = china_day(datetime.now(UTC))

    async def one(measure: Planned) -> None:
        async with gate:
            await Story(cast, tally, campaign, measure, today).run()
            tick()

    await asyncio.gather(*(one(measure) for measure in planned))


async def _ledger(office: httpx.AsyncClient, campaign: str, planned: list[Planned], tick: Any) -> Counter[str]:  # noqa: ANN401
    """How many ledger rows each submission has."""
    found: Counter[str] = Counter()
    for measure in planned:
        rows = (await office.get(f"/api/v1/measures/{campaign}-{measure.number}/ledger")).json()
        found.update(row["submission_id"] for row in rows if row["submission_id"])
        tick()
    return found
