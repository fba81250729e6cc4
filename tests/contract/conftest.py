"""A platform on SQLite that answers on a port of loopback, with a campaign whose measures stand in several states."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from temporalio.client import Client

from services.ports import bound
from tests.fixtures.platform import World, running_world
from tests.fixtures.stories import issued_campaign, to_accepted_report, to_in_progress, to_verifying, upload

# What is tried out here is not the quotas.
UNBOUNDED = {
    "person_requests_per_minute": 10**6,
    "machine_requests_per_minute": 10**6,
    "failed_logins_per_minute": 10**6,
}


@dataclass(frozen=True)
class Served:
    """A world that answers at `url`; a campaign of four measures, and evidence of its first one."""

    world: World
    url: str
    campaign: str
    evidence: str


@asynccontextmanager
async def serving(world: World) -> AsyncIterator[str]:
    """The world's application on a free port of loopback; its lifespan is the world's own."""
    server = uvicorn.Server(uvicorn.Config(world.app, log_level="critical", access_log=False, lifespan="off"))
    with bound("127.0.0.1", 0) as listening:
        task = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await task


@pytest.fixture
async def served(temporal_client: Client, tmp_path: Path) -> AsyncIterator[Served]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    async with running_world(url, temporal_client, tmp_path / "data", **UNBOUNDED) as world:
        campaign = await issued_campaign(world)
        await to_in_progress(world, f"{campaign}-1-1")
        evidence = await upload(world, "water_liaison", f"{campaign}-1-1")
        await to_verifying(world, f"{campaign}-1-2")
        await to_accepted_report(world, f"{campaign}-2-1")
        async with serving(world) as address:
            yield Served(world, address, campaign, evidence)
