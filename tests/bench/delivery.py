"""(f) webhooks: delay from 2xx to receipt at a steady rate, and how fast ten endpoints, one of them dead, catch up."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.bench.campaign import Office
from tests.bench.drive import percentile_ms
from tests.bench.processes import BenchError, cpu_seconds
from tests.fixtures.receiver import Received, Receiver, receiving, well

ENDPOINTS = 10
TRANSITIONS_A_SECOND = 20
# Claims of the whole campaign at that rate.
MEASURES = 300
BUDGET_SECONDS = 120.0
LOOPBACK = {
    "ZHENGGAI_HOOKS_ALLOW_HTTP": "true",
    "ZHENGGAI_HOOKS_ALLOW_LOOPBACK": "true",
    "ZHENGGAI_HOOKS_ALLOWED_NETWORKS": "127.0.0.0/8",
    "ZHENGGAI_HOOKS_PORTS": "1-65535",
}


class Arrivals:
    """When each receiver first heard of each measure's claim, and how much arrived in all."""

    def __init__(self) -> None:
        self.first: dict[tuple[str, str], float] = {}
        self.number = 0

    async def behave(self, request: Received, writer: asyncio.StreamWriter) -> None:
        body = request.body
        if body["type"] == "measure.claimed.v1":
            self.number += 1
            self.first.setdefault((request.headers["host"], body["subject"]), time.perf_counter())
        await well(request, writer)

    async def until(self, number: int) -> None:
        async with asyncio.timeout(BUDGET_SECONDS):
            while True:
                if self.number >= number:
                    return
                await asyncio.sleep(0.005)


async def deliveries(office: Office, measures: list[str], weighed: dict[str, int]) -> dict[str, Any]:
    """`weighed` are the process trees whose processor time is charged; the receivers' is not."""
    arrivals = Arrivals()
    async with _endpoints(office, arrivals) as paths:
        acknowledged = await _claim_all(office, measures)
        good = (len(paths) - 1) * len(measures)
        await arrivals.until(good)
        delays = [max(0.0, at - acknowledged[measure]) for (_, measure), at in arrivals.first.items()]
        before = sum(cpu_seconds(weighed).values())
        per_second = await _catch_up(office, paths[:-1], arrivals, good)
        cpu = sum(cpu_seconds(weighed).values()) - before
    return {
        "endpoints": len(paths),
        "dead": 1,
        "transitions_per_second": TRANSITIONS_A_SECOND,
        "delay_p50_ms": round(percentile_ms(delays, 0.5), 1),
        "delay_p99_ms": round(percentile_ms(delays, 0.99), 1),
        "events_per_second": round(per_second, 1),
        "cpu_ms_per_event": round(1000 * cpu / good, 2),
    }


@asynccontextmanager
async def _endpoints(office: Office, arrivals: Arrivals) -> AsyncIterator[list[str]]:
    """Verified, all for claims; the last one's receiver stops answering afterwards."""
    async with AsyncExitStack() as stack:
        receivers = [await stack.enter_async_context(receiving(arrivals.behave)) for _ in range(ENDPOINTS)]
        async with office.client() as client:
            paths = [await _verified(office, client, receiver) for receiver in receivers]
        receivers[-1].behave = _never
        yield paths


async def _never(_: Received, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _verified(office: Office, client: httpx.AsyncClient, receiver: Receiver) -> str:
    headers = office.headers("office")
    wanted = {"url": receiver.url, "types": ["measure.claimed"]}
    made = await client.post("/api/v1/endpoints", json=wanted, headers=headers)
    if made.status_code != httpx.codes.CREATED:
        raise BenchError(f"endpoint: {made.status_code} {made.text[:300]}")
    path = f"/api/v1/endpoints/{made.json()['id']}"
    await client.post(f"{path}:verify", headers=headers)
    async with asyncio.timeout(BUDGET_SECONDS):
        while True:
            if (await client.get(path, headers=headers)).json()["status"] == "active":
                return path
            await asyncio.sleep(0.02)


async def _claim_all(office: Office, measures: list[str]) -> dict[str, float]:
    """Each at its moment, whether or not the one before was answered; when each was answered."""
    acknowledged: dict[str, float] = {}
    began = time.perf_counter()

    async def claim(client: httpx.AsyncClient, number: int, measure: str) -> None:
        await asyncio.sleep(max(0.0, began + number / TRANSITIONS_A_SECOND - time.perf_counter()))
        path = f"/api/v1/measures/{measure}:claim"
        answer = await client.post(path, json={}, headers=office.headers("water_principal"))
        if answer.status_code != httpx.codes.OK:
            raise BenchError(f"claim: {answer.status_code} {answer.text[:300]}")
        acknowledged[measure] = time.perf_counter()

    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.port}", timeout=30) as client:
        await asyncio.gather(*(claim(client, number, measure) for number, measure in enumerate(measures)))
    return acknowledged


async def _catch_up(office: Office, paths: list[str], arrivals: Arrivals, number: int) -> float:
    """Everything once more to all that live; events received a second."""
    before, began = arrivals.number, time.perf_counter()
    body = {"since": datetime(2000, 1, 1, tzinfo=UTC).isoformat()}
    async with office.client() as client:
        for path in paths:
            await client.post(f"{path}:redeliver", json=body, headers=office.headers("office"))
    await arrivals.until(before + number)
    return number / (time.perf_counter() - began)
