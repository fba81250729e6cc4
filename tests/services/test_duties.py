"""Separation of duties over HTTP: S1, S2, S9, roles that ended, and roles of another campaign."""

from schemas.measure import ActorKind, Grant, Role
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_accepted_report, to_in_progress, to_verifying
from tests.services.bodies import body
from tests.services.ledgers import issued, join, one_issued, problem, show


def reason(shown: dict[str, object], action: str) -> tuple[object, object]:
    views = shown["allowed_actions"]
    assert isinstance(views, list)
    view = next(view for view in views if view["action"] == action)
    return view["code"], view["rule"]


async def test_nobody_of_a_charged_or_support_unit_judges_its_measure(world: World) -> None:
    """S1 holds for a second role in the unit and for an inspector whose home it is."""
    measure = await one_issued(world, support_units=["finance"])
    await to_accepted_report(world, measure)
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))
    gatekeeper = await join(world, Grant(role=Role.OFFICE), Grant(role=Role.SUPPORT_LIAISON, unit_id="finance"))
    inspector = await join(world, Grant(role=Role.SUPERVISOR, group_id="st1", unit_id="water"))

    gate = problem(await world.command(gatekeeper, measure, "pass-gate"), 403, "measure.duties_conflict")
    ok(await world.command("office", measure, "pass-gate"))
    visit = await world.command(inspector, measure, "pass-verification", body(world, "pass-verification"))

    assert gate["rule"] == problem(visit, 403, "measure.duties_conflict")["rule"] == "S1"
    assert reason(await show(world, measure, inspector), "pass_verification") == ("measure.duties_conflict", "S1")


async def test_one_person_plays_one_part_in_a_round(world: World) -> None:
    """S2: who verified does not sign off, and who kept the gate does not verify."""
    measure = await one_issued(world)
    await to_accepted_report(world, measure)
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))
    both = await join(world, Grant(role=Role.OFFICE), Grant(role=Role.SUPERVISOR))
    ok(await world.command(both, measure, "pass-gate"))

    again = await world.command(both, measure, "pass-verification", body(world, "pass-verification"))
    ok(await world.command("inspector_one", measure, "pass-verification", body(world, "pass-verification")))
    own = await world.command("inspector_one", measure, "sign-off")

    assert problem(again, 403, "measure.duties_conflict")["rule"] == "S2"
    assert problem(own, 403, "measure.duties_conflict")["rule"] == "S2"
    assert reason(await show(world, measure, "inspector_one"), "sign_off") == ("measure.duties_conflict", "S2")


async def test_parts_played_are_remembered_when_the_measure_goes_back(world: World) -> None:
    """S2 holds over a failed visit within the round: the inspector who failed it never signs it off."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    ok(await world.command("inspector_one", measure, "fail-verification", body(world, "fail-verification")))
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))
    ok(await world.command("office", measure, "pass-gate"))
    ok(await world.command("inspector_two", measure, "pass-verification", body(world, "pass-verification")))

    assert (
        problem(await world.command("inspector_one", measure, "sign-off"), 403, "measure.duties_conflict")["rule"]
        == "S2"
    )
    ok(await world.command("inspector_three", measure, "sign-off"))


async def test_a_machine_reports_and_a_person_signs(world: World) -> None:
    """S9: a key submits for its unit; its report waits for the principal like a liaison's."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)

    ok(await world.command("water_machine", measure, "submit-report", body(world, "submit-report")))

    assert (await show(world, measure))["reports"][0]["status"] == "submitted"
    own = await world.command("water_machine", measure, "countersign-report", body(world, "countersign-report"))
    assert problem(own, 403, "measure.duties_conflict")["rule"] == "S9"
    ok(await world.command("water_principal", measure, "countersign-report", body(world, "countersign-report")))


async def test_a_role_does_not_make_a_key_decide(world: World) -> None:
    """S9 comes before roles: a machine that was given the office's role still decides nothing."""
    measure = await one_issued(world)
    await to_accepted_report(world, measure)
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))
    robot = await join(world, Grant(role=Role.OFFICE), kind=ActorKind.MACHINE, scopes=("read", "submit"))

    gate = await world.command(robot, measure, "pass-gate")
    campaign = await world.client(robot).post(
        f"/api/v1/campaigns/{measure[:-4]}:issue", headers={"Idempotency-Key": "robot"}
    )

    assert problem(gate, 403, "measure.duties_conflict")["rule"] == "S9"
    problem(campaign, 403, "auth.role")


async def test_a_membership_holds_from_its_first_to_its_last_day(world: World) -> None:
    """Yesterday's and tomorrow's liaison see nothing; today's first and last day both count."""
    measure = await one_issued(world)
    water = Grant(role=Role.UNIT_LIAISON, unit_id="water")
    past, coming = await join(world, water, days=(-9, -1)), await join(world, water, days=(1, None))
    present = await join(world, water, days=(0, 0))

    problem(await world.command(past, measure, "claim"), 404, "not_found")
    problem(await world.command(coming, measure, "claim"), 404, "not_found")
    ok(await world.command(present, measure, "claim"))


async def test_a_role_in_one_campaign_ends_at_its_border(world: World) -> None:
    """An office of one campaign sees that one and no other, in lists, details and commands."""
    mine, other = await issued(world), await issued(world)
    office = await join(world, Grant(role=Role.OFFICE, campaign_id=mine))
    client = world.client(office)

    listed = ok(await client.get("/api/v1/measures", params={"limit": 200})).json()["items"]
    campaigns = ok(await client.get("/api/v1/campaigns")).json()["items"]

    assert {item["campaign_id"] for item in listed} == {mine}
    assert [campaign["id"] for campaign in campaigns] == [mine]
    problem(await client.get(f"/api/v1/measures/{other}-1-1"), 404, "not_found")
    problem(await client.get(f"/api/v1/campaigns/{other}"), 404, "not_found")
    problem(
        await world.command(office, f"{other}-1-1", "accept-report", body(world, "accept-report")), 404, "not_found"
    )
