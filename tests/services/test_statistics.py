"""Figures that explain themselves: numerator, denominator, basis, and what the caller may see of them."""

from datetime import timedelta

import pytest

from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress, to_signed_off
from tests.services.ledgers import PLAN, imported, issue, planned
from workflows.periods import china_day


@pytest.fixture(scope="module")
async def campaign(world: World) -> str:
    """1-1 signed off, 1-2 at work and overdue, 2-1 issued and long-term, 2-2 the market bureau's."""
    late = str(china_day(world.clock()) - timedelta(days=30))
    rows = [
        {**PLAN, "number": "1-1"},
        {**PLAN, "number": "1-2", "due": late},
        {**PLAN, "number": "2-1", "category": "long_term"},
        {**PLAN, "number": "2-2", "lead_unit": "market"},
    ]
    made = await planned(world, rows)
    ok(await issue(world, made))
    await to_signed_off(world, f"{made}-1-1")
    await to_in_progress(world, f"{made}-1-2")
    return made


async def test_the_office_counts_the_whole_campaign(world: World, campaign: str) -> None:
    """One of four is signed off; long-term and open ones stay in the denominator; the ids say which."""
    counted = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/statistics")).json()

    assert counted["total"] == 4
    assert counted["by_state"] == {"in_progress": 1, "issued": 2, "signed_off": 1}
    assert counted["by_light"] == {"green": 3, "red": 1}
    share = counted["completion"]
    assert (share["numerator"], share["denominator"], share["rate"]) == (1, 4, 0.25)
    assert share["numerator_ids"] == [f"{campaign}-1-1"]
    assert share["basis"] == "done_over_all_but_superseded"
    assert share["basis_zh"]
    assert share["basis_en"]
    units = {row["unit"]["id"]: row for row in counted["by_unit"]}
    assert (units["water"]["total"], units["water"]["overdue"], units["water"]["signed_off"]) == (3, 1, 1)
    assert units["market"]["by_state"] == {"issued": 1}


async def test_a_unit_counts_its_own(world: World, campaign: str) -> None:
    """Neither total nor share nor rows give away how the others stand."""
    counted = ok(await world.client("market_principal").get(f"/api/v1/campaigns/{campaign}/statistics")).json()

    assert (counted["total"], counted["by_state"]) == (1, {"issued": 1})
    assert (counted["completion"]["numerator"], counted["completion"]["denominator"]) == (0, 1)
    assert counted["completion"]["numerator_ids"] == []
    assert [row["unit"]["id"] for row in counted["by_unit"]] == ["market"]


async def test_drafts_count_and_have_no_unit_yet(world: World) -> None:
    """A plan not yet completed is in the denominator, under no unit."""
    campaign = await imported(world)

    counted = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/statistics")).json()

    assert counted["by_state"] == {"draft": 4}
    assert counted["completion"]["rate"] == 0
    assert [(row["unit"], row["total"]) for row in counted["by_unit"]] == [(None, 4)]


async def test_the_sums_agree_with_the_list(world: World, campaign: str) -> None:
    """Every figure can be found again by counting the items."""
    client = world.client("office")
    counted = ok(await client.get(f"/api/v1/campaigns/{campaign}/statistics")).json()
    items = ok(await client.get("/api/v1/measures", params={"campaign": campaign})).json()["items"]

    for state, number in counted["by_state"].items():
        assert sum(item["state"] == state for item in items) == number
    for light, number in counted["by_light"].items():
        assert sum(item["light"] == light for item in items) == number
    assert sum(row["total"] for row in counted["by_unit"]) == counted["total"] == len(items)
