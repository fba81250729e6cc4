"""Every route has a cap on what it reads: announced or in chunks, the first byte too many ends it."""

from collections.abc import AsyncIterator

import pytest

from services.app import application
from tests.fixtures.platform import World
from tests.services.ledgers import fresh_key, problem

SMALL, PLAN, SHEET, EVIDENCE = 64 * 1024, 1024 * 1024, 10 * 1024 * 1024, 50 * 1024 * 1024
FORM = 64 * 1024
# What a route reads at most, where it is not the small cap.
CAPS = {
    "/api/v1/campaigns:import": SHEET + FORM,
    "/api/v1/campaigns/{campaign_id}/ledger:import": SHEET + FORM,
    "/api/v1/campaigns/{campaign_id}/measures": PLAN,
    "/api/v1/organisation:import": 2 * 1024 * 1024 + FORM,
    "/api/v1/measures/{measure_id}/evidence": EVIDENCE + FORM,
    "/api/v1/measures:batch": 4 * 1024 * 1024,
    "/api/v1/packs": SMALL + FORM,
    "/api/v1/calendars": SMALL + FORM,
}
OPERATIONS = {
    (method.upper(), path): operation
    for path, methods in application().openapi()["paths"].items()
    for method, operation in methods.items()
    if method in {"post", "put", "patch", "delete"}
}
# What takes no body never looks at one.
BODILESS = {place for place, operation in OPERATIONS.items() if "requestBody" not in operation}
WRITING = list(OPERATIONS)
FORMS = {path for (_, path), one in OPERATIONS.items() if "multipart/form-data" in str(one.get("requestBody"))}


def cap_of(path: str) -> int:
    """A campaign's commands may hold hundreds of rows."""
    return CAPS.get(path, PLAN if path.startswith("/api/v1/campaigns/{campaign_id}:") else SMALL)


CHUNK = b"x" * 256 * 1024


def headers(path: str) -> dict[str, str]:
    media_type = "multipart/form-data; boundary=b" if path in FORMS else "application/json"
    return {**fresh_key(), "Content-Type": media_type}


@pytest.mark.parametrize(("method", "path"), WRITING)
async def test_a_route_reads_no_more_than_its_cap(world: World, method: str, path: str) -> None:
    """413 for a length that is over it, before a byte is read; and for chunks, as soon as they are over it."""
    cap = cap_of(path)
    sent = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        while True:
            sent += len(CHUNK)
            yield CHUNK

    client = world.client("admin" if "organisation" in path else "office")
    told = {**headers(path), "Content-Length": str(cap + 1)}
    announced = await client.request(method, path, content=b"{", headers=told)
    endless = await client.request(method, path, content=chunks(), headers=headers(path))

    problem(announced, 413, "request.too_large")
    assert sent <= cap + 2 * len(CHUNK)
    if (method, path) not in BODILESS:
        problem(endless, 413, "request.too_large")
    else:
        assert sent == 0


async def test_a_read_reads_no_body(world: World) -> None:
    """A body on GET is not looked at, however long it says it is."""
    answer = await world.client("office").request("GET", "/api/v1/whoami", content=b"x" * (SMALL + 1))

    assert answer.status_code in {200, 413}
