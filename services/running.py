"""The one-command platform: database, worker and HTTP in one process, started and stopped in order."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from services import temporal
from services.app import build_platform, create_app
from services.database import Database
from services.delivering import delivering
from services.dependencies import utc_now
from services.listening import address_of, http_server, served
from services.migrating import migrate
from services.opening import told
from services.organisation.credentials import first_admin
from services.ports import bound
from services.settings import Settings, StartError
from services.worker import build_worker

# The address of the platform's own Temporal, once it serves; None where the environment names another.
TemporalUp = Callable[[], Awaitable[str | None]]


@asynccontextmanager
async def database_ready(settings: Settings) -> AsyncIterator[Database]:
    """The migrated database, with a first administrator whose token lies in the data directory.

    Raises:
        StartError: it can't be reached or opened.
    """
    async with Database(settings.url) as database:
        with told(settings):
            await migrate(database)
            async with database.write() as connection:
                secret = await first_admin(connection, utc_now())
                if secret:
                    # Before the commit: an administrator whose token was never shown is one for good.
                    write_secret(settings.admin_token_file, secret)
        yield database


def write_secret(path: Path, secret: str) -> None:
    """Readable by its owner only, from the first byte on.

    Raises:
        StartError: it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secret + "\n")
    except OSError as error:
        raise StartError(f"无法写入令牌 / cannot write {path}: {error.strerror}") from error


@dataclass(frozen=True)
class Running:
    """A started platform: where it answers, its database, and a task that ends when it was told to stop."""

    url: str
    database: Database
    serving: asyncio.Task[None]


@asynccontextmanager
async def running_platform(settings: Settings, temporal_up: TemporalUp) -> AsyncIterator[Running]:
    """Start everything that `services.starting` has not, in order; leaving the block stops it, in reverse.

    Raises:
        StartError: something is missing or taken; the text says what to do.
    """
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(database_ready(settings))
        client = await temporal.connect(await temporal_up())
        relay = await stack.enter_async_context(delivering(settings, client, database))
        await stack.enter_async_context(build_worker(settings, client, database, relay.appended))
        app = create_app(build_platform(settings, database, client))
        listening = bound(settings.host, settings.port)
        settle()
        serving = await stack.enter_async_context(served(http_server(app, settings), listening))
        yield Running(address_of(listening), database, serving)


def settle() -> None:
    """Interpreter settings of a process that serves: many threads take short turns, and imports stay for good."""
    # A thread that comes back from the database waits this long for the loop to let go; 5 ms by default.
    sys.setswitchinterval(0.0005)
    # The collector need not walk through what was imported again and again.
    gc.collect()
    gc.freeze()
    gc.enable()
    # A workflow that leaves the cache is garbage with cycles, 100 KiB each: the oldest generation must not wait.
    gc.set_threshold(20_000, 10, 3)
