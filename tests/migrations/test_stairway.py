"""Migrations go up and down step by step, end at what the tables say, and guard the ledger on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from unittest.mock import Mock

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import schemas.tables.calendars
import schemas.tables.campaigns
import schemas.tables.handovers
import schemas.tables.hooks
import schemas.tables.notices
import schemas.tables.people
import schemas.tables.record
import schemas.tables.rounds
import schemas.tables.rules
import schemas.tables.standing
import schemas.tables.succession  # noqa: F401 - importing registers the tables
from schemas.tables.record import LEDGER
from services.database import Database
from services.migrating import VERSIONS, migrate
from services.upgrading import config
from workflows.canonical import GENESIS, chain_hash


@pytest.fixture
async def database(empty_database_url: str) -> AsyncIterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    await opened.close()


def revisions(connection: Connection) -> list[str]:
    """From the first to the last."""
    walked = ScriptDirectory.from_config(config(connection)).walk_revisions()
    return [script.revision for script in walked][::-1]


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


async def climb(database: Database, connection_step: Any) -> Any:
    async with database.engine.begin() as connection:
        return await connection.run_sync(connection_step)


async def test_each_step_goes_up_down_and_up_again(database: Database) -> None:
    """Whatever a migration makes its downgrade takes away, so that the next upgrade finds what it expects."""

    def stairs(connection: Connection) -> set[str]:
        for revision in revisions(connection):
            command.upgrade(config(connection), revision)
            command.downgrade(config(connection), "-1")
            command.upgrade(config(connection), revision)
        return tables(connection)

    assert await climb(database, stairs) == set(SQLModel.metadata.tables)


async def test_the_way_down_leaves_nothing(database: Database) -> None:
    """After the downgrade to base no table is left, and the way up is free again."""

    def down(connection: Connection) -> set[str]:
        command.upgrade(config(connection), "head")
        command.downgrade(config(connection), "base")
        left = tables(connection)
        command.upgrade(config(connection), "head")
        return left

    assert await climb(database, down) == set()


async def test_the_head_is_what_the_tables_say(database: Database) -> None:
    """Alembic finds no difference between the migrated schema and the models, and there is one head."""
    await migrate(database)

    def differences(connection: Connection) -> list[Any]:
        found: list[Any] = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
        return found

    def heads(connection: Connection) -> list[str]:
        return list(ScriptDirectory.from_config(config(connection)).get_heads())

    assert await climb(database, differences) == []
    assert await climb(database, heads) == [max(file.name for file in VERSIONS.glob("[0-9]*.py"))[:4]]


async def test_what_is_up_to_date_is_left_alone(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start without anything to migrate does not ask Alembic; one on the schema of another release does."""
    await migrate(database)
    asked = Mock()
    monkeypatch.setattr("services.upgrading.upgrade", asked)

    await migrate(database)
    assert not asked.called
    of_another = text("UPDATE alembic_version SET version_num = '0001'")
    await climb(database, lambda connection: connection.execute(of_another))
    await migrate(database)
    assert asked.called


async def test_migrating_twice_changes_nothing(database: Database) -> None:
    """Every process may run the migrations at its start."""
    await migrate(database)
    before = await climb(database, tables)

    await migrate(database)

    assert await climb(database, tables) == before


COPY = """INSERT INTO ledger ({column}stream, seq, type, body, prev_hash, hash, recorded_at)
SELECT {value}stream, {seq}, type, body, prev_hash, hash, recorded_at FROM ledger"""
SQLITE_WAYS = (
    """INSERT OR REPLACE INTO ledger
    SELECT position, stream, seq, type, submission_id, '[]', prev_hash, hash, recorded_at FROM ledger""",
    """INSERT OR REPLACE INTO ledger
    SELECT NULL, stream, seq, type, submission_id, '[]', prev_hash, hash, recorded_at FROM ledger""",
)
POSTGRESQL_WAYS = (
    "TRUNCATE ledger",
    "TRUNCATE ledger CASCADE",
    "INSERT INTO ledger SELECT * FROM ledger ON CONFLICT (position) DO UPDATE SET body = '[]'",
)


def row(seq: int) -> dict[str, object]:
    digest = chain_hash(GENESIS, "{}")
    now = datetime.now(UTC)
    chained = {"prev_hash": GENESIS, "hash": digest}
    return {"stream": "c1-1-1", "seq": seq, "type": "measure.drafted", "body": "{}", **chained, "recorded_at": now}


@pytest.fixture
async def written(database: Database) -> Database:
    """A migrated database with one ledger row."""
    await migrate(database)
    async with database.write() as connection:
        await connection.execute(insert(LEDGER), row(1))
    return database


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET body = '[]'",
        "UPDATE ledger SET recorded_at = recorded_at",
        "UPDATE ledger SET body = '[]' WHERE stream = 'c1-1-1' AND seq = 1",
        "DELETE FROM ledger",
        "DELETE FROM ledger WHERE seq = 1",
        COPY.format(column="position, ", value="position, ", seq=2),
        COPY.format(column="", value="", seq=1),
    ],
)
async def test_what_is_written_stays_written(written: Database, statement: str) -> None:
    """UPDATE and DELETE are refused by trigger, a second row in a taken place by constraint; the row is as it was."""
    with pytest.raises(DBAPIError):
        async with written.write() as connection:
            await connection.execute(text(statement))

    async with written.read() as connection:
        kept = (await connection.execute(text("SELECT seq, body FROM ledger"))).all()
    assert [tuple(one) for one in kept] == [(1, "{}")]


async def test_replacing_is_no_way_round(written: Database) -> None:
    """SQLite's REPLACE deletes without a DELETE, PostgreSQL has TRUNCATE and upserts: all of them are refused."""
    for way in SQLITE_WAYS if written.is_sqlite else POSTGRESQL_WAYS:
        with pytest.raises(DBAPIError):
            async with written.write() as connection:
                await connection.execute(text(way))

    async with written.read() as connection:
        assert await connection.scalar(text("SELECT body FROM ledger")) == "{}"
