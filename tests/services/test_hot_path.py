"""The hot path's own way to the database: as exact as SQLAlchemy's, and every unit of work stands for itself."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError

from activities.connection import Connection
from schemas.tables.people import CREDENTIALS, MEMBERSHIPS, PRINCIPALS
from services.database import Database
from services.hot.sqlite import SqliteConnection

ADD = insert(PRINCIPALS).inline()
ADD_MEMBERSHIP = insert(MEMBERSHIPS).inline()
ADD_CREDENTIAL = insert(CREDENTIALS).inline()
NAMES = select(PRINCIPALS.c.name).order_by(PRINCIPALS.c.name)
DATES = select(
    MEMBERSHIPS.c.valid_from, MEMBERSHIPS.c.valid_to, CREDENTIALS.c.expires_at, CREDENTIALS.c.revoked_at
).join(CREDENTIALS, CREDENTIALS.c.principal_id == MEMBERSHIPS.c.principal_id)
LISTED = select(PRINCIPALS.c.id).where(PRINCIPALS.c.id.in_(bindparam("ids", expanding=True)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


def person(name: str) -> dict[str, str]:
    return {"id": f"p-{name}", "kind": "person", "name": name}


async def names(database: Database) -> list[str]:
    rows = await database.hot_read(lambda connection: connection.execute(NAMES).all())
    return [row.name for row in rows]


def add(*people: str, then: Exception | None = None) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        for name in people:
            connection.execute(ADD, person(name))
        if then:
            raise then
        return len(people)

    return work


async def test_units_written_together_fail_alone(database: Database) -> None:
    """Of many units at once, those that fail leave nothing and take nobody with them."""
    await database.hot_write(add("甲"))
    works = [add("乙", "丙"), add("丁", then=LookupError("mine")), add("戊", "甲"), add("己")]
    outcomes = await asyncio.gather(*(database.hot_write(work) for work in works), return_exceptions=True)

    assert [outcomes[0], outcomes[3]] == [2, 1]
    assert isinstance(outcomes[1], LookupError)
    assert isinstance(outcomes[2], IntegrityError)
    assert sorted(await names(database)) == sorted(["甲", "乙", "丙", "己"])


async def test_a_unit_is_committed_when_its_result_is_there(database: Database) -> None:
    """What was written is seen by another connection as soon as the writer is told."""
    for number in range(5):
        await database.hot_write(add(f"n{number}"))
        async with database.read() as other:
            assert len((await other.execute(NAMES)).all()) == number + 1


async def test_writing_after_a_failed_group_goes_on(database: Database) -> None:
    """A connection that a failure has passed through is as good as new."""
    for _ in range(3):
        with pytest.raises(LookupError):
            await database.hot_write(add("甲", then=LookupError("mine")))
    assert await database.hot_write(add("甲")) == 1
    assert await names(database) == ["甲"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_another_program_that_writes_holds_up_only_writers(database: Database) -> None:
    """Waiting for its lock is the thread's: the loop goes on reading, and what waited is written when it lets go."""
    await database.hot_write(add("甲"))
    with closing(sqlite3.connect(str(database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writing = [asyncio.create_task(database.hot_write(add(name))) for name in ("乙", "丙")]
        for _ in range(100):
            assert await names(database) == ["甲"]
            await asyncio.sleep(0)
        assert not any(task.done() for task in writing)
        other.execute("ROLLBACK")

    assert await asyncio.gather(*writing) == [1, 1]
    assert sorted(await names(database)) == sorted(["甲", "乙", "丙"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_transaction_that_cant_be_undone_is_left_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that fails: nothing of it is in, and the next one has a connection of its own."""
    command = SqliteConnection.command

    def failing(connection: SqliteConnection, sql: str) -> None:
        if sql == "ROLLBACK":
            raise OperationalError(sql, None, Exception("disk I/O error"))
        command(connection, sql)

    monkeypatch.setattr(SqliteConnection, "command", failing)
    with pytest.raises(LookupError):
        await database.hot_write(add("甲", then=LookupError("mine")))

    assert await database.hot_write(add("乙")) == 1
    assert await names(database) == ["乙"]


async def test_a_single_statement_says_how_many_rows_it_wrote(database: Database) -> None:
    """`rowcount` is the driver's, and a broken constraint is SQLAlchemy's own error."""
    assert await database.hot_statement(lambda connection: connection.execute(ADD, person("甲")).rowcount) == 1
    with pytest.raises(IntegrityError) as caught:
        await database.hot_statement(lambda connection: connection.execute(ADD, person("甲")).rowcount)
    assert "p-甲" not in str(caught.value.statement)


async def test_moments_and_days_come_back_as_sqlalchemy_gives_them(database: Database) -> None:
    """One definition of every column: both ways to the database read the same."""
    moment = datetime(2026, 11, 24, 6, 30, 15, 250, tzinfo=UTC)
    membership = {
        "id": "m",
        "principal_id": "p-甲",
        "role": "office",
        "valid_from": date(2026, 1, 31),
        "valid_to": None,
    }
    credential = {"id": "c", "principal_id": "p-甲", "secret_sha256": "s", "scopes": "", "created_at": moment}

    def work(connection: Connection) -> None:
        connection.execute(ADD, person("甲"))
        connection.execute(ADD_MEMBERSHIP, membership)
        connection.execute(ADD_CREDENTIAL, {**credential, "expires_at": moment, "revoked_at": None})

    await database.hot_write(work)
    hot = await database.hot_read(lambda connection: connection.execute(DATES).one_or_none())
    async with database.read() as connection:
        plain = (await connection.execute(DATES)).one()
    assert tuple(hot) == tuple(plain) == (date(2026, 1, 31), None, moment, None)


async def test_many_rows_in_one_go(database: Database) -> None:
    """A list of values is one statement for each."""
    people = [person(name) for name in ("a", "b", "c")]
    await database.hot_write(lambda connection: connection.execute(ADD, people).rowcount)
    assert await names(database) == ["a", "b", "c"]


async def test_a_statement_without_a_fixed_text_is_refused(database: Database) -> None:
    """A list of unknown length can't be compiled once."""
    with pytest.raises(ValueError, match="IN lists"):
        await database.hot_read(lambda connection: connection.execute(LISTED, {"ids": ["a"]}).all())
