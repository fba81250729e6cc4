"""S6 and eligibility over HTTP: the directory is asked, the gate decides, discipline reads it."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.measure import Grant, Role
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_verifying
from tests.services.bodies import body
from tests.services.ledgers import join, ledger_of, one_issued, problem, show
from workflows.periods import china_day

TODAY = china_day(datetime.now(UTC))


async def asked(world: World, measure: str, action: str, who: str = "office") -> dict[str, Any]:
    path = f"/api/v1/measures/{measure}/eligibility"
    found: dict[str, Any] = ok(await world.client(who).get(path, params={"action": action})).json()
    return found


async def recuse_all(world: World, measure: str, action: str) -> None:
    for one in (await asked(world, measure, action))["eligible"]:
        given = {"person_id": one["id"], "unit_id": "water", "kind": "other", "valid_from": str(TODAY)}
        given["valid_to"] = str(TODAY)
        made = await world.client("office").post("/api/v1/recusals", json=given)
        assert made.status_code == 201, made.text


async def free_again(world: World) -> None:
    """Other tests of this module's platform need their inspectors back."""
    from sqlalchemy import delete  # noqa: PLC0415 - of this one helper

    from schemas.tables.standing import RECUSALS  # noqa: PLC0415 - of this one helper

    async with world.platform.database.write() as connection:
        await connection.execute(delete(RECUSALS))


async def test_eligibility_says_who_may_and_why_others_may_not(world: World) -> None:
    """The answer for each person is the refusal that person gets."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    insider = await join(world, Grant(role=Role.SUPERVISOR, group_id="st1", unit_id="water"))
    ok(await world.command("inspector_one", measure, "pass-verification", body(world, "pass-verification")))

    told = await asked(world, measure, "sign_off", "discipline")

    others = {one["id"]: (one["code"], one["rule"]) for one in told["others"]}
    assert others[insider] == ("measure.duties_conflict", "S1")
    assert others[PEOPLE["inspector_one"].id] == ("measure.duties_conflict", "S2")
    assert PEOPLE["inspector_two"].id in {one["id"] for one in told["eligible"]}
    assert PEOPLE["water_principal"].id not in others
    assert (told["truncated"], told["seq"]) == (False, (await show(world, measure))["seq"])
    assert (await world.command(insider, measure, "sign-off")).json()["rule"] == "S1"
    early = {one["code"] for one in (await asked(world, measure, "pass_gate"))["others"]}
    # A special group that is not in charge holds its role elsewhere.
    assert early == {"measure.illegal_step", "measure.role_required"}


@pytest.mark.parametrize("who", ["water_principal", "water_liaison", "special_one", "auditor", "water_machine"])
async def test_eligibility_is_for_those_who_run_and_oversee(world: World, who: str) -> None:
    measure = await one_issued(world, special_group="sg1")
    path = f"/api/v1/measures/{measure}/eligibility"

    problem(await world.client(who).get(path, params={"action": "claim"}), 403, "auth.role")


async def test_eligibility_of_what_is_not_there(world: World) -> None:
    measure = await one_issued(world)
    path = f"/api/v1/measures/{measure}/eligibility"

    problem(await world.client("admin").get(path, params={"action": "claim"}), 404, "not_found")
    problem(await world.client("office").get(path, params={"action": "fly"}), 404, "not_found")
    problem(await world.client("office").get(path), 422, "request.invalid")


async def test_s6_a_substitute_where_nobody_is_left(world: World) -> None:
    """Refused while somebody may; then the substitute verifies, and a repeated key is the same act."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    given = {"part": "verifier", "person_id": PEOPLE["discipline"].id, "reason": "督查员均须回避。"}
    needless = await world.command("office", measure, "name-substitute", given)
    assert problem(needless, 409, "substitute.not_needed")["rule"] == "S6"
    await recuse_all(world, measure, "pass_verification")

    try:
        stranger = {**given, "person_id": PEOPLE["market_liaison"].id}
        unfit = await world.command("office", measure, "name-substitute", stranger)
        assert problem(unfit, 409, "substitute.unfit")["rule"] == "S6"
        key = uuid.uuid4().hex
        first = ok(await world.command("office", measure, "name-substitute", given, idempotency_key=key))
        again = ok(await world.command("office", measure, "name-substitute", given, idempotency_key=key))
        assert (first.json(), again.headers["idempotency-replayed"]) == (again.json(), "true")
        eligible = (await asked(world, measure, "pass_verification"))["eligible"]
        assert [one["id"] for one in eligible] == [PEOPLE["discipline"].id]
        ok(await world.command("discipline", measure, "pass-verification", body(world, "pass-verification")))
    finally:
        await free_again(world)
    rows = await ledger_of(world, measure, "discipline")
    named, told = (row["event"] for row in rows[-3:-1])
    assert (named["type"], named["person_id"]) == ("measure.substitute_named", PEOPLE["discipline"].id)
    assert (told["reminders"][0]["kind"], told["reminders"][0]["to"]) == ("substitute_named", ["discipline"])


@pytest.mark.parametrize(
    ("who", "given", "answer"),
    [
        ("water_principal", {}, (403, "measure.role_required")),
        ("discipline", {}, (403, "measure.role_required")),
        ("office", {"part": "reporter"}, (422, "request.invalid")),
        ("office", {"person_id": "nobody"}, (404, "not_found")),
        ("office", {"reason": ""}, (422, "request.invalid")),
        ("office", {"facts": {"eligible": []}}, (422, "request.invalid")),
        ("market_liaison", {}, (404, "not_found")),
    ],
)
async def test_s6_only_the_office_names_and_says_no_facts(
    world: World, who: str, given: dict[str, Any], answer: tuple[int, str]
) -> None:
    """What the directory says is never taken from the request."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    whole = {"part": "verifier", "person_id": PEOPLE["discipline"].id, "reason": "x", **given}

    problem(await world.command(who, measure, "name-substitute", whole), *answer)
