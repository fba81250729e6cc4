"""Who takes which row first: removing, forgetting and settling wait for each other and never in a ring."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import column, event, func, select, table
from sqlalchemy.util import await_only

from activities.outbox import Message, Outcome, Taken
from activities.sending import Answer
from services.database import Database
from services.hooks.pruning import prune
from services.hooks.settling import LOCKED, settle
from tests.fixtures.platform import World
from tests.fixtures.receiver import receiving
from tests.hooks.subscriber import Endpoint, make, verified

WAITERS = select(func.count()).select_from(table("pg_locks")).where(column("granted").is_(False))
T = TypeVar("T")


@pytest.fixture(autouse=True)
def rows_have_locks(world: World) -> None:
    if world.platform.database.is_sqlite:
        pytest.skip("SQLite has one writer: nobody waits for a row")


async def until_somebody_waits(database: Database) -> None:
    async with asyncio.timeout(10):
        while True:
            if await database.run_read(lambda connection: connection.execute(WAITERS).scalar_one()):
                return
            await asyncio.sleep(0.01)


@contextmanager
def amid_removal(database: Database, work: Coroutine[Any, Any, T]) -> Iterator[list[asyncio.Task[T]]]:
    """The first removal stops when half of the log is gone, and goes on when the work waits for it."""
    started = list[asyncio.Task[T]]()

    def stop(_: Any, __: Any, statement: str, *___: Any) -> None:
        if statement.startswith("DELETE FROM attempts") and not started:
            started.append(asyncio.create_task(work))
            await_only(until_somebody_waits(database))

    event.listen(database.engine.sync_engine, "after_cursor_execute", stop)
    try:
        yield started
    finally:
        event.remove(database.engine.sync_engine, "after_cursor_execute", stop)


async def settle_gone(world: World, endpoint: Endpoint) -> None:
    """What the endpoint's lane writes down after a 410."""
    message = Message(None, 10**6, "evt_1", "measure.claimed", "m-1", "{}", 0)
    outcome = Outcome(message, False, world.clock(), "http://gone.test", Answer(1, status=410), gone=True)
    await world.platform.database.hot_write(lambda hot: settle(hot, endpoint.id, Taken(open=True), (outcome,)))


async def test_an_endpoint_is_removed_while_its_log_is_forgotten(world: World) -> None:
    """The pruner comes when half of the log is gone: it waits for the other half, finds nothing, and both are well."""
    database = world.platform.database
    async with receiving() as receiver:
        endpoint = await make(world, receiver.url)
        await endpoint.do("ping")
        await endpoint.until_settled(1)
        with amid_removal(database, prune(database, world.clock() + timedelta(seconds=1))) as pruning:
            removed = await world.client(endpoint.who).delete(endpoint.path)

        assert (removed.status_code, await pruning[0]) == (204, 0)


async def test_two_endpoints_of_one_owner_are_disabled_at_once(world: World) -> None:
    """Each tells the other of it: neither waits for the other's end."""
    async with receiving() as receiver:
        one, other = await verified(world, receiver), await verified(world, receiver)
        async with world.platform.database.write() as connection:
            # The other one's lane has come so far.
            await connection.execute(LOCKED, {"key": other.id})
            await settle_gone(world, one)

        log = await other.until_settled(2)
        assert log[0]["type"] == "endpoint.disabled.v1"


async def test_an_endpoint_that_is_being_removed_is_not_told(world: World) -> None:
    """Its neighbour is disabled in the meantime: that is written down, for the neighbour alone."""
    async with receiving() as receiver:
        one, other = await verified(world, receiver), await verified(world, receiver)
        with amid_removal(world.platform.database, settle_gone(world, one)) as settling:
            removed = await world.client(other.who).delete(other.path)
        await settling[0]

        shown = await one.show()
        assert (removed.status_code, shown["status"], shown["reason"]) == (204, "disabled", "gone")
