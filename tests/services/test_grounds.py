"""Grounds of a referral lie apart from the ledger: they stay with what was received, and with nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from schemas.referrals import ReferralBody
from schemas.tables.rounds import REFERRALS
from services.asked import Asked
from services.auth import authenticate
from services.background import in_the_background
from services.grounds import forget_abandoned, keep
from services.hooks.parts import build_hooks
from tests.fixtures.platform import World
from tests.fixtures.polling import until
from tests.fixtures.stories import ok
from tests.services.ledgers import grounds_of, one_issued, problem
from workflows.canonical import canonical, sha256

GROUNDS = {"kind": "sham", "grounds": "验收照片系伪造，涉及张某。"}


async def asking(world: World, measure: str, key: str, now: datetime) -> Asked:
    """The office, about to refer."""
    caller = await authenticate(world.platform.database, world.tokens["office"], now)
    return Asked(world.platform.database, caller, measure, key, now)


async def test_grounds_whose_submission_was_never_received_are_forgotten(world: World) -> None:
    """A process that dies between the two leaves them; an hour later they are gone, unless somebody asked again."""
    measure, now = await one_issued(world), datetime.now(UTC)
    database, said = world.platform.database, ReferralBody.model_validate(GROUNDS)
    ok(await world.command("office", measure, "refer", GROUNDS, Idempotency_Key=f"received-{measure}"))
    for key, hours in (("died", 2), ("asked-again", 2), ("asked-again", 0)):
        await keep(await asking(world, measure, f"{key}-{measure}", now - timedelta(hours=hours)), said)

    await forget_abandoned(database, None, now - timedelta(hours=1))
    an_hour_later = sorted(await grounds_of(world, measure))
    await forget_abandoned(database, now - timedelta(hours=1), now + timedelta(hours=1))
    two_hours_later = sorted(await grounds_of(world, measure))
    ok(await world.command("office", measure, "refer", GROUNDS, Idempotency_Key=f"died-{measure}"))

    assert an_hour_later == ["", GROUNDS["grounds"], GROUNDS["grounds"]]
    assert two_hours_later == ["", "", GROUNDS["grounds"]]
    assert sorted(await grounds_of(world, measure)) == an_hour_later


async def test_a_key_that_died_with_its_process_serves_another_referral_later(world: World) -> None:
    """While its first request may still be under way, other words are refused; then the record becomes theirs."""
    first, second, now = await one_issued(world), await one_issued(world), datetime.now(UTC)
    said, other = ReferralBody.model_validate(GROUNDS), {**GROUNDS, "grounds": "台账与现场不符。"}
    key = f"again-{first}"
    await keep(await asking(world, first, key, now), said)
    problem(await world.command("office", second, "refer", other, Idempotency_Key=key), 422, "idempotency.reused")
    problem(await world.command("office", first, "refer", other, Idempotency_Key=key), 422, "idempotency.reused")
    assert await grounds_of(world, first) == [GROUNDS["grounds"]]

    async with world.platform.database.write() as connection:
        mine = update(REFERRALS).where(REFERRALS.c.measure_id == first)
        await connection.execute(mine.values(referred_at=now - timedelta(hours=2)))
    ok(await world.command("office", second, "refer", other, Idempotency_Key=key))
    await forget_abandoned(world.platform.database, None, now + timedelta(hours=1))

    (record,) = ok(await world.client("office").get(f"/api/v1/measures/{second}/referrals")).json()
    assert record["grounds"] == other["grounds"]
    assert record["grounds_sha256"] == sha256(canonical([record["salt"], "sham", other["grounds"]]))
    assert await grounds_of(world, first) == []


async def test_every_process_forgets_what_was_never_received(world: World) -> None:
    """As long as an application is up, and without anybody asking it to."""
    measure, now = await one_issued(world), datetime.now(UTC)
    await keep(await asking(world, measure, f"died-{measure}", now), ReferralBody.model_validate(GROUNDS))
    beside = world.platform

    def later() -> datetime:
        return now + timedelta(hours=2)

    async def forgotten() -> bool:
        return await grounds_of(world, measure) == [""]

    hooks = build_hooks(beside.settings, beside.database, beside.temporal, later)
    async with in_the_background(replace(beside, clock=later, hooks=hooks)):
        await until(forgotten)
