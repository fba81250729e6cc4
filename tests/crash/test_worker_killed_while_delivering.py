"""Two worker processes, one of them killed with lanes in its hands: the other one goes on, and nothing is lost."""

import asyncio
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client

from services.ports import free_port
from tests.fixtures.commands import ZHENGGAI, environment
from tests.fixtures.platform import World, running_world
from tests.fixtures.receiver import Receiver, receiving
from tests.fixtures.servers import new_postgresql_database
from tests.hooks.subscriber import LOOPBACK, Endpoint, add_subscriber, verified
from tests.hooks.test_hostile import CLAIMS, claim
from workflows.names import lane_workflow_id

MOST = 40


@contextmanager
def worker_process(world: World, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`zhenggai worker` on the world's database, queue and key."""
    settings, temporal = world.platform.settings, world.platform.temporal
    told = {**LOOPBACK, "database_url": settings.url, "task_queue": settings.task_queue}
    more = {f"ZHENGGAI_{name.upper()}": str(value) for name, value in told.items()}
    address = temporal.service_client.config.target_host
    env = environment(data, free_port(), TEMPORAL_ADDRESS=address, **more)
    child = subprocess.Popen([str(ZHENGGAI), "worker"], env=env, cwd=data, stdout=subprocess.PIPE)
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


async def is_served_by(world: World, endpoint: Endpoint, pid: int) -> bool:
    """Whether the endpoint's lane runs in that process now."""
    lane = await world.platform.temporal.get_workflow_handle(lane_workflow_id(endpoint.id)).describe()
    return any(one.last_worker_identity.startswith(f"{pid}@") for one in lane.raw_description.pending_activities)


async def some_with(world: World, receiver: Receiver, pid: int) -> list[Endpoint]:
    """Endpoints, until that process has the last one's lane: who gets one is for Temporal to say."""
    made: list[Endpoint] = []
    while len(made) < MOST:
        made.append(await verified(world, receiver, **CLAIMS))
        if await is_served_by(world, made[-1], pid):
            return made
    raise AssertionError(f"{MOST} lanes, and none of them in the other process")


def told_of(receiver: Receiver) -> Counter[str]:
    return Counter(one.body["subject"] for one in receiver.events)


async def test_the_other_worker_goes_on(temporal_client: Client, postgresql_server: str, tmp_path: Path) -> None:
    """Both alive: each event once for each endpoint. One killed: every later event too, at least once."""
    url, data = await new_postgresql_database(postgresql_server), tmp_path / "data"
    async with running_world(url, temporal_client, data, **LOOPBACK) as world, receiving() as receiver:
        await add_subscriber(world)
        with worker_process(world, data) as child:
            assert child.stdout
            assert b"ready" in await asyncio.to_thread(child.stdout.readline)
            endpoints = await some_with(world, receiver, child.pid)
            measures = [await claim(world) for _ in range(3)]
            await receiver.until(lambda: told_of(receiver).total() >= len(endpoints) * len(measures))
            assert told_of(receiver) == dict.fromkeys(measures, len(endpoints))
            # Its lanes linger for the next event when it dies.
            measures.append(await claim(world))
            child.kill()
        measures += [await claim(world) for _ in range(2)]
        await receiver.until(lambda: all(told_of(receiver)[one] >= len(endpoints) for one in measures), seconds=60)
        for endpoint in endpoints:
            await endpoint.until_level()
            log = [one for one in await endpoint.log() if one["type"] == "measure.claimed.v1"]
            assert len({one["event_id"] for one in log}) == len(log) == len(measures)
