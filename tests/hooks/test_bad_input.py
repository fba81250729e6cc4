"""What may be wrong with an endpoint that somebody asks for: each has a problem of its own, nothing is half done."""

import base64
from typing import Any

import pytest

from schemas.tables.hooks import ENDPOINTS as TABLE
from services.cursors import cursor_of
from tests.fixtures.platform import World
from tests.fixtures.receiver import receiving
from tests.hooks.names import Names
from tests.hooks.subscriber import ENDPOINTS, SUBSCRIBER, make
from tests.services.ledgers import count, imported, problem

# Moments that are none in UTC: before the first and after the last.
NO_UTC = ("0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59")
GOOD = "https://receiver.test/hook"
REFUSED = [
    ("ftp://receiver.test/", "scheme"),
    ("https://user:tiger@receiver.test/", "credentials"),
    ("https://nowhere.test/", "unresolvable"),
    ("https://169.254.169.254/latest/", "metadata"),
    ("https://[::ffff:10.0.0.1]/", "private"),
    ("https://10.0.0.1/", "private"),
    ("https://[::1]/", "loopback"),
    ("https://0.0.0.0/", "unspecified"),
    ("https://224.0.0.1/", "multicast"),
    ("https://[fe80::1]/", "link_local"),
]


@pytest.fixture(autouse=True)
def receiver_test(names: Names) -> None:
    """An open address that nobody ever connects to: its endpoints stay pending."""
    names.answers["receiver.test"] = [("93.184.216.34",)]


async def ask(world: World, who: str = SUBSCRIBER, **wanted: Any) -> Any:
    return await world.client(who).post(ENDPOINTS, json={"url": GOOD, **wanted})


@pytest.mark.parametrize(("url", "reason"), REFUSED)
async def test_addresses_that_are_refused(world: World, url: str, reason: str) -> None:
    """The problem says why, and no endpoint is made."""
    before = await count(world, TABLE)

    said = problem(await ask(world, url=url), 422, "endpoint.address_refused")

    assert said["reason"] == reason
    assert "tiger" not in str(said)
    assert await count(world, TABLE) == before


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    [
        ({"types": ["measure.vanished.v1"]}, 422, "event.type_unknown"),
        ({"types": ["endpoint.ping.v1"]}, 422, "event.type_unknown"),
        ({"secret": "whsec_" + base64.b64encode(b"k" * 65).decode()}, 422, "endpoint.secret"),
        ({"secret": "hunter2"}, 422, "endpoint.secret"),
        ({"secret": "whsec_密钥"}, 422, "endpoint.secret"),
        ({"secret": "whsec_" + "A" * 10_000}, 422, "request.invalid"),
        ({"after": "not a cursor"}, 400, "cursor.invalid"),
        ({"campaign": "nobody"}, 404, "not_found"),
        ({"unit": "nobody"}, 404, "not_found"),
        ({"payload": "thick"}, 422, "request.invalid"),
        ({"colour": "red"}, 422, "request.invalid"),
        ({"url": "https://receiver.test/" + "x" * 2000}, 422, "request.invalid"),
        ({"description": "x" * 20_000}, 413, "request.too_large"),
    ],
)
async def test_wishes_that_are_refused(world: World, wanted: dict[str, Any], status: int, code: str) -> None:
    """Types, secrets, cursors, filters, and what is no field or too long."""
    before = await count(world, TABLE)

    problem(await ask(world, **wanted), status, code)

    assert await count(world, TABLE) == before


async def test_another_units_campaign_can_not_be_filtered_for(world: World) -> None:
    """A campaign of drafts is not a unit's to see, so it does not exist for its machine."""
    drafts = await imported(world)

    problem(await ask(world, campaign=drafts), 404, "not_found")


async def test_a_key_needs_the_scope(world: World) -> None:
    """A machine's key without `subscribe` may neither make nor list endpoints."""
    problem(await ask(world, who="water_machine"), 403, "auth.scope")
    problem(await world.client("water_machine").get(ENDPOINTS), 403, "auth.scope")


async def test_there_is_a_limit(world: World) -> None:
    """Twenty endpoints for each principal."""
    for _ in range(20):
        assert (await ask(world)).status_code == 201

    problem(await ask(world), 409, "endpoint.too_many")


async def test_steps_out_of_turn_are_refused(world: World) -> None:
    """A pending endpoint is neither paused nor resumed, an active one is not verified again."""
    endpoint = await make(world, GOOD)
    client = world.client(SUBSCRIBER)

    for step in ("pause", "resume"):
        said = problem(await client.post(f"{endpoint.path}:{step}"), 409, "endpoint.illegal_step")
        assert said["state"] == "pending"
    sent = await client.post(f"{endpoint.path}:redeliver", json={"since": "2026-01-01T00:00:00Z"})
    problem(sent, 409, "endpoint.illegal_step")
    naive = await client.post(f"{endpoint.path}:redeliver", json={"since": "2026-01-01T00:00:00"})
    problem(naive, 422, "request.invalid")


@pytest.mark.parametrize("action", ["", "/deliveries", "/deliveries/nobody"])
async def test_ids_nobody_knows(world: World, action: str) -> None:
    """404 for the endpoint and for a delivery, whoever asks."""
    problem(await world.client(SUBSCRIBER).get(f"{ENDPOINTS}/nobody{action}"), 404, "not_found")
    endpoint = await make(world, GOOD)
    if action.endswith("nobody"):
        problem(await world.client(SUBSCRIBER).get(f"{endpoint.path}{action}"), 404, "not_found")


async def test_the_log_pages_and_refuses_foreign_cursors(world: World) -> None:
    """Newest first, each delivery once; garbage is no cursor."""
    async with receiving() as receiver:
        endpoint = await make(world, receiver.url)
        sent = [(await endpoint.do("ping"))["id"] for _ in range(5)]
        await endpoint.until_settled(5)
        client, cursor = world.client(SUBSCRIBER), None
        seen: list[str] = []
        while cursor is not None or not seen:
            params: dict[str, Any] = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await client.get(f"{endpoint.path}/deliveries", params=params)).json()
            seen += [one["id"] for one in page["items"]]
            cursor = page["next"]

        assert seen == sent[::-1]
        edges = [cursor_of(moment, "x") for moment in NO_UTC]
        for wrong in ("x", "W10", "WyJ4IiwgInkiXQ", *edges):
            answer = await client.get(f"{endpoint.path}/deliveries", params={"cursor": wrong})
            problem(answer, 400, "cursor.invalid")
