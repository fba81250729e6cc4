"""One engine per process: writing transactions, reading transactions, and SQLite's pragmas."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
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
SQLITE_READERS = 2
T = TypeVar("T")
Work = Callable[[Connection], T]


class Database:
    """Transactions commit when the block ends well and roll back otherwise; nobody else commits.

    `write` and `read` are for work that awaits. `run_write` and `run_read` are for work that is one
    plain function of a connection: it is handed over whole, where the other way SQLite's driver
    hands over every cursor, statement, row set and close from thread to thread.
    """

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, pool_size)
        # SQLite has one writer. Waiting here is a queue; waiting there is a sleep and a retry.
        self._one_writer: asyncio.Lock | nullcontext[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        # A statement outside of a transaction is one of its own: no BEGIN and no ROLLBACK to wait for.
        self._reading = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._direct = _Direct(url) if self.is_sqlite else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._one_writer, _connect(self.engine) as connection:
            if self.is_sqlite:
                await connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with _connect(self._reading) as connection:
            yield connection

    async def run_write(self, work: Work[T]) -> T:
        """`work` in a writing transaction of its own."""
        async with self._one_writer:
            if self._direct:
                return await self._direct.write(work)
            async with _connect(self.engine) as connection:
                result = await connection.run_sync(work)
                await connection.commit()
                return result

    async def run_read(self, work: Work[T]) -> T:
        """`work` on a reading connection; each statement sees what is committed when it starts."""
        if self._direct:
            return await self._direct.read(work)
        async with _connect(self._reading) as connection:
            return await connection.run_sync(work)

    async def run_statement(self, work: Work[T]) -> T:
        """`work` that is a single writing statement: it commits by itself."""
        async with self._one_writer:
            return await self.run_read(work)

    async def close(self) -> None:
        await self.engine.dispose()
        if self._direct:
            self._direct.close()


@asynccontextmanager
async def _connect(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Unreachable is one kind of error, be it a missing socket, an unknown name or an exhausted pool."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except (OSError, PoolTimeoutError) as error:
            raise ConnectionError(f"database: {error}") from error
        yield connection


class _Direct:
    """SQLite by its plain driver: one thread writes, a few read."""

    def __init__(self, url: str) -> None:
        self._engine = _pragmas(
            create_engine(make_url(url).set(drivername="sqlite"), pool_size=SQLITE_READERS + 1, max_overflow=0)
        )
        self._writer = ThreadPoolExecutor(1, "sqlite-writer")
        self._readers = ThreadPoolExecutor(SQLITE_READERS, "sqlite-reader")

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._write, work)

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, work)

    def _write(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            result = work(connection)
            connection.commit()
            return result

    def _read(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            return work(connection)

    def close(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._engine.dispose()


def _sqlite(url: str) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=5, max_overflow=0)
    _pragmas(engine.sync_engine)
    return engine


def _pragmas(engine: Engine) -> Engine:
    @event.listens_for(engine, "connect")
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
