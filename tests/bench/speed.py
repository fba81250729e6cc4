"""(a) the floor, (b) ours and the tuned floor, in turns: what is compared was measured seconds apart."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import httpx
from temporalio.client import Client

from services.temporal import connect
from tests.bench import floor, tuned
from tests.bench.campaign import Office, seven_steps
from tests.bench.connection import Connection
from tests.bench.drive import Block, Walk, median, percentile_ms, run_block
from tests.bench.processes import BenchError

CLIENTS = (1, 4, 16)
UPLOADS_AT_ONCE = 8


@dataclass(frozen=True)
class Sizes:
    """How much is measured. Counts are bounded; `seconds` ends the rounds early on a slow machine."""

    rounds: int
    measures: tuple[int, ...]
    seconds: float

    @property
    def total(self) -> int:
        return self.rounds * sum(self.measures)


FULL = Sizes(rounds=6, measures=(16, 16, 32), seconds=90.0)
QUICK = Sizes(rounds=2, measures=(3, 8, 16), seconds=30.0)


@dataclass(frozen=True)
class Side:
    """One of those that are compared: how to walk measures, what is left to walk, whom to weigh."""

    session: Callable[[int], AbstractAsyncContextManager[Walk]]
    measures: list[str]
    weighed: dict[str, int]

    async def block(self, clients: int, measures: int) -> Block:
        taken = [self.measures.pop() for _ in range(measures)]
        async with self.session(clients) as walk:
            return await run_block(walk, clients, taken, self.weighed)


async def floor_side(address: str, measures: list[str], weighed: dict[str, int]) -> Side:
    return await _bare_updates(await Client.connect(address), floor.TASK_QUEUE, measures, weighed)


async def tuned_side(address: str, measures: list[str], weighed: dict[str, int]) -> Side:
    return await _bare_updates(await connect(address), tuned.TASK_QUEUE, measures, weighed)


async def _bare_updates(client: Client, queue: str, measures: list[str], weighed: dict[str, int]) -> Side:
    await floor.start_workflows(client, queue, measures)

    async def walk(_: int, measure: str, latencies: list[float]) -> None:
        await floor.walk(client, measure, latencies)

    @asynccontextmanager
    async def session(_: int) -> AsyncIterator[Walk]:
        yield walk

    return Side(session, measures, weighed)


async def our_side(office: Office, measures: list[str], weighed: dict[str, int]) -> Side:
    """Evidence is uploaded before the clock starts."""
    evidence = await upload_all(office, measures)

    @asynccontextmanager
    async def session(clients: int) -> AsyncIterator[Walk]:
        """One kept connection a client; it closes with the block, for the platform closes idle ones."""
        async with AsyncExitStack() as stack:
            connections = [await Connection.open(office.port) for _ in range(clients)]
            for connection in connections:
                stack.push_async_callback(connection.close)

            async def walk(number: int, measure: str, latencies: list[float]) -> None:
                await _walk(office, connections[number], (measure, evidence[measure]), latencies)

            yield walk

    return Side(session, measures, weighed)


async def _walk(office: Office, connection: Connection, work: tuple[str, str], latencies: list[float]) -> None:
    measure, evidence = work
    for step in seven_steps(evidence):
        address, headers = f"/api/v1/measures/{measure}:{step.action}", office.headers(step.who)
        began = time.perf_counter()
        answer = await connection.post(address, step.body, headers)
        latencies.append(time.perf_counter() - began)
        if answer.status != httpx.codes.OK:
            raise BenchError(f"{step.action}: {answer.status} {answer.text[:300]}")


async def upload_all(office: Office, measures: list[str]) -> dict[str, str]:
    """One file for each measure; its id by measure."""
    waiting, done = list(measures), dict[str, str]()

    async def one() -> None:
        async with office.client() as client:
            while waiting:
                measure = waiting.pop()
                done[measure] = await office.upload(client, measure)

    await asyncio.gather(*(one() for _ in range(UPLOADS_AT_ONCE)))
    return done


async def compare(sides: dict[str, Side], sizes: Sizes) -> list[dict[str, Any]]:
    """Each round in another order, each as often before as behind every other. One row a client count."""
    rounds: dict[int, list[dict[str, Block]]] = {clients: [] for clients in CLIENTS}
    orders = list(permutations(sides))
    began = time.perf_counter()
    for number in range(sizes.rounds):
        if number and time.perf_counter() - began > sizes.seconds:
            break
        order = orders[number % len(orders)]
        for clients, measures in zip(CLIENTS, sizes.measures, strict=True):
            rounds[clients].append({name: await sides[name].block(clients, measures) for name in order})
    return [_row(clients, found) for clients, found in rounds.items()]


def _row(clients: int, rounds: list[dict[str, Block]]) -> dict[str, Any]:
    """Ours is named "ours"; its throughput is divided by that of each other side in the same round."""
    others = sorted(set(rounds[0]) - {"ours"})
    ratios = {other: [blocks["ours"].per_second / blocks[other].per_second for blocks in rounds] for other in others}
    return {
        "clients": clients,
        **{name: _summary([blocks[name] for blocks in rounds]) for name in ("ours", *others)},
        "ratio": {other: round(median(found), 3) for other, found in ratios.items()},
        "ratio_of_each_round": {other: [round(ratio, 3) for ratio in found] for other, found in ratios.items()},
    }


def _summary(blocks: list[Block]) -> dict[str, Any]:
    latencies = [latency for block in blocks for latency in block.latencies]
    transitions = len(latencies)
    charged = {name: 1000 * sum(block.cpu[name] for block in blocks) / transitions for name in blocks[0].cpu}
    return {
        "transitions": transitions,
        "per_second": round(median([block.per_second for block in blocks]), 1),
        "p50_ms": round(percentile_ms(latencies, 0.5), 1),
        "p99_ms": round(percentile_ms(latencies, 0.99), 1),
        "cpu_ms": round(median([block.cpu_ms for block in blocks]), 2),
        "cpu_ms_of": {name: round(spent, 2) for name, spent in charged.items()},
        "load_generator_cpu_ms": round(1000 * sum(block.load_cpu for block in blocks) / transitions, 2),
    }
