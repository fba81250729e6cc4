"""PostgreSQL by its plain driver: a few connections of the hot path's own, one round trip a statement.

A function of a connection runs in a greenlet, as SQLAlchemy runs its own, and waits in `execute`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Protocol, TypeVar

from asyncpg.exceptions import IntegrityConstraintViolationError, InterfaceError, PostgresError
from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.util import await_only, greenlet_spawn

from activities.connection import Connection
from services.hot.statements import Found, prepare

T = TypeVar("T")
Work = Callable[[Connection], T]
PLACE_SECONDS = 5.0
DRIVER_ERRORS = (PostgresError, InterfaceError)
ALONE: AbstractAsyncContextManager[None] = nullcontext()


class Driver(Protocol):
    """What is used of `asyncpg.Connection`, which has no types of its own."""

    async def execute(self, query: str, *args: Any) -> str: ...  # noqa: ANN401 - database values

    async def executemany(self, command: str, args: list[list[Any]]) -> None: ...

    async def fetch(self, query: str, *args: Any) -> list[Any]: ...  # noqa: ANN401 - database values

    def transaction(self) -> AbstractAsyncContextManager[Any]: ...

    def is_closed(self) -> bool: ...

    def terminate(self) -> None: ...

    async def close(self) -> None: ...


class PostgresqlConnection:
    """One connection of the plain driver, inside a greenlet."""

    def __init__(self, raw: Driver, dialect: Dialect) -> None:
        self._raw = raw
        self._dialect = dialect

    def execute(self, statement: Executable, parameters: Any = None, /) -> Found:  # noqa: ANN401 - one row or many
        many = isinstance(parameters, list)
        first = parameters[0] if many else parameters or {}
        prepared = prepare(statement, tuple(first), self._dialect)
        try:
            if many:
                await_only(self._raw.executemany(prepared.sql, [prepared.arguments(row) for row in parameters]))
                return Found([], len(parameters))
            arguments = prepared.arguments(first)
            if prepared.returns_rows:
                return Found(prepared.rows(await_only(self._raw.fetch(prepared.sql, *arguments))), -1)
            # The server's tag ends in the number of rows: `INSERT 0 1`.
            tag = await_only(self._raw.execute(prepared.sql, *arguments))
            return Found([], int(tag.rpartition(" ")[2]))
        except DRIVER_ERRORS as error:
            raise _as_sqlalchemy(error, prepared.sql) from error


def _as_sqlalchemy(error: Exception, sql: str | None = None) -> DBAPIError:
    """The error that SQLAlchemy would raise, without the values."""
    broken = isinstance(error, IntegrityConstraintViolationError)
    kind = IntegrityError if broken else OperationalError
    return kind(sql, None, error, hide_parameters=True)


class Postgresql:
    """At most `size` connections, made by `connect` when they are needed."""

    def __init__(self, connect: Callable[[], Awaitable[Driver]], dialect: Dialect, size: int) -> None:
        self._connect = connect
        self._dialect = dialect
        self._places = asyncio.Semaphore(size)
        self._idle: list[Driver] = []

    async def read(self, work: Work[T]) -> T:
        """Each statement is a transaction of its own."""
        return await self._run(work, in_transaction=False)

    async def write(self, work: Work[T], *, many: bool = False) -> T:  # noqa: ARG002 - all its statements wait elsewhere
        return await self._run(work, in_transaction=True)

    async def _run(self, work: Work[T], *, in_transaction: bool) -> T:
        await self._take_place()
        try:
            raw = await self._living()
            try:
                async with raw.transaction() if in_transaction else ALONE:
                    result = await greenlet_spawn(work, PostgresqlConnection(raw, self._dialect))
            except BaseException as error:
                self._after(error, raw)
                if isinstance(error, DRIVER_ERRORS):
                    raise _as_sqlalchemy(error) from error
                raise
            self._idle.append(raw)
            return result
        finally:
            self._places.release()

    def _after(self, error: BaseException, raw: Driver) -> None:
        # What is left of a statement that was cancelled or lost is not worth finding out.
        if isinstance(error, IntegrityError):
            self._idle.append(raw)
        else:
            raw.terminate()

    async def _take_place(self) -> None:
        if not self._places.locked():
            # Nothing to wait for, so no clock to set.
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise ConnectionError("database: every connection is taken") from error

    async def _living(self) -> Driver:
        while self._idle:
            raw = self._idle.pop()
            if not raw.is_closed():
                return raw
        try:
            return await self._connect()
        except (OSError, *DRIVER_ERRORS) as error:
            raise ConnectionError(f"database: {error}") from error

    async def close(self) -> None:
        for raw in self._idle:
            await raw.close()
