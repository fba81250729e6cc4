"""Old deliveries leave the log; events stay in the feed, and what still waits stays in the log."""

from datetime import timedelta
from typing import Any

from services.hooks.pruning import prune
from tests.fixtures.platform import World
from tests.fixtures.receiver import answer, receiving
from tests.fixtures.stories import ok
from tests.hooks.subscriber import SUBSCRIBER, Endpoint, verified
from tests.hooks.test_hostile import CLAIMS, claim

DAYS = timedelta(days=30)


async def told(world: World) -> list[Any]:
    params = {"type": "measure.claimed", "limit": "500"}
    items: list[Any] = ok(await world.client(SUBSCRIBER).get("/api/v1/events", params=params)).json()["items"]
    return items


async def claims_in(endpoint: Endpoint) -> list[str]:
    return [one["event_id"] for one in await endpoint.log() if one["type"] == "measure.claimed.v1"]


async def test_what_was_settled_long_ago_is_forgotten(world: World) -> None:
    """After the days of the setting and not before; sent anew from the feed, it is in the log again."""
    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        await claim(world)
        await endpoint.until_settled(2)
        (event,) = await claims_in(endpoint)
        before = await told(world)
        now = world.clock()

        assert await prune(world.platform.database, now - DAYS) == 0
        # At least the challenge and the claim; endpoints of other tests are gone with their logs.
        assert await prune(world.platform.database, now + timedelta(seconds=1)) == 2
        assert await endpoint.log() == []
        assert await told(world) == before

        await endpoint.do("redeliver", {"since": (now - timedelta(minutes=5)).isoformat()})
        await endpoint.until_settled(1)
        assert event in await claims_in(endpoint)


async def test_what_waits_is_never_forgotten(world: World) -> None:
    """However old it is: an endpoint that was paused for a year still gets it."""
    async with receiving() as receiver:
        endpoint = await verified(world, receiver, **CLAIMS)
        receiver.behave = answer(503, Retry_After="86400")
        await claim(world)
        await receiver.until(lambda: len(receiver.events) == 1)
        await endpoint.until_level()
        await prune(world.platform.database, world.clock() + DAYS)

        (event,) = await claims_in(endpoint)
        assert event == receiver.events[0].id
