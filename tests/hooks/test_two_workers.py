"""Two workers on one database and one task queue: each event once, and nothing lost when one of them goes."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client

from services import temporal
from services.database import Database
from services.delivering import delivering
from tests.fixtures.platform import World
from tests.fixtures.receiver import receiving
from tests.hooks.names import Names
from tests.hooks.subscriber import verified
from tests.hooks.test_hostile import CLAIMS, claim

ENDPOINTS = 4


@asynccontextmanager
async def another_worker(world: World, names: Names) -> AsyncIterator[None]:
    """What a second process has: connections, relay, bells and lanes of its own. Nobody tells it of appends."""
    settings, address = world.platform.settings, world.platform.temporal.service_client.config.target_host
    database = Database(settings.url)
    try:
        async with delivering(settings, await temporal.connect(address), database, world.clock, names.sender(settings)):
            yield
    finally:
        await database.close()


async def test_no_lane_runs_twice_and_none_is_lost(world: World, temporal_client: Client, names: Names) -> None:
    """With both, and after the second one has left in the middle, every endpoint gets every claim once, in order."""
    async with receiving() as receiver:
        for _ in range(ENDPOINTS):
            await verified(world, receiver, **CLAIMS)
        async with another_worker(world, names):
            measures = [await claim(world) for _ in range(4)]
            await receiver.until(lambda: len(receiver.events) == ENDPOINTS * len(measures))
            # Under way while the worker leaves.
            measures.append(await claim(world))
        measures.append(await claim(world))
        arrived = ENDPOINTS * len(measures)
        await receiver.until(lambda: len(receiver.events) >= arrived)
        lanes = [
            one async for one in temporal_client.list_workflows("WorkflowType = 'Lane' AND ExecutionStatus = 'Running'")
        ]

        assert Counter(one.body["subject"] for one in receiver.events) == dict.fromkeys(measures, ENDPOINTS)
        assert len({one.id for one in lanes}) == len(lanes)
