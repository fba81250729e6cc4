"""kill -9 of platform and Temporal while a thousand events wait: the receiver gets all of them, ids stable."""

import asyncio
from pathlib import Path

import httpx

from tests.crash.crowd import notice
from tests.crash.process import prepared
from tests.crash.remote import RemoteWorld, remote_world
from tests.fixtures.receiver import Receiver, receiving
from tests.fixtures.stories import import_notice
from tests.hooks.subscriber import LOOPBACK, Endpoint, check, make

PROBLEMS = 500
WHO = "office"


async def test_a_thousand_waiting_events_survive(tmp_path: Path) -> None:
    """Killed after the first hundred; afterwards each event has arrived, signed, under the id the feed gives it."""
    async with prepared(tmp_path / "data") as (process, _), remote_world(process) as world, receiving() as receiver:
        process.more = {f"ZHENGGAI_{name.upper()}": str(value) for name, value in LOOPBACK.items()}
        await process.start()
        endpoint = await verified_and_paused(world, receiver)
        campaign = await import_notice(world, notice(PROBLEMS))
        waiting = (await endpoint.show())["behind"]
        await endpoint.do("resume")
        await receiver.until(lambda: len(receiver.events) >= 100)
        process.kill()
        at_the_kill = len({one.id for one in receiver.events})
        await process.start()
        told = await feed(world, campaign)
        await receiver.until(lambda: told.keys() <= {one.id for one in receiver.events}, seconds=60)

        assert waiting >= 2 * PROBLEMS
        assert at_the_kill < len(told)
        # Two of the campaign, two of each problem's measure, and what the clock of the campaign wrote by itself.
        assert len(told) >= 2 * PROBLEMS + 2
        for request in receiver.events:
            body = check(request, endpoint.secret)
            assert body == told[request.id]


async def verified_and_paused(world: RemoteWorld, receiver: Receiver) -> Endpoint:
    endpoint = await make(world, receiver.url, WHO)
    # Asked once: to a client that insists, 202 means to ask again.
    asked = await world.once(WHO, f"/endpoints/{endpoint.id}:verify", "verify", {})
    assert asked.status_code == 202, asked.text
    await endpoint.until_status("active")
    await endpoint.do("pause")
    return endpoint


async def feed(world: RemoteWorld, campaign: str) -> dict[str, dict[str, object]]:
    """Every event of the campaign, by its id."""
    found: dict[str, dict[str, object]] = {}
    params = {"campaign": campaign, "limit": "500"}
    async with asyncio.timeout(30):
        while True:
            page = (await get(world, params)).json()
            found |= {event["id"]: event for event in page["items"]}
            if not page["more"]:
                return found
            params["after"] = page["next"]


async def get(world: RemoteWorld, params: dict[str, str]) -> httpx.Response:
    answer = await world.client(WHO).get("/api/v1/events", params=params)
    assert answer.status_code == 200, answer.text
    return answer
