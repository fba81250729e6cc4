"""Quotas over HTTP: each answer tells them, 429 beyond them, and a flood of wrong tokens shuts out only itself."""

from collections.abc import AsyncIterator
from math import ceil
from pathlib import Path
from time import monotonic

import pytest
from temporalio.client import Client

from services.admission import network
from tests.fixtures.platform import World, running_world
from tests.fixtures.stories import ok
from tests.services.ledgers import fresh_key, problem

PEOPLE_QUOTA, MACHINE_QUOTA, FAILURES = 40, 20, 10


@pytest.fixture
async def strict(database_url: str, temporal_client: Client, tmp_path: Path) -> AsyncIterator[World]:
    """A platform with small quotas, on each database."""
    small = {
        "person_requests_per_minute": PEOPLE_QUOTA,
        "machine_requests_per_minute": MACHINE_QUOTA,
        "failed_logins_per_minute": FAILURES,
    }
    async with running_world(database_url, temporal_client, tmp_path / "data", **small) as world:
        yield world


async def spend(world: World, who: str) -> int:
    """Requests of this caller until one is refused."""
    for number in range(PEOPLE_QUOTA + 10):
        if (await world.client(who).get("/api/v1/whoami")).status_code == 429:
            return number
    raise AssertionError("never refused")


async def test_beyond_the_quota_is_429(strict: World) -> None:
    """With Retry-After and the quota's fields; for a machine sooner than for a person; nobody else pays for it."""
    assert abs(await spend(strict, "office") - PEOPLE_QUOTA) <= 2
    assert abs(await spend(strict, "water_machine") - MACHINE_QUOTA) <= 2

    answer = await strict.client("office").get("/api/v1/whoami", headers={"Accept-Language": "en"})

    said = problem(answer, 429, "quota.exceeded")
    assert answer.headers["retry-after"] == said["about"]
    assert int(said["about"]) >= 1
    assert answer.headers["ratelimit-policy"] == f'"person";q={PEOPLE_QUOTA};w=60'
    assert answer.headers["ratelimit"].startswith('"person";r=0;t=')
    ok(await strict.client("auditor").get("/api/v1/whoami"))


async def test_every_answer_tells_the_quota(strict: World) -> None:
    """A body of ours, a response object, a refusal, a stream: all carry the fields; an anonymous one has no quota."""
    office = strict.client("office")
    began = monotonic()
    answers = [
        await office.get("/api/v1/measures"),
        await strict.command("office", "nobody", "pass-gate"),
        await office.post("/api/v1/campaigns/nobody:issue", headers=fresh_key()),
        await office.get("/api/v1/campaigns/nobody/ledger.xlsx"),
        await office.patch("/api/v1/campaigns/nobody/measures", json={"rows": []}),
    ]
    given_back = ceil((monotonic() - began) * PEOPLE_QUOTA / 60)
    left = [int(answer.headers["ratelimit"].split(";")[1].removeprefix("r=")) for answer in answers]
    anonymous = await strict.client(None).get("/api/v1/problems")

    for used, remaining in enumerate(left, start=1):
        assert PEOPLE_QUOTA - used <= remaining <= PEOPLE_QUOTA - used + given_back
    assert "ratelimit" not in anonymous.headers


async def test_a_flood_of_wrong_tokens_shuts_out_only_itself(strict: World) -> None:
    """Beyond the limit an address is refused unread, unless its token was good before; health stays open."""
    ok(await strict.client("office").get("/api/v1/whoami"))
    wrong = {"Authorization": "Bearer zgp_" + "A" * 43}
    anonymous = strict.client(None)
    answers = [await anonymous.get("/api/v1/measures", headers=wrong) for _ in range(FAILURES + 5)]
    statuses = [answer.status_code for answer in answers]

    assert statuses[: FAILURES - 1] == [401] * (FAILURES - 1)
    assert statuses[-3:] == [429] * 3
    assert answers[-1].headers["retry-after"] == problem(answers[-1], 429, "auth.failures")["about"]
    problem(await anonymous.get("/api/v1/measures"), 429, "auth.failures")
    problem(await strict.client("leader").get("/api/v1/whoami"), 429, "auth.failures")
    ok(await strict.client("office").get("/api/v1/whoami"))
    ok(await anonymous.get("/healthz"))


async def test_a_revoked_token_gets_no_way_round(strict: World) -> None:
    """Once refused it counts as unknown, also behind an address that is shut out."""
    ok(await strict.client("auditor").get("/api/v1/whoami"))
    admin = strict.client("admin")
    held = ok(await admin.get("/api/v1/principals/p-shenji/credentials")).json()
    ok(await admin.post(f"/api/v1/credentials/{held[0]['id']}:revoke"))

    statuses = [(await strict.client("auditor").get("/api/v1/whoami")).status_code for _ in range(FAILURES + 5)]

    assert statuses[: FAILURES - 1] == [401] * (FAILURES - 1)
    assert statuses[-1] == 429


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("-", "-"),
    ],
)
def test_one_subscriber_is_one_source(address: str, source: str) -> None:
    """An IPv6 subscriber has a /64 to itself and gains nothing by moving about in it."""
    assert network(address) == source
