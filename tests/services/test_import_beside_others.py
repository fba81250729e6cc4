"""A large notice is read and prepared while everybody else goes on working, and written whole or not at all."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from schemas.tables.campaigns import CAMPAIGNS, PROBLEMS
from schemas.tables.record import LEDGER, MEASURES
from services.campaigns import importing
from tests.fixtures.platform import World
from tests.fixtures.polling import until
from tests.fixtures.stories import NOTICE, ok
from tests.services.ledgers import count, created, file, fresh_key, one_issued


def sent(world: World) -> Any:
    return world.client("office").post("/api/v1/campaigns:import", files=file(NOTICE.encode()), headers=fresh_key())


async def test_commands_are_answered_while_a_notice_is_prepared(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The drafts of an import hold up neither the loop nor the turn to write."""
    measure = await one_issued(world)
    begun, go_on = threading.Event(), threading.Event()
    prepare = importing._drafts

    def slowly(*given: Any) -> Iterator[Any]:
        begun.set()
        assert go_on.wait(30)
        yield from prepare(*given)

    async def has_begun() -> bool:
        return begun.is_set()

    monkeypatch.setattr(importing, "_drafts", slowly)
    importing_now: asyncio.Task[httpx.Response] = asyncio.create_task(sent(world))
    try:
        await until(has_begun)
        ok(await asyncio.wait_for(world.command("water_liaison", measure, "claim"), 20))
        unfinished = not importing_now.done()
    finally:
        go_on.set()

    assert unfinished
    created(await importing_now)


async def test_an_import_that_fails_on_the_way_leaves_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written a part at a time, in one transaction: when a late part fails, the early ones are not there."""
    tables = (CAMPAIGNS, PROBLEMS, MEASURES, LEDGER)
    before = [await count(world, table) for table in tables]
    insert = importing._insert

    async def until_the_ledger(connection: Any, table: Any, rows: Any) -> None:
        await insert(connection, table, rows)
        if table is LEDGER:
            raise OperationalError("disk full", None, Exception())

    with monkeypatch.context() as broken:
        broken.setattr(importing, "_insert", until_the_ledger)
        failed = await sent(world)

    assert failed.status_code >= 500
    assert [await count(world, table) for table in tables] == before
    created(await sent(world))


async def test_more_rows_than_are_written_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part arrives, in order, whatever its size."""
    monkeypatch.setattr(importing, "ROWS_AT_ONCE", 3)
    campaign = created(await sent(world)).json()
    listed = ok(await world.client("office").get("/api/v1/measures", params={"campaign": campaign["id"]})).json()

    assert campaign["measures"] == 4
    assert [one["number"] for one in listed["items"]] == ["1-1", "1-2", "2-1", "2-2"]
