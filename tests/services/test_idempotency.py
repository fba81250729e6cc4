"""One key, one request: repeated it gets the answer it had, changed it is refused."""

import asyncio

import pytest

from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress
from tests.services.bodies import body
from tests.services.ledgers import NUMBERS, PLAN, fresh_key, issued, ledger_of, one_issued, planned, problem, show


async def test_a_repeated_command_is_answered_as_before(world: World) -> None:
    """Same key, same body: the first receipt, marked as replayed, and one row in the ledger."""
    measure = await one_issued(world)

    first = ok(await world.command("water_liaison", measure, "claim", Idempotency_Key="k-1"))
    again = ok(await world.command("water_liaison", measure, "claim", Idempotency_Key="k-1"))

    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert [row["type"] for row in await ledger_of(world, measure)].count("measure.claimed") == 1


async def test_a_repeated_refusal_is_answered_as_before(world: World) -> None:
    """A refusal is an outcome too: it stands for its key, even when the step has become possible."""
    measure = await one_issued(world)
    given = body(world, "submit-report")
    first = await world.command("water_liaison", measure, "submit-report", given, Idempotency_Key="k-2")
    await to_in_progress(world, measure)

    again = await world.command("water_liaison", measure, "submit-report", given, Idempotency_Key="k-2")

    assert problem(again, 409, "measure.illegal_step") == problem(first, 409, "measure.illegal_step")
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    ok(await world.command("water_liaison", measure, "submit-report", given, Idempotency_Key="k-3"))


async def test_a_key_serves_one_body_one_measure_and_one_precondition(world: World) -> None:
    """422 for the same key with other content, another measure, or another If-Match."""
    campaign = await issued(world)
    measure, other = f"{campaign}-1-1", f"{campaign}-1-2"
    ok(await world.command("water_liaison", measure, "claim", Idempotency_Key="k-4"))

    changed = await world.command("water_liaison", measure, "claim", {"unit_id": "water"}, Idempotency_Key="k-4")
    elsewhere = await world.command("water_liaison", other, "claim", Idempotency_Key="k-4")
    conditional = await world.command("water_liaison", measure, "claim", Idempotency_Key="k-4", if_match='"3"')
    another = await world.command(
        "water_liaison", measure, "submit-report", body(world, "submit-report"), Idempotency_Key="k-4"
    )

    for answer in (changed, elsewhere, conditional, another):
        problem(answer, 422, "idempotency.reused")
    assert (await show(world, other))["state"] == "issued"


async def test_people_do_not_share_keys(world: World) -> None:
    """The same key of two people names two requests."""
    measure = await one_issued(world)
    ok(await world.command("water_liaison", measure, "claim", Idempotency_Key="k-5"))

    second = await world.command("water_principal", measure, "claim", Idempotency_Key="k-5")

    problem(second, 409, "claim.already_claimed")


async def test_ten_at_once_are_one(world: World) -> None:
    """Concurrent copies of a request: each answered 200 with one receipt or told to wait; one row."""
    measure = await one_issued(world)

    answers = await asyncio.gather(
        *(world.command("water_liaison", measure, "claim", Idempotency_Key="k-6") for _ in range(10))
    )

    for answer in answers:
        if answer.status_code != 200:
            problem(answer, 409, "idempotency.running")
            assert answer.headers["retry-after"] == "1"
    final = ok(await world.command("water_liaison", measure, "claim", Idempotency_Key="k-6")).json()
    assert all(answer.json() == final for answer in answers if answer.status_code == 200)
    assert [row["type"] for row in await ledger_of(world, measure)].count("measure.claimed") == 1


@pytest.mark.parametrize("key", [None, "", "x" * 129, "two words", "dünn", "tab\there"])
async def test_a_command_without_a_usable_key_is_refused(world: World, key: str | None) -> None:
    """400 for no key, an empty or over-long one, and one with spaces or characters outside ASCII."""
    headers = {} if key is None else {b"Idempotency-Key": key.encode("latin-1")}
    client = world.client("water_liaison")

    for path in ("measures/x:claim", "campaigns/x:issue"):
        answer = await client.post(f"/api/v1/{path}", json={}, headers=headers)
        problem(answer, 400, "idempotency.missing")


async def test_an_issue_repeated_repeats_nothing(world: World) -> None:
    """All drafts go out once, whatever the key; a key of full length serves every row."""
    campaign = await planned(world, [{"number": number, **PLAN} for number in NUMBERS])
    key = {"Idempotency-Key": "k" * 128}
    path = f"/api/v1/campaigns/{campaign}:issue"

    first = ok(await world.client("office").post(path, headers=key)).json()
    ok(await world.client("office").post(path, headers=key))
    ok(await world.client("office").post(path, headers=fresh_key()))

    assert (first["changed"], first["refused"]) == (4, 0)
    for number in NUMBERS:
        rows = await ledger_of(world, f"{campaign}-{number}")
        assert [row["type"] for row in rows].count("measure.issued") == 1


async def test_one_key_issues_one_campaign(world: World) -> None:
    """Used again for another campaign the key harms nothing: that one is issued whole or stays as it is."""
    rows = [{"number": number, **PLAN} for number in NUMBERS]
    one, two = await planned(world, rows), await planned(world, rows)
    key, client = fresh_key(), world.client("office")
    ok(await client.post(f"/api/v1/campaigns/{one}:issue", headers=key))

    answer = await client.post(f"/api/v1/campaigns/{two}:issue", headers=key)

    state = ok(await client.get(f"/api/v1/campaigns/{two}")).json()["state"]
    states = {(await show(world, f"{two}-{number}"))["state"] for number in NUMBERS}
    assert (answer.status_code, state, states) in [(200, "issued", {"issued"}), (422, "planning", {"draft"})]
