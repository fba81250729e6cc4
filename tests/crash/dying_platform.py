"""A platform that dies between the ledger's commit and the end of the workflow task.

Run as a program. While the file `die` lies in the data directory, the next append commits and then
takes Temporal's server and this process with it, before the workflow hears of it. Everything else
is put together as `zhenggai run` does.
"""

import asyncio
import json
import os
import signal
from contextlib import AsyncExitStack
from typing import TypeVar

from services.app import build_platform, create_app
from services.database import Database, Work
from services.listening import http_server
from services.ports import bound
from services.running import database_ready
from services.settings import Settings
from services.starting import temporal_starting
from services.temporal import connect
from services.worker import build_worker

T = TypeVar("T")


class DyingDatabase(Database):
    """The worker's database; its writing transactions are appends to the ledger and nothing else."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.url)
        self._data = settings.data

    async def hot_write(self, work: Work[T], *, many: bool = False) -> T:
        return self._die_after(await super().hot_write(work, many=many))

    async def hot_statement(self, work: Work[T]) -> T:
        return self._die_after(await super().hot_statement(work))

    def _die_after(self, committed: T) -> T:
        if committed and (self._data / "die").exists():
            running = json.loads((self._data / "running.json").read_text())
            os.kill(running["temporal_pid"], signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return committed


async def run(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        temporal_up = await stack.enter_async_context(temporal_starting(settings))
        client = await connect(await temporal_up())
        database = await stack.enter_async_context(database_ready(settings))
        await stack.enter_async_context(build_worker(settings, client, DyingDatabase(settings)))
        server = http_server(create_app(build_platform(settings, database, client)), settings)
        await server.serve(sockets=[bound(settings.host, settings.port)])


if __name__ == "__main__":
    asyncio.run(run(Settings()))
