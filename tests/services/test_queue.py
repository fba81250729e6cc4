"""What waits for whom at each step, and the reasons shown for all that a caller may not do."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from schemas.tables.notices import NOTICES
from tests.fixtures.days import DUE, LATER
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok, to_in_progress, to_signed_off, to_verifying, upload, visit
from tests.services.bodies import INSPECTORS, ROUTES, body
from tests.services.campaign_roads import valid_for_years
from tests.services.ledgers import one_issued, show
from workflows.periods import china_day
from workflows.steps.table import STEPS

GATE = ("office", "office_two", "special_one")
# Each step, who takes it, and for whom the measure waits before: everyone who may take it, if it is awaited at all.
ROAD: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("claim", "water_liaison", ("water_liaison", "water_principal")),
    ("submit-report", "water_liaison", ()),
    ("countersign-report", "water_principal", ("water_principal",)),
    ("accept-report", "office", GATE),
    ("request-closure", "water_principal", ()),
    ("pass-gate", "office", GATE),
    ("pass-verification", "inspector_one", ("inspector_one", "inspector_two", "inspector_three")),
    ("sign-off", "inspector_two", ("inspector_two", "inspector_three")),
)
CROWD = sorted(
    set(PEOPLE) - {"housing_liaison", "market_liaison", "finance_liaison", "special_two", "discipline", "leader"}
)


async def waiting(world: World, measure: str) -> dict[str, list[str]]:
    found = {}
    for who in CROWD:
        for item in ok(await world.client(who).get("/api/v1/queue", params={"limit": 200})).json():
            if item["measure"]["id"] == measure:
                found[who] = item["actions"]
    return found


async def test_the_measure_waits_for_those_who_can_move_it(world: World) -> None:
    """At every step the queue of exactly the entitled people shows it, until it is signed off."""
    measure = await one_issued(world, special_group="sg1")
    for action, who, expected in ROAD:
        assert await waiting(world, measure) == {one: [action.replace("-", "_")] for one in expected}
        given = body(world, action)
        if action == "submit-report":
            given["evidence"] = [await upload(world, who, measure)]
        ok(await world.command(who, measure, action, given))

    assert await waiting(world, measure) == {}


async def test_the_most_pressing_comes_first(world: World) -> None:
    """By due date, and no more than asked for."""
    later = await one_issued(world, due=str(LATER), lead_unit="market")
    sooner = await one_issued(world, due=str(DUE), lead_unit="market")
    client = world.client("market_liaison")

    items = ok(await client.get("/api/v1/queue")).json()
    first = ok(await client.get("/api/v1/queue", params={"limit": 1})).json()

    assert [item["measure"]["id"] for item in items] == [sooner, later]
    assert [item["measure"]["id"] for item in first] == [sooner]


@pytest.mark.parametrize("who", ["water_liaison", "office", "inspector_one", "auditor", "water_machine"])
async def test_every_action_is_shown_with_its_reason(world: World, who: str) -> None:
    """Allowed ones carry no code; each other one names the code and the rule that a try would be refused with."""
    measure = await one_issued(world)
    views = {view["action"]: view for view in (await show(world, measure, who))["allowed_actions"]}

    assert set(views) == set(STEPS)
    for action in ROUTES:
        view = views[action.replace("-", "_")]
        if view["allowed"]:
            assert (view["code"], view["rule"]) == (None, None)
            continue
        refused = (await world.command(who, measure, action, body(world, action))).json()
        assert (refused["code"], refused.get("rule")) == (view["code"], view["rule"])


async def test_what_is_shown_as_allowed_can_be_done(world: World) -> None:
    """The only action an issued measure allows its liaison succeeds."""
    measure = await one_issued(world)
    views = (await show(world, measure, "water_liaison"))["allowed_actions"]

    assert [view["action"] for view in views if view["allowed"]] == ["claim"]
    ok(await world.command("water_liaison", measure, "claim"))


async def test_an_order_waits_for_the_units_principal(world: World) -> None:
    """Until it is answered, whatever else the measure waits for."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    ok(await world.command("office", measure, "issue-order", {"demand": "限期说明进展。"}))
    assert await waiting(world, measure) == {"water_principal": ["acknowledge_order"]}

    ok(await world.command("water_principal", measure, "acknowledge-order", {"reply": "已安排。"}))
    assert await waiting(world, measure) == {}


async def test_a_stage_result_waits_for_each_who_signs_it(world: World) -> None:
    """Of a long-term measure the inspectors may also take it as done."""
    measure = await one_issued(world, category="long_term")
    await to_verifying(world, measure)
    inspectors = {who: ["pass_verification", "accept_interim"] for who in INSPECTORS}

    found = await waiting(world, measure)
    assert {who: found[who] for who in inspectors} == inspectors
    assert {who: actions for who, actions in found.items() if who not in inspectors} == {
        "office_two": ["accept_interim"]
    }


async def test_a_look_back_and_a_proposal_wait_once_they_are_open(world: World) -> None:
    """Evidence withdrawn after the sign-off opens the look-back; a failed one waits for the leading group."""
    measure = await one_issued(world)
    await to_signed_off(world, measure)
    assert await waiting(world, measure) == {}
    await withdraw_late(world, measure)
    assert await waiting(world, measure) == {who: ["pass_look_back"] for who in INSPECTORS}

    given = {**visit(world), "participants": ["p-ducha-san"], "kind": "relapse"}
    ok(await world.command("inspector_three", measure, "fail-look-back", given))
    mine = ok(await world.client("leader").get("/api/v1/queue", params={"limit": 200})).json()
    assert {one["measure"]["id"]: one["actions"] for one in mine}[measure] == ["revoke_sign_off"]


async def test_a_day_that_has_come_puts_a_measure_into_the_queue(world: World, clock: Clock) -> None:
    """The look-back of half a year later is waited for once the clock's letter says so; before it nobody is called."""
    measure = await one_issued(world)
    await to_signed_off(world, measure)
    await valid_for_years(world)
    await write_letter(world, measure)
    assert await waiting(world, measure) == {}

    clock.ahead = timedelta(days=200)
    assert await waiting(world, measure) == {who: ["pass_look_back"] for who in INSPECTORS}


async def write_letter(world: World, measure: str) -> None:
    """As the clock of the measure's workflow writes it on its day."""
    letter = {"kind": "look_back_due", "colour": "yellow", "role": "supervisor", "about": "", "days": 0, "times": 1}
    place = {"id": f"{measure}-0-0", "measure_id": measure, "campaign_id": measure[:-4], "seq": 0}
    moment = {"day": china_day(world.clock()), "created_at": world.clock()}
    async with world.platform.database.write() as connection:
        await connection.execute(insert(NOTICES), {**letter, **place, **moment, "unit_id": None, "group_id": None})


async def withdraw_late(world: World, measure: str) -> None:
    evidence = (await show(world, measure))["reports"][0]["evidence"][0]["id"]
    given = {"evidence_id": evidence, "reason": "文件有误。"}
    ok(await world.command("water_principal", measure, "withdraw-evidence", given))
