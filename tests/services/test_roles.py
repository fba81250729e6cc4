"""Each command as everyone who may not give it, then as someone who may, along the whole road."""

import pytest

from schemas.measure import MeasureState
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_accepted_report, to_signed_off, to_verifying, upload
from tests.services.bodies import ROUTES, body
from tests.services.ledgers import ledger_of, one_issued, problem, show

# Whoever has no business with a measure of the water bureau in the care of special group one.
BLIND = {"housing_liaison", "housing_principal", "market_liaison", "market_principal", "special_two", "admin"}
ROAD = (
    ("claim", "water_liaison"),
    ("submit-report", "water_liaison"),
    ("countersign-report", "water_principal"),
    ("accept-report", "special_one"),
    ("request-closure", "water_principal"),
    ("pass-gate", "office_two"),
    ("pass-verification", "inspector_one"),
    ("sign-off", "inspector_two"),
)


async def nobody_else_may(world: World, measure: str, action: str) -> None:
    for who in PEOPLE:
        if who in ROUTES[action].entitled:
            continue
        answer = await world.command(who, measure, action, body(world, action))
        if who in BLIND:
            problem(answer, 404, "not_found")
        elif who == "water_machine":
            assert problem(answer, 403, "measure.duties_conflict")["rule"] == "S9"
        else:
            assert problem(answer, 403, "measure.role_required")["rule"] == ROUTES[action].step


def on_the_road(actions: list[str]) -> list[str]:
    return [action for action in actions if action.replace("_", "-") in ROUTES]


async def test_each_step_of_the_road_is_taken_by_its_role_alone(world: World) -> None:
    """Wrong roles get 403 with the rule, strangers 404, and nothing they tried is in the ledger."""
    measure = await one_issued(world, special_group="sg1", support_units=["finance"])
    for action, who in ROAD:
        await nobody_else_may(world, measure, action)
        given = body(world, action)
        if action == "submit-report":
            given["evidence"] = [await upload(world, who, measure)]
        ok(await world.command(who, measure, action, given))

    assert (await show(world, measure))["state"] == "signed_off"
    assert len(await ledger_of(world, measure)) == 3 + len(ROAD)


@pytest.mark.parametrize("action", sorted(set(ROUTES) - {"claim"}))
async def test_an_issued_measure_can_only_be_claimed(world: World, action: str) -> None:
    """409 with the state and what can be done in it, for the right person too."""
    measure = await one_issued(world, special_group="sg1")

    answer = await world.command(ROUTES[action].entitled[0], measure, action, body(world, action))

    said = problem(answer, 409, "measure.illegal_step")
    assert (said["state"], on_the_road(said["allowed_actions"])) == ("issued", ["claim"])
    assert said["rule"] == ROUTES[action].step


async def test_a_signed_off_measure_is_over(world: World) -> None:
    """Of all commands of the road only the withdrawal of evidence is left."""
    measure = await one_issued(world)
    await to_signed_off(world, measure)

    for action in sorted(set(ROUTES) - {"withdraw-evidence"}):
        # Someone who played no part yet, so that only the state speaks.
        spare = {"inspector_one": "inspector_three", "office": "office"}
        who = spare.get(ROUTES[action].entitled[0], ROUTES[action].entitled[0])
        if action in {"sign-off", "refuse-sign-off"}:
            who = "inspector_two"
        if action.endswith("-verification"):
            who = "inspector_one"
        said = problem(await world.command(who, measure, action, body(world, action)), 409, "measure.illegal_step")
        assert (said["state"], on_the_road(said["allowed_actions"])) == ("signed_off", ["withdraw_evidence"])


@pytest.mark.parametrize(
    ("action", "who", "state"),
    [
        ("return-gate", "office", MeasureState.CLOSURE_REQUESTED),
        ("withdraw-closure", "water_principal", MeasureState.CLOSURE_REQUESTED),
        ("fail-verification", "inspector_one", MeasureState.VERIFYING),
        ("refuse-sign-off", "inspector_two", MeasureState.AWAITING_SIGN_OFF),
    ],
)
async def test_each_way_back_leads_to_work(world: World, action: str, who: str, state: MeasureState) -> None:
    """A return, a withdrawal, a failed visit and a refusal lead back to work, and the road can be gone again."""
    measure = await one_issued(world)
    await to_accepted_report(world, measure)
    road = [("request-closure", "water_principal"), ("pass-gate", "office"), ("pass-verification", "inspector_one")]
    for step, whose in road:
        ok(await world.command(whose, measure, step, body(world, step)))
        if (await show(world, measure))["state"] == state:
            break

    assert ok(await world.command(who, measure, action, body(world, action))).json()["state"] == "in_progress"
    for step, whose in road:
        ok(await world.command(whose, measure, step, body(world, step)))
    assert (await show(world, measure))["state"] == "awaiting_sign_off"


async def test_a_returned_report_is_written_again(world: World) -> None:
    """The gatekeeper's return opens the period; the new version replaces the old by name."""
    measure = await one_issued(world)
    ok(await world.command("water_liaison", measure, "claim"))
    ok(await world.command("water_principal", measure, "submit-report", body(world, "submit-report")))
    ok(await world.command("office", measure, "return-report", body(world, "return-report")))

    again = body(world, "submit-report")
    taken = problem(await world.command("water_liaison", measure, "submit-report", again), 409, "report.period_taken")
    ok(await world.command("water_liaison", measure, "submit-report", {**again, "replaces": 1}))

    assert taken["about"] == f"{this_period(world)}#1"
    report = (await show(world, measure))["reports"][0]
    assert (report["version"], report["status"]) == (2, "submitted")
    stale = await world.command("water_principal", measure, "countersign-report", body(world, "countersign-report"))
    assert problem(stale, 409, "report.not_current_version")["about"] == f"{this_period(world)}#2"


async def test_a_measure_verified_and_not_signed_off_stays_where_it_is(world: World) -> None:
    """The row hash an inspector names has to be the one that was verified."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    ok(await world.command("inspector_one", measure, "pass-verification", body(world, "pass-verification")))

    wrong = await world.command("inspector_two", measure, "sign-off", {"row_hash": "0" * 64})
    shown = await show(world, measure)
    right = await world.command("inspector_two", measure, "sign-off", {"row_hash": shown["row_hash"]})

    assert problem(wrong, 409, "sign_off.row_changed")["about"] == shown["row_hash"]
    assert ok(right).json()["state"] == "signed_off"
