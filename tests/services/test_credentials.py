"""Tokens and keys: expired, revoked and unknown ones are refused and logged; scopes bound what a key may do."""

import logging
from datetime import timedelta

import pytest

from schemas.measure import ActorKind, Grant, Role
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok, to_in_progress
from tests.services.bodies import body
from tests.services.ledgers import fresh_key, join, one_issued, problem, show

WATER = Grant(role=Role.INTEGRATOR, unit_id="water")
LIAISON = Grant(role=Role.UNIT_LIAISON, unit_id="water")


async def revoke(world: World, who: str) -> str:
    """Revoke the first credential of a principal; its id."""
    admin = world.client("admin")
    held = ok(await admin.get(f"/api/v1/principals/{who}/credentials")).json()
    ok(await admin.post(f"/api/v1/credentials/{held[0]['id']}:revoke"))
    return str(held[0]["id"])


async def test_case_24_an_expired_token_is_refused_and_logged(
    world: World, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """401 from the moment it expires; the log names the credential and the reason, never the secret."""
    who = await join(world, LIAISON)
    ok(await world.client(who).get("/api/v1/whoami"))
    clock.ahead = timedelta(days=1, seconds=1)

    with caplog.at_level(logging.WARNING):
        answer = await world.client(who).get("/api/v1/whoami")

    problem(answer, 401, "auth.invalid")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "expired" in caplog.text
    assert world.tokens[who] not in caplog.text


async def test_a_revoked_key_is_refused_and_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """401 at once, for reads and commands; the log names the credential, never the secret."""
    measure = await one_issued(world)
    who = await join(world, WATER, kind=ActorKind.MACHINE, scopes=("read", "submit"))
    ok(await world.client(who).get(f"/api/v1/measures/{measure}"))
    credential = await revoke(world, who)

    with caplog.at_level(logging.WARNING):
        problem(await world.client(who).get(f"/api/v1/measures/{measure}"), 401, "auth.invalid")
        problem(await world.command(who, measure, "submit-report", body(world, "submit-report")), 401, "auth.invalid")

    assert caplog.text.count(f"refused credential {credential}: revoked") == 2
    assert world.tokens[who] not in caplog.text


async def test_an_unknown_token_is_refused_and_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """401 without a hint whether it ever existed; what was sent is not written to the log."""
    invented = "zgp_" + "A" * 43

    with caplog.at_level(logging.WARNING):
        answer = await world.client(None).get("/api/v1/measures", headers={"Authorization": f"Bearer {invented}"})

    problem(answer, 401, "auth.invalid")
    assert "unknown" in caplog.text
    assert invented not in caplog.text


async def test_a_new_token_works_beside_the_old_one(world: World) -> None:
    """Rotation: both are good until one is revoked; secrets appear in the answer that made them only."""
    who = await join(world, LIAISON)
    admin = world.client("admin")
    made = await admin.post(f"/api/v1/principals/{who}/credentials", json={"days": 5})
    fresh = {"Authorization": f"Bearer {made.json()['secret']}"}

    ok(await world.client(who).get("/api/v1/whoami"))
    ok(await world.client(None).get("/api/v1/whoami", headers=fresh))
    await revoke(world, who)

    assert made.status_code == 201
    problem(await world.client(who).get("/api/v1/whoami"), 401, "auth.invalid")
    ok(await world.client(None).get("/api/v1/whoami", headers=fresh))
    listed = ok(await admin.get(f"/api/v1/principals/{who}/credentials")).json()
    assert [one["secret"] for one in listed] == [None, None]
    assert [one["revoked_at"] is None for one in listed] == [False, True]


async def test_a_key_that_reads_may_not_submit(world: World) -> None:
    """Scope `read`: lists and details, no commands and no uploads."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    who = await join(world, WATER, kind=ActorKind.MACHINE, scopes=("read",))

    assert (await show(world, measure, who))["id"] == measure
    report = await world.command(who, measure, "submit-report", body(world, "submit-report"))
    upload = await world.client(who).post(f"/api/v1/measures/{measure}/evidence", files={"file": ("a.pdf", b"%PDF")})
    assert problem(report, 403, "auth.scope")["about"] == "submit"
    assert problem(upload, 403, "auth.scope")["about"] == "submit"


async def test_a_key_that_submits_may_not_read(world: World) -> None:
    """Scope `submit`: reports and following its own submissions, nothing of the ledger."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    who = await join(world, WATER, kind=ActorKind.MACHINE, scopes=("submit",))
    client = world.client(who)

    sent = ok(await world.command(who, measure, "submit-report", body(world, "submit-report"))).json()

    followed = ok(await client.get(f"/api/v1/submissions/{sent['submission_id']}")).json()
    assert (followed["status"], followed["seq"]) == ("applied", sent["seq"])
    assert ok(await client.get("/api/v1/whoami")).json()["scopes"] == ["submit"]
    for path in (f"measures/{measure}", "measures", "queue", "campaigns", f"measures/{measure}/ledger"):
        assert problem(await client.get(f"/api/v1/{path}"), 403, "auth.scope")["about"] == "read"


async def test_a_key_administers_nothing(world: World) -> None:
    """S9 reaches accounts too: the administrator's role in a machine's hands opens no door."""
    who = await join(world, Grant(role=Role.ADMIN), Grant(role=Role.OFFICE), kind=ActorKind.MACHINE, scopes=("read",))
    client = world.client(who)

    problem(await client.get("/api/v1/principals"), 403, "auth.role")
    problem(await client.post(f"/api/v1/principals/{who}/credentials", json={"scopes": ["read"]}), 403, "auth.role")
    problem(
        await client.post("/api/v1/campaigns:import", files={"file": ("a.txt", b"x")}, headers=fresh_key()),
        403,
        "auth.role",
    )


async def test_a_submission_is_followed_by_its_sender_alone(world: World) -> None:
    """404 for everybody else, the office included."""
    measure = await one_issued(world)
    sent = ok(await world.command("water_liaison", measure, "claim")).json()
    path = f"/api/v1/submissions/{sent['submission_id']}"

    mine = ok(await world.client("water_liaison").get(path)).json()

    assert (mine["command"], mine["state"], mine["refused"]) == ("claim", "in_progress", None)
    problem(await world.client("office").get(path), 404, "not_found")
    problem(await world.client("water_principal").get(path), 404, "not_found")


async def test_who_am_i_says_roles_and_kind(world: World) -> None:
    """The roles in force today, where they hold, and a machine's scopes."""
    person = ok(await world.client("water_liaison").get("/api/v1/whoami")).json()
    machine = ok(await world.client("water_machine").get("/api/v1/whoami")).json()

    assert (person["kind"], person["scopes"]) == ("person", [])
    assert [(grant["role"], grant["unit_id"]) for grant in person["grants"]] == [("unit_liaison", "water")]
    assert (machine["kind"], machine["scopes"]) == ("machine", ["read", "submit"])
