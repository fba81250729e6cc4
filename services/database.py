"""One engine per process: writing transactions, reading transactions, and SQLite's pragmas."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

STATEMENT_TIMEOUT_MS = 1000
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: a 2xx answer means on disk, also when the machine loses power.
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={STATEMENT_TIMEOUT_MS}",
)


class Database:
    """Transactions commit when the block ends well and roll back otherwise; nobody else commits."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, pool_size)
        # SQLite has one writer. Waiting here is a queue; waiting there is a sleep and a retry.
        self._one_writer: asyncio.Lock | nullcontext[None] = asyncio.Lock() if self.is_sqlite else nullcontext()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._one_writer, self._connect() as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._connect() as connection:
            yield connection

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[AsyncConnection]:
        """Unreachable is one kind of error, be it a missing socket, an unknown name or an exhausted pool."""
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self.engine.connect())
            except (OSError, PoolTimeoutError) as error:
                raise ConnectionError(f"database: {error}") from error
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=5, max_overflow=0)

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        # The driver would open transactions by itself, deferred; `write` opens them, immediate.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _postgresql(url: str, pool_size: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        connect_args={"server_settings": {"statement_timeout": str(STATEMENT_TIMEOUT_MS)}, "timeout": 5},
    )
