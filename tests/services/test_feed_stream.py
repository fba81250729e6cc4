"""The feed as server-sent events, over a real connection: order, resumption, and the end of a credential."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from services.listening import http_server
from services.ports import bound
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress
from tests.services.ledgers import issued, problem

STREAM = "/api/v1/events/stream"
Told = dict[str, str]


@pytest.fixture(scope="module")
async def address(world: World) -> AsyncIterator[str]:
    """The platform behind a real socket: the in-process transport waits for the end of an answer."""
    listening = bound("127.0.0.1", 0)
    server = http_server(world.app, world.platform.settings)
    server.config.lifespan = "off"
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


@asynccontextmanager
async def stream(address: str, token: str, **given: Any) -> AsyncIterator[AsyncIterator[Told]]:
    """What the stream tells, field by field, comments left out."""
    headers = {"Authorization": f"Bearer {token}", **given.pop("headers", {})}
    async with (
        httpx.AsyncClient(base_url=address, timeout=30) as client,
        client.stream("GET", STREAM, headers=headers, **given) as response,
    ):
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield told(response)


async def told(response: httpx.Response) -> AsyncIterator[Told]:
    fields: Told = {}
    async for line in response.aiter_lines():
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        elif "data" in fields:
            yield fields
            fields = {}


async def take(events: AsyncIterator[Told], number: int) -> list[Told]:
    async with asyncio.timeout(20):
        return [await anext(events) for _ in range(number)]


async def test_events_come_as_they_happen_and_go_on_behind_an_id(world: World, address: str) -> None:
    """A reader that reconnects with its last id gets what came meanwhile, once each."""
    campaign = await issued(world)
    token = world.tokens["water_machine"]
    async with stream(address, token, params={"after": "now"}) as events:
        await to_in_progress(world, f"{campaign}-1-1")
        (first,) = await take(events, 1)
    await to_in_progress(world, f"{campaign}-1-2")
    async with stream(address, token, headers={"Last-Event-ID": first["id"]}) as events:
        await to_in_progress(world, f"{campaign}-2-1")
        later = await take(events, 2)

    bodies = [json.loads(one["data"]) for one in (first, *later)]
    assert [body["subject"] for body in bodies] == [f"{campaign}-{number}" for number in ("1-1", "1-2", "2-1")]
    assert {one["event"] for one in (first, *later)} == {"measure.claimed.v1"}
    assert [one["id"] for one in (first, *later)] == [body["cursor"] for body in bodies]


async def test_a_stream_ends_with_its_credential(world: World, address: str) -> None:
    """Revoking the key closes the stream; the next request with it is refused."""
    admin = world.client("admin")
    made = (await admin.post("/api/v1/principals/m-shui/credentials", json={"scopes": ["read"]})).json()
    async with stream(address, made["secret"], params={"after": "now"}) as events:
        ok(await admin.post(f"/api/v1/credentials/{made['id']}:revoke"))
        async with asyncio.timeout(20):
            left = [event async for event in events]

    assert left == []
    async with httpx.AsyncClient(base_url=address) as client:
        again = await client.get(STREAM, headers={"Authorization": f"Bearer {made['secret']}"})
    problem(again, 401, "auth.invalid")


async def test_a_stream_that_can_not_begin_is_a_problem(world: World) -> None:
    """A bad cursor is told before the stream starts, wherever it comes from."""
    client = world.client("auditor")

    problem(await client.get(STREAM, params={"after": "x"}), 400, "cursor.invalid")
    problem(await client.get(STREAM, headers={"Last-Event-ID": "x"}), 400, "cursor.invalid")
    problem(await client.get(STREAM, params={"type": "nothing"}), 422, "event.type_unknown")
