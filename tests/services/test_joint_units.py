"""Joint lead units: each claims, each signs for closure; nothing moves before the last, nothing is lost on the way."""

from datetime import timedelta

from sqlalchemy import update

from schemas.measure import Grant, Role
from schemas.tables.people import CREDENTIALS
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, upload
from tests.services.bodies import body
from tests.services.ledgers import join, ledger_of, one_issued, problem, show
from workflows.periods import china_day


async def accepted(world: World, measure: str) -> None:
    """A report with evidence by the water bureau, accepted by the office."""
    given = {**body(world, "submit-report"), "evidence": [await upload(world, "water_principal", measure)]}
    done = ok(await world.command("water_principal", measure, "submit-report", given)).json()
    assert done["state"] == "in_progress"
    version = (await show(world, measure))["reports"][-1]["version"]
    ok(await world.command("office", measure, "accept-report", {"period": this_period(world), "version": version}))


async def test_a_measure_starts_when_the_last_unit_has_claimed(world: World) -> None:
    """A partial claim leaves it issued with a flag and its work closed; a second claim of one unit is refused."""
    measure = await one_issued(world, joint_units=["housing"])
    first = ok(await world.command("water_liaison", measure, "claim")).json()
    partly = await show(world, measure)

    again = await world.command("water_principal", measure, "claim")
    early = await world.command("water_liaison", measure, "submit-report", body(world, "submit-report"))
    last = ok(await world.command("housing_liaison", measure, "claim")).json()

    assert (first["state"], partly["claimed_units"]) == ("issued", ["water"])
    assert "partially_claimed" in partly["flags"]
    assert problem(again, 409, "claim.already_claimed")["about"] == "water"
    problem(early, 409, "measure.illegal_step")
    shown = await show(world, measure)
    assert (last["state"], shown["claimed_units"]) == ("in_progress", ["water", "housing"])
    assert "partially_claimed" not in shown["flags"]
    claims = [row["event"] for row in await ledger_of(world, measure) if row["type"] == "measure.claimed"]
    assert [(claim["unit_id"], claim["complete"]) for claim in claims] == [("water", False), ("housing", True)]


async def test_closure_needs_every_unit_s_signature(world: World) -> None:
    """The first signature waits and shows as a flag, a second of one unit is refused, the last requests closure."""
    measure = await one_issued(world, joint_units=["housing"])
    for who in ("water_liaison", "housing_liaison"):
        ok(await world.command(who, measure, "claim"))
    await accepted(world, measure)
    first = ok(await world.command("water_principal", measure, "request-closure", {"statement": "我局已完成。"})).json()
    partly = await show(world, measure)

    again = await world.command("water_principal", measure, "request-closure", {"statement": "再次。"})
    gate = await world.command("office", measure, "pass-gate")
    last = ok(await world.command("housing_principal", measure, "request-closure", {"statement": "同意。"})).json()

    assert (first["state"], last["state"]) == ("in_progress", "closure_requested")
    assert "closure_partly_signed" in partly["flags"]
    problem(again, 409, "closure.already_signed")
    problem(gate, 409, "measure.illegal_step")


async def test_a_new_report_takes_signatures_back(world: World) -> None:
    """Who signed, signed for what was there: after a new report both units sign again."""
    measure = await one_issued(world, joint_units=["housing"])
    for who in ("water_liaison", "housing_liaison"):
        ok(await world.command(who, measure, "claim"))
    await accepted(world, measure)
    ok(await world.command("water_principal", measure, "request-closure", {"statement": "我局已完成。"}))
    await _lasting_credentials(world)
    world.clock.ahead = _to_next_month(world)
    try:
        later = body(world, "submit-report")
        ok(await world.command("housing_principal", measure, "submit-report", later))
        shown = await show(world, measure)
        ok(await world.command("office", measure, "accept-report", body(world, "accept-report")))
        alone = ok(await world.command("housing_principal", measure, "request-closure", {"statement": "同意。"})).json()
    finally:
        world.clock.ahead -= world.clock.ahead

    assert "closure_partly_signed" not in shown["flags"]
    assert alone["state"] == "in_progress"


def _to_next_month(world: World) -> timedelta:
    today = china_day(world.clock())
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first - today


async def _lasting_credentials(world: World) -> None:
    """Those of the tests last thirty days, and the next month may begin later than that."""
    async with world.platform.database.write() as connection:
        await connection.execute(update(CREDENTIALS).values(expires_at=world.clock() + timedelta(days=60)))


async def test_one_person_for_two_units_names_the_one(world: World) -> None:
    """Without a name it is ambiguous, with a unit that is not theirs it is a wrong role, with each it is done."""
    measure = await one_issued(world, joint_units=["housing"])
    both = await join(
        world,
        Grant(role=Role.UNIT_LIAISON, unit_id="water"),
        Grant(role=Role.UNIT_LIAISON, unit_id="housing"),
    )

    unnamed = await world.command(both, measure, "claim")
    foreign = await world.command(both, measure, "claim", {"unit_id": "market"})

    assert problem(unnamed, 409, "measure.unit_ambiguous")["about"] == "water,housing"
    problem(foreign, 403, "measure.role_required")
    assert ok(await world.command(both, measure, "claim", {"unit_id": "housing"})).json()["state"] == "issued"
    assert ok(await world.command(both, measure, "claim", {"unit_id": "water"})).json()["state"] == "in_progress"
