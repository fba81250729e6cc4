"""The embedded platform: Temporal's server as a child process, one data directory, one owner of it."""

import asyncio
import fcntl
import json
import logging
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, TextIO

from temporalio.client import Client

from services.ports import free_port
from services.settings import Settings, StartError
from services.temporal_program import command, find_binary, runtime_environment, usable_cores

START_BUDGET_SECONDS = 60.0
STOP_BUDGET_SECONDS = 10.0
RESTART_PAUSE_SECONDS = 1.0
ANSWER_BUDGET = timedelta(seconds=2)
# So often a server that ends at once is tried before it is given up.
STARTS = 3

logger = logging.getLogger(__name__)


def take_directory(data: Path) -> TextIO:
    """Own the data directory until the returned file is closed: SQLite serves one process only."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (data / "lock").open("a")
    except OSError as error:
        raise StartError(f"数据目录不可用 / data directory {data}: {error.strerror}") from error
    # A killed platform's Temporal server, which shares the lock, is gone within moments.
    for _ in range(20):
        with suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return lock
        time.sleep(0.1)
    lock.close()
    raise StartError(
        f"数据目录已被另一进程使用 / {data} belongs to another running process; "
        "stop it, or set ZHENGGAI_DATABASE_URL to PostgreSQL to run several"
    )


@asynccontextmanager
async def temporal_server(
    settings: Settings, lock: TextIO, port: Callable[[], int] = free_port
) -> AsyncIterator["EmbeddedTemporal"]:
    """A server on its way, ended with the block. It listens on loopback only: it has no login.

    It inherits `lock`: as long as it writes to the directory, nobody else may. `port` finds a free port.
    """
    server = EmbeddedTemporal(settings.data, find_binary(settings), lock, port)
    try:
        await server.spawn()
        yield server
    finally:
        await server.stop()


class EndedError(StartError):
    """The server ended before it served."""


class EmbeddedTemporal:
    """Temporal's server as a child process."""

    def __init__(self, data: Path, binary: Path, lock: TextIO, port: Callable[[], int]) -> None:
        self._data, self._binary, self._lock, self._port = data, binary, lock, port
        self._ports = (port(), port())
        self._log, self._note = data / "temporal.log", data / "running.json"
        self._process: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def spawn(self) -> asyncio.subprocess.Process:
        try:
            with self._log.open("ab") as out:
                process = await self._spawned(out)
        except OSError as error:
            raise StartError(f"无法启动 / cannot start {self._binary}, log {self._log}: {error.strerror}") from error
        self._process = process
        return process

    async def _spawned(self, out: IO[bytes]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command(self._binary, self._data, *self._ports),
            env=runtime_environment(usable_cores()),
            stdout=out,
            stderr=out,
            # Ctrl-C goes to the whole foreground group; the server must outlive the worker.
            start_new_session=True,
            pass_fds=(self._lock.fileno(),),
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    async def up(self) -> str:
        """Its address, once it serves; the address stays, and from now on the server is started again when it dies.

        Raises:
            StartError: it ended, or took too long; the text names its log.
        """
        for _ in range(STARTS - 1):
            with suppress(EndedError):
                return await self._kept()
            # A port may be taken between the look for it and the start.
            self._ports = (self._port(), self._port())
        return await self._kept()

    async def _kept(self) -> str:
        await self._serve()
        self._keeper = asyncio.create_task(self._keep())
        return self._address

    @property
    def _address(self) -> str:
        return f"127.0.0.1:{self._ports[0]}"

    async def _serve(self) -> None:
        process = self._process or await self.spawn()
        try:
            await _wait_until_up(process, self._address, self._log)
        except StartError:
            # One that neither ends nor answers is no use either.
            await _stop(process)
            self._process = None
            raise
        running = {"pid": os.getpid(), "temporal_pid": process.pid, "temporal_address": self._address}
        try:
            self._note.write_text(json.dumps({**running, "ui_port": self._ports[1]}))
        except OSError as error:
            raise StartError(f"无法写入 / cannot write {self._note}: {error.strerror}") from error

    async def _keep(self) -> None:
        """Until cancelled: commands wait in the inbox while the server is away."""
        while True:
            if self._process:
                code = await self._process.wait()
                logger.error("Temporal ended with %s; starting it again", code)
                self._process = None
            try:
                await self._serve()
            except (StartError, OSError) as error:
                logger.error("Temporal is not back: %s", error)  # noqa: TRY400 - the text says all
                await asyncio.sleep(RESTART_PAUSE_SECONDS)

    async def stop(self) -> None:
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        # A note that can't be removed must not keep the server.
        with suppress(OSError):
            self._note.unlink()
        if self._process:
            await _stop(self._process)


def _die_with_parent() -> None:
    """Linux: a killed platform leaves no server behind that would hold the store open."""
    import ctypes  # noqa: PLC0415 - only in the forked child, only on Linux

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


async def _wait_until_up(process: asyncio.subprocess.Process, address: str, log: Path) -> None:
    # Side by side: whoever took the port may accept a connection and never answer.
    ended, up = asyncio.create_task(process.wait()), asyncio.create_task(_answers(address))
    try:
        done, _ = await asyncio.wait({ended, up}, timeout=START_BUDGET_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Also when the wait is interrupted: a call in flight would outlive the loop, and the interpreter wait for it.
        for task in (ended, up):
            task.cancel()
        await asyncio.gather(ended, up, return_exceptions=True)
    if ended in done:
        raise EndedError(f"Temporal 未能启动 / Temporal stopped with {ended.result()}; see {log}")
    if up not in done:
        raise StartError(f"Temporal 未能及时启动 / Temporal is not up; see {log}")
    up.result()


async def _answers(address: str) -> None:
    client = await Client.connect(address, lazy=True)
    while not await _serves(client):  # noqa: ASYNC110 - it tells nobody when it begins to serve
        await asyncio.sleep(0.05)


async def _serves(client: Client) -> bool:
    try:
        return await client.service_client.check_health(timeout=ANSWER_BUDGET)
    except Exception:  # noqa: BLE001 - not up yet, whatever the reason; the caller has a deadline
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    _signal(process, signal.SIGTERM)
    try:
        async with asyncio.timeout(STOP_BUDGET_SECONDS):
            await process.wait()
    except TimeoutError:
        _signal(process, signal.SIGKILL)
        await process.wait()


def _signal(process: asyncio.subprocess.Process, number: int) -> None:
    """To all of its session: the program may be a script round the server."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
