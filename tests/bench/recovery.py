"""(c) cold start to ready, (d) kill -9 to the first acknowledgement, (e) memory with many open measures."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.bench.campaign import Office
from tests.bench.drive import median
from tests.bench.processes import POLL_SECONDS, BenchError, Place, PlatformProcess, resident_mebibytes
from workflows.periods import china_day, period_of

FIRST_ACK_BUDGET_SECONDS = 60.0
CLAIMS_AT_ONCE = 8


async def cold_starts(places: list[Place]) -> dict[str, Any]:
    """Each on an empty directory and an empty database: spawn, Temporal, migrations, `/readyz` 200."""
    seconds = []
    for place in places:
        platform = PlatformProcess(place)
        try:
            platform.spawn()
            seconds.append(await platform.ready())
        finally:
            platform.stop()
    return _times(seconds)


async def first_acknowledgements(platform: PlatformProcess, office: Office, measures: list[str]) -> dict[str, Any]:
    """Kill, start again at once, and ask until a 200. Each measure's workflow was in the killed worker's cache."""
    seconds = []
    for measure in measures:
        async with office.client() as client:
            claimed = await client.post(
                f"/api/v1/measures/{measure}:claim", json={}, headers=office.headers("water_principal")
            )
        if claimed.status_code != httpx.codes.OK:
            raise BenchError(f"claim: {claimed.status_code} {claimed.text[:300]}")
        began = time.perf_counter()
        platform.kill()
        platform.spawn()
        await _acknowledged(office, measure, began)
        seconds.append(time.perf_counter() - began)
        await platform.ready()
    return _times(seconds)


async def _acknowledged(office: Office, measure: str, began: float) -> None:
    """The same key each time, as a client that knows its trade: what was kept is never done twice."""
    headers = office.headers("water_principal")
    body = {"period": period_of(china_day(datetime.now(UTC))), "text": "已完成清淤三公里。"}
    async with office.client() as client:
        while time.perf_counter() - began < FIRST_ACK_BUDGET_SECONDS:
            with suppress(httpx.TransportError):
                answer = await client.post(f"/api/v1/measures/{measure}:submit-report", json=body, headers=headers)
                if answer.status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(POLL_SECONDS)
    raise BenchError(f"no acknowledgement for {measure}")


async def memory(office: Office, number: int, weighed: dict[str, int]) -> dict[str, Any]:
    """Issue and claim that many measures, then weigh."""
    before = resident_mebibytes(weighed)
    began = time.perf_counter()
    await _claim(office, await office.issued(number))
    seconds = time.perf_counter() - began
    after = resident_mebibytes(weighed)
    return {
        "open_measures": number,
        "mebibytes": round(sum(after.values()), 1),
        "mebibytes_of": after,
        "mebibytes_before": before,
        "set_up_seconds": round(seconds, 1),
    }


async def _claim(office: Office, waiting: list[str]) -> None:
    async def worker() -> None:
        async with office.client() as client:
            while waiting:
                address = f"/api/v1/measures/{waiting.pop()}:claim"
                answer = await client.post(address, json={}, headers=office.headers("water_principal"))
                if answer.status_code != httpx.codes.OK:
                    raise BenchError(f"claim: {answer.status_code} {answer.text[:300]}")

    await asyncio.gather(*(worker() for _ in range(CLAIMS_AT_ONCE)))


def _times(seconds: list[float]) -> dict[str, Any]:
    return {
        "median_seconds": round(median(seconds), 2),
        "worst_seconds": round(max(seconds), 2),
        "each": [round(one, 2) for one in seconds],
    }
