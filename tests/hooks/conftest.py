"""A platform that may send to loopback, with short pauses between tries; and subscribers."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client

from tests.fixtures.platform import World, running_world
from tests.fixtures.servers import Originals
from tests.hooks.names import Names
from tests.hooks.subscriber import ENDPOINTS, LOOPBACK, SUBSCRIBER, add_subscriber


@pytest.fixture(scope="module")
def names() -> Names:
    return Names()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def world(
    request: pytest.FixtureRequest,
    originals: Originals,
    temporal_client: Client,
    tmp_path_factory: pytest.TempPathFactory,
    names: Names,
) -> AsyncIterator[World]:
    """Every module that takes this runs twice: on SQLite and on PostgreSQL."""
    data = tmp_path_factory.mktemp("world")
    url = await originals.copy(request, data)
    async with running_world(url, temporal_client, data / "data", names.sender, **LOOPBACK) as running:
        await add_subscriber(running)
        yield running
    # Whatever the tests of the module tried: nobody but loopback was ever connected to.
    assert names.touched <= {"127.0.0.1"}


@pytest.fixture(autouse=True)
async def no_endpoints_left(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """An endpoint whose receiver is gone would be told of, and tell of, the next test's."""
    yield
    if "world" not in request.fixturenames:
        return
    world: World = request.getfixturevalue("world")
    for who in (SUBSCRIBER, "inspector_three"):
        for one in (await world.client(who).get(ENDPOINTS)).json():
            await world.client(who).delete(f"{ENDPOINTS}/{one['id']}")
