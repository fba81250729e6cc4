"""The feed loses nothing and keeps its order, whatever order transactions commit in."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.tables.hooks import FEED, PUBLICATIONS
from schemas.tables.record import LEDGER
from services.database import Database
from services.hooks.publication import catch_up
from workflows.canonical import GENESIS

NUMBERED = (
    select(PUBLICATIONS.c.number, LEDGER.c.stream, LEDGER.c.seq)
    .join(LEDGER, LEDGER.c.position == PUBLICATIONS.c.position)
    .order_by(PUBLICATIONS.c.number)
)


class GivenUpError(Exception):
    """Why a transaction rolls back."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=20)
    yield opened
    await opened.close()


def row(stream: str, seq: int) -> dict[str, Any]:
    chained = {"prev_hash": GENESIS, "hash": GENESIS}
    return {"stream": stream, "seq": seq, "type": "measure.issued", "body": "{}", **chained, "recorded_at": now()}


def now() -> datetime:
    return datetime.now(UTC)


async def add(connection: AsyncConnection, stream: str, seq: int = 1) -> None:
    await connection.execute(insert(LEDGER), row(stream, seq))


async def given_up(database: Database) -> None:
    async with database.write() as connection:
        await add(connection, "broken")
        raise GivenUpError


async def numbered(database: Database, after: int = 0) -> list[tuple[int, str, int]]:
    async with database.read() as connection:
        found = await connection.execute(NUMBERED.where(PUBLICATIONS.c.number > after))
        return [(one.number, one.stream, one.seq) for one in found]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_row_that_commits_late_is_published_late(database: Database) -> None:
    """A transaction that took its position first and commits last is numbered last, however much came between."""
    async with database.write() as slow:
        await add(slow, "slow")
        for number in range(12):
            async with database.write() as quick:
                await add(quick, f"quick{number}")
            assert await catch_up(database, now()) == number + 1

    assert await catch_up(database, now()) == 13
    assert (await numbered(database))[-1] == (13, "slow", 1)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_positions_that_never_came_are_forgotten(database: Database) -> None:
    """Rolled back transactions leave holes; once nobody is under way, those are not looked at for ever."""
    with suppress(GivenUpError):
        await given_up(database)
    for number in range(4):
        async with database.write() as connection:
            await add(connection, f"sound{number}")
        await catch_up(database, now())

    async with database.read() as connection:
        feed = (await connection.execute(select(FEED))).one()
    assert feed.head == 4
    # One hole and four rows: the last two are looked at once more, the hole is not.
    assert feed.settled == 3


class Traffic:
    """Writers of two streams each, some of whose transactions roll back, and what became of them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.written: list[tuple[str, int]] = []
        self.done = asyncio.Event()

    async def write(self, name: int) -> None:
        chance = random.Random(name)
        heads = {f"s{name}-a": 0, f"s{name}-b": 0}
        for _ in range(25):
            stream = chance.choice(sorted(heads))
            with suppress(GivenUpError):
                await self._transaction(stream, heads[stream] + 1, chance)
                heads[stream] += 1
                self.written.append((stream, heads[stream]))

    async def _transaction(self, stream: str, seq: int, chance: random.Random) -> None:
        async with self.database.write() as connection:
            await add(connection, stream, seq)
            await dawdle(self.database, connection, chance)
            if chance.random() < 0.2:
                raise GivenUpError

    async def publish(self) -> None:
        while not self.done.is_set():
            await catch_up(self.database, now())
            # SQLite answers at once when there is nothing new: others want their turn.
            await asyncio.sleep(0)

    async def read(self) -> list[tuple[int, str, int]]:
        """Only ever behind what was read; once more after all is written."""
        found: list[tuple[int, str, int]] = []
        while True:
            last = self.done.is_set()
            await catch_up(self.database, now())
            found += await numbered(self.database, found[-1][0] if found else 0)
            if last:
                return found


async def test_concurrent_writers_and_readers(database: Database) -> None:
    """Eight writers, three publishers: the reader gets every row once, numbered without a gap, streams in order."""
    traffic = Traffic(database)
    reading = asyncio.create_task(traffic.read())
    publishing = [asyncio.create_task(traffic.publish()) for _ in range(2)]
    await asyncio.gather(*(traffic.write(name) for name in range(8)))
    traffic.done.set()
    await asyncio.gather(*publishing)
    read = await reading

    assert [number for number, _, _ in read] == list(range(1, len(traffic.written) + 1))
    assert sorted((stream, seq) for _, stream, seq in read) == sorted(traffic.written)
    for name in {stream for stream, _ in traffic.written}:
        told = [seq for _, stream, seq in read if stream == name]
        assert told == list(range(1, len(told) + 1))


async def dawdle(database: Database, connection: AsyncConnection, chance: random.Random) -> None:
    """Between taking a position and committing, so that others overtake; SQLite lets nobody do so."""
    if not database.is_sqlite:
        await connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": chance.random() / 50})
