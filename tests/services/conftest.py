"""One platform for each module and database: starting it costs more than most tests, so tests share it.

Whatever a test changes it changes in a campaign of its own (`tests.services.ledgers`).
"""

import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from temporalio.client import Client

from services.ports import free_port
from tests.fixtures.platform import Clock, World, running_world
from tests.fixtures.servers import Originals


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def world(
    request: pytest.FixtureRequest,
    originals: Originals,
    temporal_client: Client,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[World]:
    """Every module that takes this runs twice: on SQLite and on PostgreSQL."""
    data = tmp_path_factory.mktemp("world")
    url = await originals.copy(request, data)
    async with running_world(url, temporal_client, data / "data") as running:
        yield running


@pytest.fixture
def clock(world: World) -> Iterator[Clock]:
    """The platform's clock, put right again after the test."""
    yield world.clock
    world.clock.ahead = timedelta()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port()))
        other.listen()
        yield other.getsockname()[1]
