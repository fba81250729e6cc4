"""The office's road to an issued campaign: confirm, complete row by row, issue in one batch."""

from typing import Any

import pytest

from tests.fixtures.days import DUE, LATER
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import (
    NUMBERS,
    PLAN,
    confirmed,
    fresh_key,
    imported,
    issue,
    issued,
    ledger_of,
    patch,
    planned,
    problem,
    show,
)

WHOLE = [{"number": number, **PLAN} for number in NUMBERS]


async def test_no_campaign_is_issued_before_its_reconciliation_is_confirmed(world: World) -> None:
    """Case 7: a named person answers for the numbers first; then the same request goes through."""
    campaign = await imported(world)
    await patch(world, campaign, WHOLE)

    problem(await issue(world, campaign), 409, "campaign.unconfirmed")
    said = {"statement": "数目已逐项核对。"}
    path = f"/api/v1/campaigns/{campaign}:confirm-reconciliation"
    shown = ok(await world.client("office").post(path, json=said)).json()

    assert shown["confirmed_by"] == "p-zhenggaiban"
    assert shown["confirmed_at"]
    assert problem(await world.client("office_two").post(path, json=said), 409, "campaign.illegal_step")["state"]
    assert ok(await issue(world, campaign)).json()["changed"] == 4


async def test_no_campaign_is_issued_with_gaps_in_its_plan(world: World) -> None:
    """409 naming the measures that lack lead unit, category or due date; none of them was issued."""
    campaign = await planned(world, [WHOLE[0], {"number": "1-2", "lead_unit": "water", "due": str(DUE)}])

    assert problem(await issue(world, campaign), 409, "campaign.incomplete")["about"] == "1-2,2-1,2-2"
    assert {(await show(world, f"{campaign}-{number}"))["state"] for number in NUMBERS} == {"draft"}


async def test_each_row_of_a_plan_has_a_result_of_its_own(world: World) -> None:
    """Unknown numbers, units and groups, doubles and contradictions are named; good rows go through."""
    campaign = await confirmed(world)
    rows: list[dict[str, Any]] = [
        {"number": "1-1", "lead_unit": "区水务局", "due": str(DUE)},
        {"number": "1-2", "lead_unit": "气象局"},
        {"number": "2-1", "lead_unit": "water", "joint_units": ["water"]},
        {"number": "2-2", "special_group": "sg9"},
        {"number": "9-9", "lead_unit": "water"},
        {"number": "1-1", "lead_unit": "housing"},
    ]

    result = await patch(world, campaign, rows)

    found = [(row["number"], row["ok"], row["problem"], row["about"]) for row in result["rows"]]
    assert found == [
        ("1-1", True, None, None),
        ("1-2", False, "not_found", "气象局"),
        ("2-1", False, "measure.plan_incomplete", "water"),
        ("2-2", False, "not_found", "sg9"),
        ("9-9", False, "not_found", "9-9"),
        ("1-1", False, "request.invalid", "duplicate"),
    ]
    assert (result["changed"], result["unchanged"], result["refused"]) == (1, 0, 5)
    assert (await show(world, f"{campaign}-1-1"))["lead_unit"] == {"id": "water", "name": "区水务局"}


async def test_absent_fields_stay_and_null_clears(world: World) -> None:
    """A row changes what it names, in one ledger row; a row that changes nothing adds none."""
    campaign = await planned(world, [{**WHOLE[0], "joint_units": ["housing"]}])
    measure = f"{campaign}-1-1"
    rows = len(await ledger_of(world, measure))

    await patch(world, campaign, [{"number": "1-1", "due": str(LATER)}])
    cleared = await patch(world, campaign, [{"number": "1-1", "joint_units": None, "leader": None}])
    again = await patch(world, campaign, [{"number": "1-1", "due": str(LATER)}])

    plan = (await show(world, measure))["assignment"]
    assert (plan["lead_unit"]["id"], plan["due"], plan["joint_units"], plan["leader"]) == (
        "water",
        str(LATER),
        [],
        None,
    )
    assert len(await ledger_of(world, measure)) == rows + 2
    assert (cleared["changed"], cleared["unchanged"], cleared["rows"][0]["changed"]) == (1, 0, True)
    assert (again["changed"], again["unchanged"], again["rows"][0]["changed"]) == (0, 1, False)


@pytest.mark.parametrize("row", [{"lead_unit": ""}, {"lead_unit": "  "}, {"special_group": ""}, {"joint_units": [""]}])
async def test_an_empty_name_is_no_unit(world: World, row: dict[str, Any]) -> None:
    """Nothing between the quotes is refused, or clears the field; it is never taken for a unit or group."""
    campaign = await confirmed(world)

    await patch(world, campaign, [{"number": "1-1", "category": "deadline", "due": str(DUE), **row}])

    plan = (await show(world, f"{campaign}-1-1"))["assignment"]
    assert (plan["lead_unit"], plan["special_group"], plan["joint_units"]) == (None, None, [])


@pytest.mark.parametrize("due", ["9999-12-31", "0001-01-01", "2027-02-30"])
async def test_a_due_date_of_no_working_life_is_refused(world: World, due: str) -> None:
    """Timers are counted on from it, and dates end with the year 9999."""
    campaign = await confirmed(world)
    rows = [{"number": "1-1", "due": due}]
    sent = await world.client("office").patch(f"/api/v1/campaigns/{campaign}/measures", json={"rows": rows})

    assert problem(sent, 422, "request.invalid")["errors"][0]["field"].endswith("due")


async def test_an_issued_measure_keeps_its_plan(world: World) -> None:
    """The plan of what was handed out is not amended; the row says so."""
    campaign = await issued(world)

    result = await patch(world, campaign, [{"number": "1-1", "due": str(LATER)}])

    assert [(row["ok"], row["problem"]) for row in result["rows"]] == [(False, "measure.illegal_step")]
    assert (await show(world, f"{campaign}-1-1"))["due"] == str(DUE)


@pytest.mark.parametrize("who", ["leader", "auditor", "inspector_one", "discipline"])
async def test_who_only_oversees_runs_nothing(world: World, who: str) -> None:
    """403 for confirming, planning and issuing by anyone but the office."""
    campaign = await imported(world)
    client, path = world.client(who), f"/api/v1/campaigns/{campaign}"

    said = await client.post(f"{path}:confirm-reconciliation", json={"statement": "我来确认。"})
    plan = await client.patch(f"{path}/measures", json={"rows": WHOLE})
    out = await client.post(f"{path}:issue", headers=fresh_key())

    for answer in (said, plan, out):
        assert problem(answer, 403, "auth.role")["about"] == "office"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"rows": []}, "body.rows"),
        ({"rows": [{"lead_unit": "water"}]}, "body.rows.0.number"),
        ({"rows": [{"number": "1-1", "category": "soon"}]}, "body.rows.0.category"),
        ({"rows": [{"number": "1-1", "due": "2027-02-30"}]}, "body.rows.0.due"),
        ({"rows": [{"number": "1-1", "colour": "red"}]}, "body.rows.0.colour"),
        ({"rows": [{"number": "1-1"}] * 501}, "body.rows"),
    ],
)
async def test_a_plan_that_can_not_be_read_names_the_field(world: World, given: dict[str, Any], field: str) -> None:
    """422 for the whole request, which then changes nothing."""
    answer = await world.client("office").patch("/api/v1/campaigns/c1/measures", json=given)

    assert field in [error["field"] for error in problem(answer, 422, "request.invalid")["errors"]]
