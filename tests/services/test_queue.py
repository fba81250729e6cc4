"""What waits for whom at each step, and the reasons shown for all that a caller may not do."""

import pytest

from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, upload
from tests.services.bodies import ROUTES, body
from tests.services.ledgers import one_issued, show
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
    later = await one_issued(world, due="2031-01-01", lead_unit="market")
    sooner = await one_issued(world, due="2030-01-01", lead_unit="market")
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
