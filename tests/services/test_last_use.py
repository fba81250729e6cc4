"""When and from where a credential was last used: noted without a write a request, never earlier than before."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, event

from schemas.measure import ActorKind, Grant, Role
from services.usage import Usage
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok
from tests.services.ledgers import join

LIAISON = Grant(role=Role.UNIT_LIAISON, unit_id="water")


async def held(world: World, who: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = ok(await world.client("admin").get(f"/api/v1/principals/{who}/credentials")).json()
    return found[0]


async def test_use_is_noted_and_shown(world: World, clock: Clock) -> None:
    """Null until it was used; afterwards the moment of the last request and the address it came from."""
    who = await join(world, LIAISON, kind=ActorKind.PERSON)
    before = await held(world, who)
    ok(await world.client(who).get("/api/v1/whoami"))
    clock.ahead = timedelta(seconds=5)
    now = datetime.now(UTC) + clock.ahead
    ok(await world.client(who).get("/api/v1/measures"))
    await world.platform.usage.write()

    after = await held(world, who)

    assert (before["last_used_at"], before["last_used_from"]) == (None, None)
    assert abs(datetime.fromisoformat(after["last_used_at"]) - now) < timedelta(seconds=3)
    assert after["last_used_from"] == "127.0.0.1"


async def test_many_requests_are_one_write(world: World) -> None:
    """A hundred requests of two callers change two rows, once, in one statement."""
    first, second = await join(world, LIAISON), await join(world, LIAISON)
    await world.platform.usage.write()
    written: list[int] = []

    def count(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: bool) -> None:
        if "last_used_at" in statement and statement.startswith("UPDATE"):
            written.append(len(parameters))

    event.listen(Engine, "before_cursor_execute", count)
    for who in (first, second):
        await asyncio.gather(*(world.client(who).get("/api/v1/whoami") for _ in range(50)))
    assert written == []
    await world.platform.usage.write()
    await world.platform.usage.write()
    event.remove(Engine, "before_cursor_execute", count)

    assert written == [2]


async def test_a_refused_token_was_not_used(world: World, clock: Clock) -> None:
    """An expired credential keeps the moment of its last good use."""
    who = await join(world, LIAISON)
    ok(await world.client(who).get("/api/v1/whoami"))
    await world.platform.usage.write()
    good = await held(world, who)
    clock.ahead = timedelta(days=2)
    assert (await world.client(who).get("/api/v1/whoami")).status_code == 401
    clock.ahead = timedelta()
    await world.platform.usage.write()

    assert (await held(world, who))["last_used_at"] == good["last_used_at"]


async def test_the_latest_of_several_processes_stays(world: World) -> None:
    """Each process writes what it saw; an earlier moment does not overwrite a later one."""
    who = await join(world, LIAISON)
    credential = (await held(world, who))["id"]
    late, early = datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 24, 11, tzinfo=UTC)
    mine, theirs = Usage(world.platform.database), Usage(world.platform.database)
    mine.note(credential, "192.0.2.1", late)
    theirs.note(credential, "2001:db8::7", early)
    await mine.write()
    await theirs.write()

    shown = await held(world, who)

    assert (datetime.fromisoformat(shown["last_used_at"]), shown["last_used_from"]) == (late, "192.0.2.1")
