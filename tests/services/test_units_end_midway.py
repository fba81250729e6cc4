"""A unit ends while its measure is judged (S1), or while its plan is issued."""

import json

import pytest
from sqlalchemy import select

from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.succession import SucceedUnit
from schemas.tables.record import LEDGER
from services.auth import Caller
from services.campaigns import succeeding
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, upload, visit
from tests.services.ledgers import NUMBERS, PLAN, fresh_key, issue, join, ledger_of, planned, problem, show
from tests.services.test_units_end import Bureau, bureau, ended, led_by, said


async def verified(world: World, unit: Bureau, measure: str, inspector: str) -> None:
    """From the claim to a measure that awaits its sign-off."""
    ok(await world.command(unit.liaison, measure, "claim"))
    file = await upload(world, unit.liaison, measure)
    report = {"period": this_period(world), "text": "已完成验收。", "evidence": [file]}
    ok(await world.command(unit.principal, measure, "submit-report", report))
    ok(await world.command("office", measure, "accept-report", {"period": this_period(world), "version": 1}))
    ok(await world.command(unit.principal, measure, "request-closure", {"statement": "申请销号。"}))
    ok(await world.command("office", measure, "pass-gate"))
    ok(await world.command(inspector, measure, "pass-verification", visit(world)))


@pytest.mark.parametrize("predecessor", [False, True])
async def test_s1_nobody_of_the_successor_has_verified_its_measure(world: World, predecessor: bool) -> None:
    """Not a liaison of the unit it merges into, nor of one that merged into that before."""
    old, new, other = await bureau(world), await bureau(world), await bureau(world)
    own = Grant(role=Role.UNIT_LIAISON, unit_id=other.id if predecessor else new.id)
    inspector = await join(world, Grant(role=Role.SUPERVISOR), own)
    campaign = await led_by(world, old)
    theirs, strangers = f"{campaign}-1-1", f"{campaign}-1-2"
    await verified(world, old, theirs, inspector)
    await verified(world, old, strangers, "inspector_one")
    if predecessor:
        await ended(world, other, said("merged", new))

    await ended(world, old, said("merged", new))

    assert [(await show(world, one))["state"] for one in (theirs, strangers)] == ["verifying", "awaiting_sign_off"]
    (event,) = [row for row in await ledger_of(world, theirs) if row["type"] == "measure.unit_succeeded"]
    event = json.loads(event["body"])["event"]
    assert (event["back_to"], [act["part"] for act in event["fallen"]]) == ("verifying", ["verifier"])
    problem(await world.command("inspector_two", theirs, "sign-off"), 409, "measure.illegal_step")
    ok(await world.command("inspector_one", theirs, "pass-verification", visit(world)))
    for one in (theirs, strangers):
        ok(await world.command("inspector_two", one, "sign-off"))


async def test_a_draft_that_was_issued_meanwhile_goes_through_its_workflow(world: World) -> None:
    """Whatever writes past a workflow leaves it behind its own ledger."""
    old, new = await bureau(world), await bureau(world)
    campaign = await planned(world, [{"number": one, **PLAN, "lead_unit": old.id} for one in NUMBERS])
    actor = Actor(id="p-zhenggaiban", name="整改办", kind=ActorKind.PERSON, grants=(Grant(role=Role.OFFICE),))
    body = SucceedUnit.model_validate_json(json.dumps(said("merged", new)))
    key = fresh_key()["Idempotency-Key"]
    caller = Caller(actor, frozenset(), "c")
    one = succeeding.Succeeding(world.platform, caller, world.clock(), key, old.id, body)
    async with world.platform.database.read() as connection:
        drafts = await succeeding._open(connection, old.id)
    ok(await issue(world, campaign))

    rows = await one._move(drafts)

    assert [(row.ok, row.problem) for row in rows] == [(True, None)] * len(NUMBERS)
    written = select(LEDGER.c.submission_id).where(
        LEDGER.c.stream == f"{campaign}-1-1", LEDGER.c.type == "measure.unit_succeeded"
    )
    async with world.platform.database.read() as connection:
        (submission,) = (await connection.scalars(written)).all()
    assert submission is not None
    ok(await world.command(new.liaison, f"{campaign}-1-1", "claim"))
