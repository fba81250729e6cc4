"""(h) five hundred signed off by one request; (i) what a person waits for while a large notice is imported."""

import asyncio
import io
import time
import uuid
from typing import Any

import httpx

from tests.bench.campaign import Office, Step, notice, seven_steps
from tests.bench.drive import percentile_ms
from tests.bench.processes import BenchError
from tests.bench.speed import upload_all

AT_ONCE = 8
# A busy office: commands at this rate, each at its moment whether or not the one before was answered.
COMMANDS_A_SECOND = 20
PAUSE_SECONDS = 1.0


async def bulk_sign_off(office: Office, number: int) -> dict[str, Any]:
    """Measures brought to the last signature one by one, then signed together."""
    measures = await office.issued(number)
    evidence = await upload_all(office, measures)
    *before, last = seven_steps("")
    await _walked(office, [(measure, seven_steps(evidence[measure])[: len(before)]) for measure in measures])
    rows = [{"measure_id": measure, "command": {"type": "sign_off", **last.body}} for measure in measures]
    async with office.client() as client:
        began = time.perf_counter()
        answer = await client.post("/api/v1/measures:batch", json={"rows": rows}, headers=office.headers(last.who))
        seconds = time.perf_counter() - began
    if not answer.is_success or answer.json()["applied"] != number:
        raise BenchError(f"batch: {answer.status_code} {answer.text[:300]}")
    return {"measures": number, "seconds": round(seconds, 2), "per_second": round(number / seconds, 1)}


async def _walked(office: Office, waiting: list[tuple[str, tuple[Step, ...]]]) -> None:
    async def worker() -> None:
        async with office.client() as client:
            while waiting:
                measure, steps = waiting.pop()
                for step in steps:
                    await _command(office, client, measure, step)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


async def _command(office: Office, client: httpx.AsyncClient, measure: str, step: Step) -> float:
    """Seconds until the answer, which has to be 200."""
    began = time.perf_counter()
    path = f"/api/v1/measures/{measure}:{step.action}"
    answer = await client.post(path, json=step.body, headers=office.headers(step.who))
    if answer.status_code != httpx.codes.OK:
        raise BenchError(f"{step.action}: {answer.status_code} {answer.text[:300]}")
    return time.perf_counter() - began


async def while_importing(office: Office, number: int, imports: int) -> dict[str, Any]:
    """Commands of people, as long as one import after the other runs; and the same without, for comparison."""
    measures = await office.issued(400)
    alone = await _commands(office, measures, asyncio.sleep(3.0))
    seconds: list[float] = []
    among = await _commands(office, measures, _imports(office, number, imports, seconds))
    return {
        "measures": number,
        "imports": imports,
        "import_seconds": round(max(seconds), 2),
        "commands": len(among),
        "p50_ms": round(percentile_ms(among, 0.5), 1),
        "p99_ms": round(percentile_ms(among, 0.99), 1),
        "worst_ms": round(1000 * max(among), 1),
        "p99_ms_without": round(percentile_ms(alone, 0.99), 1),
    }


async def _imports(office: Office, number: int, imports: int, seconds: list[float]) -> None:
    text = notice(number)
    async with office.client() as client:
        for _ in range(imports):
            file = {"file": ("notice.txt", io.BytesIO(f"{text}第{uuid.uuid4().hex}稿\n".encode()))}
            began = time.perf_counter()
            answer = await client.post("/api/v1/campaigns:import", files=file, headers=office.headers("office"))
            seconds.append(time.perf_counter() - began)
            if answer.status_code != httpx.codes.CREATED:
                raise BenchError(f"import: {answer.status_code} {answer.text[:300]}")


async def _commands(office: Office, waiting: list[str], meanwhile: Any) -> list[float]:
    """Latencies of the commands sent while `meanwhile` runs. Takes from `waiting`."""
    step = Step("water_principal", "claim", {})
    running = asyncio.ensure_future(meanwhile)
    sent: list[asyncio.Task[float]] = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.port}", timeout=30) as client:
        began = time.perf_counter()
        while not running.done() and waiting:
            await asyncio.sleep(max(0.0, began + len(sent) / COMMANDS_A_SECOND - time.perf_counter()))
            sent.append(asyncio.create_task(_command(office, client, waiting.pop(), step)))
        latencies = await asyncio.gather(*sent)
    await running
    return list(latencies)
