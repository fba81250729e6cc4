"""Closed-loop clients: each takes the next measure, walks its steps, and waits for every answer."""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.bench.processes import cpu_seconds

Walk = Callable[[int, str, list[float]], Awaitable[None]]


@dataclass(frozen=True)
class Block:
    """What one block of work took. CPU is in seconds; `load_cpu` is the load generator's own."""

    seconds: float
    latencies: tuple[float, ...]
    cpu: dict[str, float]
    load_cpu: float

    @property
    def transitions(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.transitions / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Of all processes but the load generator, for one transition."""
        return 1000 * sum(self.cpu.values()) / self.transitions


async def run_block(walk: Walk, clients: int, measures: Sequence[str], weighed: dict[str, int]) -> Block:
    """Share `measures` among `clients`.

    Args:
        walk: takes one measure through its steps and notes the seconds of each.
        clients: how many walk at once.
        measures: what is walked.
        weighed: process trees, by name, whose CPU time is charged.
    """
    waiting = list(reversed(measures))
    latencies: list[float] = []

    async def client(number: int) -> None:
        while waiting:
            await walk(number, waiting.pop(), latencies)

    before, own = cpu_seconds(weighed), _own_cpu()
    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(clients)))
    seconds = time.perf_counter() - began
    after = cpu_seconds(weighed)
    cpu = {name: after[name] - before[name] for name in weighed}
    return Block(seconds, tuple(latencies), cpu, _own_cpu() - own)


def _own_cpu() -> float:
    times = os.times()
    return times.user + times.system


def median(numbers: Sequence[float]) -> float:
    return statistics.median(numbers)


def percentile_ms(latencies: Sequence[float], share: float) -> float:
    ordered = sorted(latencies)
    return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]
