"""SQLite by its plain driver: statements at once, writes in groups with one commit.

A statement takes some ten microseconds, less than handing it to a thread and back; WAL readers wait for
nobody. What waits has a thread: a commit for the disk, and a beginning for another program that writes.
So has work of many statements: each gives the interpreter away, and gets it back when other threads please.
Whatever wants to be written while a commit runs goes into the next. Of several units in a group each
stands in a savepoint: its failure is its own.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Dialect, Executable
from sqlalchemy.exc import DBAPIError, OperationalError

from activities.connection import Connection
from services.hot.statements import Found, prepare

T = TypeVar("T")
Work = Callable[[Connection], T]


class SqliteConnection:
    """One connection of the plain driver, used by one thread at a time."""

    def __init__(self, path: str, dialect: Dialect, pragmas: Iterable[str]) -> None:
        try:
            self._raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _as_sqlalchemy(error, "") from error
        self._dialect = dialect
        for pragma in pragmas:
            self._raw.execute(f"PRAGMA {pragma}")

    def execute(self, statement: Executable, parameters: Any = None, /) -> Found:  # noqa: ANN401 - one row or many
        many = isinstance(parameters, list)
        first = parameters[0] if many else parameters or {}
        prepared = prepare(statement, tuple(first), self._dialect)
        try:
            if many:
                cursor = self._raw.executemany(prepared.sql, [prepared.arguments(row) for row in parameters])
            else:
                cursor = self._raw.execute(prepared.sql, prepared.arguments(first))
            return Found(prepared.rows(cursor.fetchall()), cursor.rowcount)
        except sqlite3.Error as error:
            raise _as_sqlalchemy(error, prepared.sql) from error

    def command(self, sql: str) -> None:
        try:
            self._raw.execute(sql)
        except sqlite3.Error as error:
            raise _as_sqlalchemy(error, sql) from error

    def begin(self, patience_ms: int) -> None:
        """Begin to write, waiting so long for another program that writes.

        Raises:
            OperationalError: it still does, and nothing is begun.
        """
        self.command(f"PRAGMA busy_timeout = {patience_ms}")
        self.command("BEGIN IMMEDIATE")

    @property
    def in_transaction(self) -> bool:
        return self._raw.in_transaction

    def close(self) -> None:
        self._raw.close()


def _as_sqlalchemy(error: sqlite3.Error, sql: str) -> Exception:
    """The error that SQLAlchemy would raise, without the values."""
    made: Exception = DBAPIError.instance(sql, None, error, sqlite3.Error, hide_parameters=True)
    return made


@dataclass(slots=True)
class _Unit:
    work: Work[Any]
    many: bool
    done: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.done.done():
            return
        if self.error:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.result)


class Sqlite:
    """Works on the loop's own thread and waits on another. `turn` is held while a group is written."""

    def __init__(self, connect: Callable[[], SqliteConnection], turn: asyncio.Lock, patience_ms: int) -> None:
        self._connect = connect
        self._turn = turn
        self._patience_ms = patience_ms
        self._thread = ThreadPoolExecutor(1, "sqlite-writer")
        self._reader: SqliteConnection | None = None
        self._writer: SqliteConnection | None = None
        self._waiting: list[_Unit] = []
        self._writing: asyncio.Task[None] | None = None

    async def read(self, work: Work[T]) -> T:
        if self._reader is None:
            self._reader = self._connect()
        return work(self._reader)

    async def write(self, work: Work[T], *, many: bool = False) -> T:
        """The result of `work`, which may be of many statements, once it is on disk."""
        unit = _Unit(work, many, asyncio.get_running_loop().create_future())
        self._waiting.append(unit)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        result: T = await unit.done
        return result

    async def _write_all(self) -> None:
        while self._waiting:
            async with self._turn:
                group, self._waiting = self._waiting, []
                try:
                    await self._write_group(group)
                except Exception as error:  # noqa: BLE001 - nothing of the group is in, and each must hear of it
                    for unit in group:
                        unit.error = error
            for unit in group:
                unit.settle()

    async def _write_group(self, group: list[_Unit]) -> None:
        if self._writer is None:
            self._writer = self._connect()
        writer = self._writer
        await self._begin(writer)
        try:
            if any(unit.many for unit in group):
                await self._aside(_run_all, writer, group)
            else:
                _run_all(writer, group)
            await self._aside(writer.command, "COMMIT")
        except Exception:
            self._undo(writer)
            raise

    def _undo(self, writer: SqliteConnection) -> None:
        if not writer.in_transaction:
            return
        try:
            writer.command("ROLLBACK")
        except DBAPIError:
            # Closing undoes it as well; the next group gets a new connection.
            self._writer = None
            writer.close()

    async def _begin(self, writer: SqliteConnection) -> None:
        try:
            writer.begin(0)
        except OperationalError:
            await self._aside(writer.begin, self._patience_ms)

    async def _aside(self, wait: Callable[..., None], *what: object) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, wait, *what)

    async def close(self) -> None:
        self._thread.shutdown()
        for connection in (self._reader, self._writer):
            if connection:
                connection.close()


def _run_all(writer: SqliteConnection, group: list[_Unit]) -> None:
    if len(group) == 1:
        # Its failure is everybody's.
        group[0].result = group[0].work(writer)
        return
    for unit in group:
        _run(writer, unit)


def _run(writer: SqliteConnection, unit: _Unit) -> None:
    writer.command("SAVEPOINT unit")
    try:
        unit.result = unit.work(writer)
    except Exception as error:
        unit.error = error
        if not writer.in_transaction:
            # A full disk, for one, makes SQLite give up the whole transaction: nobody's work is in.
            raise
        writer.command("ROLLBACK TO unit")
    writer.command("RELEASE unit")
