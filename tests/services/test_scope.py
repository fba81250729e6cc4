"""What belongs to another unit does not exist for a lead unit: reads, commands, evidence, queues and counts."""

from typing import Any

import pytest

from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_accepted_report, upload
from tests.services.bodies import ROUTES, body
from tests.services.ledgers import NUMBERS, PLAN, fresh_key, imported, issue, planned, problem

STRANGERS = ("market_liaison", "market_principal")


@pytest.fixture(scope="module")
async def campaign(world: World) -> str:
    """1-1 water alone; 1-2 water with housing; 2-1 housing with finance in support; 2-2 the market bureau's."""
    rows: list[dict[str, Any]] = [
        {**PLAN, "number": "1-1"},
        {**PLAN, "number": "1-2", "joint_units": ["housing"]},
        {**PLAN, "number": "2-1", "lead_unit": "housing", "support_units": ["finance"], "special_group": "sg1"},
        {**PLAN, "number": "2-2", "lead_unit": "market", "special_group": "sg2"},
    ]
    made = await planned(world, rows)
    ok(await issue(world, made))
    await to_accepted_report(world, f"{made}-1-1")
    return made


SEEN = {
    "water_liaison": {"1-1", "1-2"},
    "water_principal": {"1-1", "1-2"},
    "water_machine": {"1-1", "1-2"},
    "housing_liaison": {"1-2", "2-1"},
    "finance_liaison": {"2-1"},
    "market_liaison": {"2-2"},
    "special_one": {"2-1"},
    "special_two": {"2-2"},
    "admin": set(),
    **{who: set(NUMBERS) for who in ("office", "inspector_one", "leader", "discipline", "auditor")},
}


@pytest.mark.parametrize("who", sorted(SEEN))
async def test_lists_details_and_counts_agree_on_what_is_seen(world: World, campaign: str, who: str) -> None:
    """The list, each detail, each ledger and the statistics show one and the same set of measures."""
    client = world.client(who)

    listed = ok(await client.get("/api/v1/measures", params={"campaign": campaign})).json()["items"]

    assert {item["number"] for item in listed} == SEEN[who]
    for number in NUMBERS:
        expected = 200 if number in SEEN[who] else 404
        for path in ("", "/ledger", "/evidence"):
            answer = await client.get(f"/api/v1/measures/{campaign}-{number}{path}")
            assert (number, path, answer.status_code) == (number, path, expected)
    if SEEN[who]:
        counted = ok(await client.get(f"/api/v1/campaigns/{campaign}/statistics")).json()
        assert counted["total"] == counted["completion"]["denominator"] == len(SEEN[who])
        shown = ok(await client.get(f"/api/v1/campaigns/{campaign}")).json()
        assert shown["measures"] == len(SEEN[who])


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("action", sorted(ROUTES))
async def test_a_command_on_another_units_measure_is_not_found(
    world: World, campaign: str, who: str, action: str
) -> None:
    """404, the same as for an id nobody knows."""
    measure = f"{campaign}-1-1"

    theirs = problem(await world.command(who, measure, action, body(world, action)), 404, "not_found")
    nobodys = problem(await world.command(who, f"{campaign}-9-9", action, body(world, action)), 404, "not_found")

    assert theirs["detail"].replace(measure, "") == nobodys["detail"].replace(f"{campaign}-9-9", "")


async def test_evidence_of_another_unit_is_not_found(world: World, campaign: str) -> None:
    """Neither its list nor its content, by the owner's measure or by one's own; and nothing can be added."""
    measure, mine = f"{campaign}-1-1", f"{campaign}-2-2"
    evidence = await upload(world, "water_liaison", measure)
    stranger = world.client("market_liaison")

    problem(await stranger.get(f"/api/v1/measures/{measure}/evidence/{evidence}/content"), 404, "not_found")
    problem(await stranger.get(f"/api/v1/measures/{mine}/evidence/{evidence}/content"), 404, "not_found")
    sent = await stranger.post(f"/api/v1/measures/{measure}/evidence", files={"file": ("a.pdf", b"%PDF-1.4")})
    problem(sent, 404, "not_found")


async def test_a_report_does_not_tell_what_another_measure_holds(world: World, campaign: str) -> None:
    """Naming known or unknown evidence in a report on a foreign measure is answered 404 either way."""
    measure = f"{campaign}-1-1"
    evidence = await upload(world, "water_liaison", measure)

    for named in (evidence, "0" * 32):
        given = {**body(world, "submit-report"), "evidence": [named]}
        answer = await world.command("market_liaison", measure, "submit-report", given)
        assert problem(answer, 404, "not_found")["about"] == measure


async def test_the_queue_holds_own_measures_only(world: World, campaign: str) -> None:
    """Each lead unit finds its own claims waiting, nobody another unit's."""
    waiting = {}
    for who in ("water_liaison", "housing_liaison", "market_liaison", "finance_liaison"):
        items = ok(await world.client(who).get("/api/v1/queue", params={"limit": 200})).json()
        mine = [item for item in items if item["measure"]["campaign_id"] == campaign]
        waiting[who] = {item["measure"]["number"]: item["actions"] for item in mine}

    assert waiting == {
        "water_liaison": {"1-2": ["claim"]},
        "housing_liaison": {"1-2": ["claim"], "2-1": ["claim"]},
        "market_liaison": {"2-2": ["claim"]},
        "finance_liaison": {},
    }


async def test_drafts_are_nobodys_work(world: World) -> None:
    """Before it is issued, a measure that names a unit is still invisible to that unit, and so is its campaign."""
    draft = await planned(world, [{"number": number, **PLAN} for number in NUMBERS])

    for who in ("water_liaison", "water_principal", "water_machine"):
        client = world.client(who)
        listed = ok(await client.get("/api/v1/measures", params={"campaign": draft})).json()
        assert listed["items"] == []
        problem(await client.get(f"/api/v1/measures/{draft}-1-1"), 404, "not_found")
        problem(await client.get(f"/api/v1/campaigns/{draft}"), 404, "not_found")
        given = body(world, "submit-report")
        problem(await world.command(who, f"{draft}-1-1", "submit-report", given), 404, "not_found")
    assert ok(await world.client("office").get(f"/api/v1/measures/{draft}-1-1")).json()["state"] == "draft"


async def test_a_foreign_campaign_is_not_found(world: World, campaign: str) -> None:
    """A unit without a measure in a campaign gets 404 for it and for everything under it; with one, 403 to run it."""
    empty = await imported(world)
    stranger, part = world.client("market_liaison"), "confirm-reconciliation"

    problem(await stranger.get(f"/api/v1/campaigns/{empty}"), 404, "not_found")
    problem(await stranger.get(f"/api/v1/campaigns/{empty}/statistics"), 404, "not_found")
    problem(await stranger.post(f"/api/v1/campaigns/{empty}:{part}", json={"statement": "x"}), 404, "not_found")
    rows = {"rows": [{"number": "2-2", "lead_unit": "market"}]}
    problem(await stranger.patch(f"/api/v1/campaigns/{empty}/measures", json=rows), 404, "not_found")
    problem(await stranger.patch(f"/api/v1/campaigns/{campaign}/measures", json=rows), 403, "auth.role")
    problem(await stranger.post(f"/api/v1/campaigns/{campaign}:issue", headers=fresh_key()), 403, "auth.role")
