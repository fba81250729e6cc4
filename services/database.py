"""One database per process: writing transactions, reading transactions, and SQLite's pragmas."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any, Self, TypeVar

import asyncpg
import sqlalchemy
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from activities.connection import Connection
from services.hot.postgresql import Driver, Postgresql
from services.hot.sqlite import Sqlite, SqliteConnection

# The driver prepares and runs a statement in two steps, and the server's clock also runs between them: a loop
# that is busy for a moment must not look like a slow database (ADR 47).
STATEMENT_TIMEOUT_MS = 5000
POSTGRESQL_SETTINGS = {"statement_timeout": str(STATEMENT_TIMEOUT_MS)}
SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    # FULL: a 2xx answer means on disk, also when the machine loses power.
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={STATEMENT_TIMEOUT_MS}",
)
CONNECT_SECONDS = 5
# How a database that can't be reached, opened or waited for shows itself.
AWAY = (DBAPIError, OSError, TimeoutError)
T = TypeVar("T")
Work = Callable[[Connection], T]


class Database:
    """Transactions commit when the block ends well and roll back otherwise; nobody else commits.

    `write` and `read` are for work that awaits, `run_write` and `run_read` for work that is one plain
    function of a connection. `hot_write`, `hot_read` and `hot_statement` are such work too, of the few
    statements that every command runs, on the plain driver (ADR 18).
    """

    def __init__(self, url: str, pool_size: int = 5) -> None:
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url, pool_size)
        # SQLite has one writer. Waiting here is a queue; waiting there is a sleep and a retry.
        turn = asyncio.Lock()
        self._one_writer: asyncio.Lock | nullcontext[None] = turn if self.is_sqlite else nullcontext()
        # A statement outside of a transaction is one of its own: no BEGIN and no ROLLBACK to wait for.
        self._reading = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._hot = _hot_sqlite(self.engine, turn) if self.is_sqlite else _hot_postgresql(self.engine, pool_size)

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

    async def run_write(self, work: Callable[[sqlalchemy.Connection], T]) -> T:
        """`work` in a writing transaction of its own."""
        async with self.write() as connection:
            return await connection.run_sync(work)

    async def run_read(self, work: Callable[[sqlalchemy.Connection], T]) -> T:
        """`work` on a reading connection; each statement sees what is committed when it starts."""
        async with self.read() as connection:
            return await connection.run_sync(work)

    async def hot_write(self, work: Work[T], *, many: bool = False) -> T:
        """`work`, which may be of many statements, in a writing transaction of its own; its result is on disk."""
        return await self._hot.write(work, many=many)

    async def hot_read(self, work: Work[T]) -> T:
        """`work` on a reading connection of the plain driver."""
        return await self._hot.read(work)

    async def hot_statement(self, work: Work[T]) -> T:
        """`work` that is a single writing statement, which PostgreSQL commits by itself."""
        return await (self._hot.write(work) if self.is_sqlite else self._hot.read(work))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self.engine.dispose()
        await self._hot.close()


@asynccontextmanager
async def _connect(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Unreachable is one kind of error, be it a missing socket, an unknown name or an exhausted pool."""
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except (OSError, PoolTimeoutError) as error:
            raise ConnectionError(f"database: {error}") from error
        yield connection


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


def _hot_sqlite(engine: AsyncEngine, turn: asyncio.Lock) -> Sqlite:
    path, dialect = str(engine.url.database), engine.dialect
    return Sqlite(lambda: SqliteConnection(path, dialect, SQLITE_PRAGMAS), turn, STATEMENT_TIMEOUT_MS)


def _postgresql(url: str, pool_size: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=CONNECT_SECONDS,
        connect_args={"server_settings": POSTGRESQL_SETTINGS, "timeout": CONNECT_SECONDS},
    )

    @event.listens_for(engine.sync_engine, "checkout")
    def pass_over_closed(connection: Any, _record: Any, _proxy: Any) -> None:  # noqa: ANN401 - SQLAlchemy's hook
        # After a restart of the server the pool still holds what it closed; the driver knows without a round trip.
        if connection.driver_connection.is_closed():
            raise DisconnectionError("closed by the server")

    return engine


def _hot_postgresql(engine: AsyncEngine, size: int) -> Postgresql:
    _, options = engine.dialect.create_connect_args(engine.url)

    async def connect() -> Driver:
        connecting: Any = asyncpg.connect
        driver: Driver = await connecting(**options, server_settings=POSTGRESQL_SETTINGS, timeout=CONNECT_SECONDS)
        return driver

    return Postgresql(connect, engine.dialect, size)
