"""`zhenggai run` as a child that tests may kill: on a data directory with people already in it."""

import asyncio
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from temporalio.client import Client

from services.database import Database
from services.migrating import migrate
from services.ports import free_port
from services.settings import Settings
from services.temporal import connect
from tests.fixtures.commands import ZHENGGAI, environment
from tests.fixtures.platform import make_tokens

START_SECONDS = 60.0
POLL_SECONDS = 0.05
RUN = (str(ZHENGGAI), "run")
ROOT = Path(__file__).parents[2]
# Small budgets: what takes seconds for people need not take them for tests.
QUICK = {"ZHENGGAI_COMMAND_BUDGET_SECONDS": "3", "ZHENGGAI_REDRIVE_AFTER_SECONDS": "1"}


class PlatformProcess:
    """One data directory and the processes that own it, one after the other."""

    def __init__(self, data: Path, tokens: dict[str, str]) -> None:
        self.data = data
        self.tokens = tokens
        self.port = free_port()
        self.more: dict[str, str] = {}
        self.child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, _env_file=None)

    async def start(self, program: tuple[str, ...] = RUN) -> None:
        """Start and wait until it says that it is ready."""
        self.child = self._spawn(program)
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(base_url=self.url) as client:
            while not await _ready(client):
                assert self.child.poll() is None, (self.data / "platform.log").read_text()[-2000:]
                await asyncio.sleep(POLL_SECONDS)

    def _spawn(self, program: tuple[str, ...]) -> subprocess.Popen[bytes]:
        env = environment(self.data, self.port, PYTHONPATH=str(ROOT), **QUICK, **self.more)
        with (self.data / "platform.log").open("ab") as log:
            return subprocess.Popen(program, env=env, cwd=self.data, stdout=log, stderr=log)

    def kill(self) -> None:
        """SIGKILL, to the platform and to its Temporal server: nobody gets to tidy up."""
        temporal = self.temporal_pid()
        assert self.child
        self.child.kill()
        with suppress(ProcessLookupError):
            os.kill(temporal, signal.SIGKILL)
        self.child.wait()

    async def stop(self) -> None:
        """Ctrl-C: in order, with Temporal."""
        assert self.child
        self.child.send_signal(signal.SIGINT)
        assert await self.wait_for_death() == 0

    async def wait_for_death(self) -> int:
        """The exit code of a child that was made to die by itself."""
        assert self.child
        return await asyncio.to_thread(self.child.wait, START_SECONDS)

    def temporal_pid(self) -> int:
        return int(json.loads((self.data / "running.json").read_text())["temporal_pid"])

    async def temporal(self) -> Client:
        """A client of the embedded server that runs now."""
        address: str = json.loads((self.data / "running.json").read_text())["temporal_address"]
        return await connect(address)

    def close(self) -> None:
        if self.child and self.child.poll() is None:
            self.kill()


async def _ready(client: httpx.AsyncClient) -> bool:
    with suppress(httpx.TransportError):
        return (await client.get("/readyz")).status_code == 200
    return False


@asynccontextmanager
async def prepared(data: Path) -> AsyncIterator[tuple[PlatformProcess, Database]]:
    """A directory with a migrated database and people, and this test's own look into that database."""
    settings = Settings(data=data, _env_file=None)
    settings.evidence_directory.mkdir(parents=True)
    database = Database(settings.url)
    await migrate(database)
    process = PlatformProcess(data, await make_tokens(database))
    try:
        yield process, database
    finally:
        process.close()
        await database.close()
