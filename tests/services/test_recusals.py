"""S4 over HTTP: recusals on record, former posts, and who may see, make and end them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from schemas.measure import Grant, Role
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_verifying
from tests.services.bodies import body
from tests.services.ledgers import file, join, one_issued, problem, show
from workflows.periods import china_day

TODAY = china_day(datetime.now(UTC))
SUPERVISOR = Grant(role=Role.SUPERVISOR, group_id="st1")


def said(who: str | None = None, **more: Any) -> dict[str, Any]:
    return {"person_id": who, "unit_id": "water", "kind": "kin", "valid_from": str(TODAY), "note": "配偶任职", **more}


async def made(world: World, by: str, **given: Any) -> dict[str, Any]:
    answer = await world.client(by).post("/api/v1/recusals", json=said(**given))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("by", ["office", "discipline", "themselves"])
async def test_s4_who_is_recused_verifies_nothing_of_the_unit(world: World, by: str) -> None:
    """Whoever put it on record, from the next command on; and the list of actions says the same."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    who = await join(world, SUPERVISOR)
    record = await made(world, who if by == "themselves" else by, who=None if by == "themselves" else who)

    refused = await world.command(who, measure, "pass-verification", body(world, "pass-verification"))

    assert record["person_id"] == who
    assert (record["recorded_by"] == who) is (by == "themselves")
    told = problem(refused, 403, "measure.duties_conflict")
    assert (told["rule"], told["about"]) == ("S4", "water")
    views = {view["action"]: view for view in (await show(world, measure, who))["allowed_actions"]}
    assert views["pass_verification"]["rule"] == "S4"
    ok(await world.command("inspector_one", measure, "pass-verification", body(world, "pass-verification")))


async def test_s4_a_former_post_follows_from_the_membership_that_ended(world: World) -> None:
    """Nobody has to record it: within the years of the pack it counts, in another unit it does not."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    years = timedelta(days=2 * 365)
    past = Grant(role=Role.UNIT_LIAISON, unit_id="water")
    who = await join(world, past, days=(-9, -1))
    await _also(world, who, SUPERVISOR)

    told = await world.command(who, measure, "pass-verification", body(world, "pass-verification"))

    assert problem(told, 403, "measure.duties_conflict")["rule"] == "S4"
    (post,) = ok(await world.client(who).get("/api/v1/whoami")).json()["recusals"]
    assert (post["unit_id"], post["former_post"], post["until"]) == ("water", True, str(TODAY - timedelta(days=1)))
    elsewhere = await join(world, Grant(role=Role.UNIT_LIAISON, unit_id="market"), days=(-years.days, -1))
    await _also(world, elsewhere, SUPERVISOR)
    ok(await world.command(elsewhere, measure, "pass-verification", body(world, "pass-verification")))


async def _also(world: World, who: str, grant: Grant) -> None:
    """One more role, from today on, by an organisation file."""
    text = f"""from: {TODAY}
groups:
  - {{id: {grant.group_id}, name: 第一督查组, kind: supervision_team}}
people:
  - {{id: {who}, name: {who}, memberships: [{{role: {grant.role}, group: {grant.group_id}}}]}}
"""
    ok(await _import(world, text))


async def _import(world: World, text: str) -> httpx.Response:
    return await world.client("admin").post("/api/v1/organisation:import", files=file(text.encode(), "o.yaml"))


async def test_recusals_come_in_an_organisation_file(world: World) -> None:
    """The same file again changes nothing, a later one ends it; who imported answers for it."""
    who = await join(world, SUPERVISOR)
    line = "{unit: water, kind: 亲属, from: 2026-01-01, note: 配偶任职}"
    text = f"""units: [{{id: water, name: 区水务局}}]
people:
  - {{id: {who}, name: {who}, recusals: [{line}]}}
"""
    assert ok(await _import(world, text)).json()["recusals"] == 1
    assert ok(await _import(world, text)).json()["recusals"] == 0
    ended = text.replace("from: 2026-01-01", "from: 2026-01-01, to: 2026-02-01")
    assert ok(await _import(world, ended)).json()["recusals"] == 1

    (found,) = ok(await world.client("office").get("/api/v1/recusals", params={"person": who})).json()
    assert (found["kind"], found["valid_to"], found["recorded_by"]) == ("kin", "2026-02-01", "p-guanliyuan")


async def test_nobody_records_or_reads_those_of_others(world: World) -> None:
    """403 to record for another, an empty list instead of theirs; machines not even their own."""
    other = await join(world, SUPERVISOR)
    await made(world, "office", who=other)
    who = await join(world, SUPERVISOR)

    for stranger in (who, "water_principal", "admin", "water_machine"):
        path = "/api/v1/recusals"
        problem(await world.client(stranger).post(path, json=said(other)), 403, "auth.role")
        assert ok(await world.client(stranger).get(path)).json() == []
        problem(
            await world.client(stranger).post(f"{path}/nobody:end", json={"valid_to": str(TODAY)}), 404, "not_found"
        )
    problem(await world.client("water_machine").post("/api/v1/recusals", json=said()), 403, "auth.role")
    listed = ok(await world.client("discipline").get("/api/v1/recusals", params={"person": other})).json()
    assert [one["person_id"] for one in listed] == [other]


async def test_a_recusal_ends_by_another_hand_and_never_in_the_past(world: World) -> None:
    """Its person can't lift it, nobody can take back the days it bound; after its last day it binds no more."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    who = await join(world, SUPERVISOR, Grant(role=Role.OFFICE))
    record = await made(world, who)
    path = f"/api/v1/recusals/{record['id']}:end"
    yesterday = {"valid_to": str(TODAY - timedelta(days=1))}

    problem(await world.client(who).post(path, json={"valid_to": str(TODAY)}), 403, "auth.role")
    problem(await world.client("office").post(path, json=yesterday), 409, "people.date_past")
    assert ok(await world.client("office").post(path, json={"valid_to": str(TODAY)})).json()["valid_to"] == str(TODAY)
    told = await world.command(who, measure, "pass-verification", body(world, "pass-verification"))
    assert problem(told, 403, "measure.duties_conflict")["rule"] == "S4"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"who": "nobody"}, 404, "not_found"),
        ({"who": "m-shui"}, 404, "not_found"),
        ({"unit_id": "nowhere"}, 404, "not_found"),
        ({"valid_to": "2020-01-01"}, 422, "request.invalid"),
        ({"kind": "friend"}, 422, "request.invalid"),
        ({"note": ""}, 422, "request.invalid"),
    ],
)
async def test_a_bad_recusal_leaves_nothing(world: World, given: dict[str, Any], status: int, code: str) -> None:
    """Unknown people and units, machines, reversed days: a clear problem each."""
    problem(await world.client("office").post("/api/v1/recusals", json=said(**given)), status, code)


async def test_a_person_has_a_bounded_number_of_them(world: World) -> None:
    """They travel with every command, so nobody fills a measure's history by declaring for ever."""
    who = await join(world, SUPERVISOR)
    for _ in range(100):
        await made(world, who)

    problem(await world.client(who).post("/api/v1/recusals", json=said()), 409, "recusal.too_many")
