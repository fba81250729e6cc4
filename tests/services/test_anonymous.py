"""Every route that is served asks who is calling, but for the few that are open on purpose."""

import pytest
from fastapi.routing import APIRoute

from services.app import ROUTERS
from services.reading.router import router as reading
from tests.fixtures.platform import World
from tests.services.ledgers import problem

OPEN = {
    "/api/v1/problems",
    "/api/v1/problems/{code}",
    "/api/v1/bulletins/{bulletin_id}",
    "/bulletins/{bulletin_id}",
    "/api/v1/events/schemas",
    "/api/v1/events/schemas/{event_type}",
}
# Who may call is decided before anything that differs between databases.
pytestmark = pytest.mark.parametrize("world", ["sqlite"], indirect=True, scope="module")
SERVED = [
    (method, route.path)
    for router in (reading, *(one for routers in ROUTERS.values() for one in routers))
    for route in router.routes
    if isinstance(route, APIRoute) and route.path not in OPEN
    for method in sorted(route.methods or ())
]


@pytest.mark.parametrize(("method", "path"), SERVED)
async def test_a_caller_without_credentials_is_challenged(world: World, method: str, path: str) -> None:
    """401, as problem details, with the challenge RFC 9110 asks for; ids that do not exist change nothing."""
    answer = await world.client(None).request(method, path, headers={"Idempotency-Key": "k"})

    problem(answer, 401, "auth.missing")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Basic b2ZmaWNlOjE=", "Bearer", "zgp_x", "Bearer "])
async def test_other_ways_to_log_in_are_none(world: World, header: str) -> None:
    """Only a bearer token counts as credentials."""
    answer = await world.client(None).get("/api/v1/measures", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/openapi.json", "/docs", "/api/v1/problems", "/api/v1/problems/not_found", "/api/v1/events/schemas"],
)
async def test_what_is_open_needs_no_credentials(world: World, path: str) -> None:
    """Health, the documentation and the catalogue of problems are for everyone who can connect."""
    assert (await world.client(None).get(path)).status_code == 200
