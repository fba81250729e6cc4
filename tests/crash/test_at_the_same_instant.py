"""Many at once: one key fifty times, and two inspectors who decide the opposite at the same instant."""

import asyncio

import httpx

from tests.crash.crowd import issued_measures
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_verifying, visit
from tests.invariants.checker import assert_invariants
from tests.invariants.listening import listen

TIMES = 50
REFUSAL = {"reason": "现场与材料不符。"}


async def test_one_key_fifty_times_at_once_is_one_row(world: World) -> None:
    """Fifty callers with one key: one row; each is told the one outcome, or to ask again in a moment."""
    log = listen(world)
    measure = (await issued_measures(world, 1))[0]
    client, path, key = world.client("water_liaison"), f"/api/v1/measures/{measure}:claim", {"Idempotency-Key": "one"}

    answers = await asyncio.gather(*(client.post(path, json={}, headers=key) for _ in range(TIMES)))
    told = ok(await client.post(path, json={}, headers=key)).json()

    assert [answer.json() for answer in answers if answer.status_code == 200].count(told) >= 1
    assert [answer for answer in answers if answer.status_code == 200 and answer.json() != told] == []
    others = [answer for answer in answers if answer.status_code != 200]
    assert {(answer.status_code, answer.json()["code"]) for answer in others} <= {(409, "idempotency.running")}
    assert all(answer.headers["Retry-After"] == "1" for answer in others)
    record = await assert_invariants(world.platform.database, log, world.platform.temporal)
    assert [row.type for row in record.streams()[measure]].count("measure.claimed") == 1


async def test_approve_and_refuse_at_the_same_instant(world: World) -> None:
    """Of two opposite decisions exactly one holds; the other inspector gets 409 and the state it led to."""
    log = listen(world)
    measures = await issued_measures(world, 5)
    await asyncio.gather(*(to_awaiting_sign_off(world, measure) for measure in measures))

    decided = [await decide_both(world, measure, number) for number, measure in enumerate(measures)]

    for approved, refused in decided:
        assert sorted((approved.status_code, refused.status_code)) == [200, 409]
        winner, loser = (approved, refused) if approved.status_code == 200 else (refused, approved)
        assert loser.json()["code"] == "measure.illegal_step"
        assert loser.json()["state"] == winner.json()["state"]
        assert winner.json()["state"] == ("signed_off" if winner is approved else "in_progress")
    await assert_invariants(world.platform.database, log, world.platform.temporal)


async def to_awaiting_sign_off(world: World, measure: str) -> None:
    await to_verifying(world, measure)
    ok(await world.command("inspector_one", measure, "pass-verification", visit(world)))


async def decide_both(world: World, measure: str, number: int) -> tuple[httpx.Response, httpx.Response]:
    """Both at once; who is a hair earlier takes turns."""
    approve = world.command("inspector_two", measure, "sign-off")
    refuse = world.command("inspector_three", measure, "refuse-sign-off", REFUSAL)
    if number % 2:
        refused, approved = await asyncio.gather(refuse, approve)
        return approved, refused
    approved, refused = await asyncio.gather(approve, refuse)
    return approved, refused
