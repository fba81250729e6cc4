"""Changes of terms and of charge over HTTP, on both databases: who may, what is seen of them, what the ledger says."""

from datetime import timedelta

from tests.fixtures.days import DUE, LATER
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_in_progress
from tests.services.ledgers import fresh_key, one_issued, problem, show

EXTENSION = {"wanted": {"kind": "extension", "due": str(LATER)}, "reason": "汛期停工。"}
GIVEN = {"lead_unit": "housing", "reason": "职责调整。", "principals_consulted": True}


async def test_an_extension_is_asked_granted_and_shown(world: World) -> None:
    """The flag while it waits; then the new day in the list, in the detail and in its filters."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    ok(await world.command("water_principal", measure, "request-change", EXTENSION))
    assert "change_pending" in (await show(world, measure))["flags"]

    ok(await world.command("leader", measure, "approve-change", {"kind": "extension"}))
    after = await show(world, measure)
    listed = await world.client("auditor").get(
        "/api/v1/measures", params={"campaign": after["campaign_id"], "due_from": str(DUE + timedelta(days=1))}
    )

    assert (after["due"], after["assignment"]["due"]) == (str(LATER), str(DUE))
    assert [item["id"] for item in ok(listed).json()["items"]] == [measure]
    assert "change_pending" not in after["flags"]


async def test_case_12_the_second_request_of_a_kind_is_told_of_the_first(world: World) -> None:
    """The same key gives the same answer; another key is another request, and one of a kind waits at a time."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    key = fresh_key()["Idempotency-Key"]
    first = ok(await world.command("water_principal", measure, "request-change", EXTENSION, idempotency_key=key))
    again = ok(await world.command("water_principal", measure, "request-change", EXTENSION, idempotency_key=key))

    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    problem(await world.command("water_principal", measure, "request-change", EXTENSION), 409, "change.already_pending")


async def test_case_08_past_the_cap_names_the_rule_and_the_latest_day(world: World) -> None:
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    cap = DUE.replace(year=DUE.year + 1)
    wanted = {**EXTENSION, "wanted": {"kind": "extension", "due": str(cap + timedelta(days=1))}}
    said = problem(await world.command("water_principal", measure, "request-change", wanted), 409, "change.past_cap")

    assert (said["rule"], said["about"]) == ("M6.extension_cap", str(cap))


async def test_case_04_the_old_unit_finishes_and_reads_the_new_one_claims(world: World) -> None:
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    report = {"period": this_period(world), "text": "已完成一半。"}
    ok(await world.command("water_liaison", measure, "submit-report", report))
    ok(await world.command("office", measure, "reassign", GIVEN))

    named = {"period": this_period(world), "version": 1}
    ok(await world.command("water_principal", measure, "countersign-report", named))
    ok(await world.command("office", measure, "accept-report", named))
    ok(await world.command("housing_liaison", measure, "claim"))

    seen = await show(world, measure, "water_liaison")
    assert (seen["lead_unit"]["id"], seen["reports"][0]["unit"]["id"]) == ("housing", "water")
    assert not any(action["allowed"] for action in seen["allowed_actions"])
    problem(await world.command("water_principal", measure, "request-change", EXTENSION), 403, "measure.role_required")
    problem(await world.client("market_liaison").get(f"/api/v1/measures/{measure}"), 404, "not_found")


async def test_a_unit_that_does_not_exist_is_charged_with_nothing(world: World) -> None:
    measure = await one_issued(world)
    before = await show(world, measure)
    stranger = {**GIVEN, "support_units": ["nowhere"], "special_group": "no-group"}
    said = problem(await world.command("office", measure, "reassign", stranger), 409, "unit.unknown")

    assert (said["rule"], said["about"]) == ("M16", "nowhere,no-group")
    assert await show(world, measure) == before


async def awaited(world: World, who: str, measure: str) -> list[str]:
    """The steps on this measure that wait for somebody, as their queue has them."""
    waiting = ok(await world.client(who).get("/api/v1/queue", params={"limit": 200})).json()
    return [action for item in waiting if item["measure"]["id"] == measure for action in item["actions"]]


async def test_what_waits_for_a_decision_or_a_new_claim_is_in_the_queue(world: World) -> None:
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    assert await awaited(world, "leader", measure) == []
    ok(await world.command("water_principal", measure, "request-change", EXTENSION))
    assert await awaited(world, "leader", measure) == ["approve_change"]

    ok(await world.command("office", measure, "reassign", GIVEN))
    assert await awaited(world, "leader", measure) == []
    assert await awaited(world, "housing_liaison", measure) == ["claim"]


async def test_case_03_a_contest_is_answered_by_the_office(world: World) -> None:
    measure = await one_issued(world, joint_units=["housing"])
    ok(await world.command("water_liaison", measure, "claim"))
    ok(await world.command("housing_principal", measure, "contest-assignment", {"reason": "不属本局职责。"}))
    assert {"claim_contested", "partially_claimed"} <= set((await show(world, measure))["flags"])
    problem(await world.command("office", measure, "reassign", GIVEN), 403, "measure.role_required")

    ok(await world.command("office", measure, "uphold-assignment", {"reason": "职责明确。"}))
    ok(await world.command("housing_liaison", measure, "claim"))
    assert (await show(world, measure))["state"] == "in_progress"
