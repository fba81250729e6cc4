"""S8 over HTTP: delegations, the header `Acting-For`, and what a stand-in may and may not do with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from schemas.measure import Grant, Role
from tests.fixtures.people import PEOPLE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_accepted_report, to_in_progress, to_verifying
from tests.services.bodies import body
from tests.services.ledgers import join, ledger_of, one_issued, problem, show
from workflows.periods import china_day

TODAY = china_day(datetime.now(UTC))
DAY = timedelta(days=1)
PRINCIPAL = PEOPLE["water_principal"].id
INSPECTOR = PEOPLE["inspector_one"].id
SUPERVISOR = Grant(role=Role.SUPERVISOR, group_id="st1")


def said(person: str | None, stand_in: str, **more: Any) -> dict[str, Any]:
    whole = {"person_id": person, "stand_in_id": stand_in, "valid_from": str(TODAY), "valid_to": str(TODAY + 9 * DAY)}
    return {**whole, "reason": "出差期间代办。", **more}


async def delegate(world: World, by: str, person: str | None, stand_in: str, **more: Any) -> httpx.Response:
    return await world.client(by).post("/api/v1/delegations", json=said(person, stand_in, **more))


async def delegated(world: World, by: str, person: str | None, stand_in: str, **more: Any) -> dict[str, Any]:
    made = await delegate(world, by, person, stand_in, **more)
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


@pytest.mark.parametrize("by", ["water_principal", "office", "admin"])
async def test_s8_a_stand_in_acts_and_both_are_on_record(world: World, by: str) -> None:
    """By the person, the office or an administrator; without the header the stand-in is only themselves."""
    measure = await one_issued(world)
    await to_in_progress(world, measure)
    ok(await world.command("water_liaison", measure, "submit-report", body(world, "submit-report")))
    who = await join(world)
    await delegated(world, by, None if by == "water_principal" else PRINCIPAL, who)

    problem(
        await world.command(who, measure, "countersign-report", body(world, "countersign-report")), 404, "not_found"
    )
    signed = await world.command(
        who, measure, "countersign-report", body(world, "countersign-report"), acting_for=PRINCIPAL
    )

    ok(signed)
    event = (await ledger_of(world, measure))[-1]["event"]
    assert (event["by"]["id"], event["by"]["acting_for"]) == (who, {"id": PRINCIPAL, "name": PRINCIPAL})
    assert event["by"]["unit_id"] == "water"
    seen = ok(await world.client(who).get("/api/v1/whoami", headers={"Acting-For": PRINCIPAL})).json()
    assert seen["acting_for"]["id"] == PRINCIPAL
    assert {grant["role"] for grant in seen["grants"]} == {"unit_principal"}
    assert ok(await world.client(who).get("/api/v1/measures")).json()["items"] == []


async def test_s8_exclusions_of_both_hold(world: World) -> None:
    """S2 for what either did, and afterwards neither of the two plays another part."""
    measure = await one_issued(world)
    await to_verifying(world, measure)
    visit = body(world, "pass-verification")
    office = await join(world, Grant(role=Role.SUPERVISOR, group_id="st1"))
    insider = await join(world, Grant(role=Role.SUPPORT_LIAISON, unit_id="water"))
    free = await join(world)
    await delegated(world, "office", INSPECTOR, insider)
    await delegated(world, "office", INSPECTOR, free)
    await delegated(world, "office", office, free)

    told = await world.command(insider, measure, "pass-verification", visit, acting_for=INSPECTOR)
    assert problem(told, 403, "measure.duties_conflict")["rule"] == "S1"
    ok(await world.command(free, measure, "pass-verification", visit, acting_for=INSPECTOR))

    # The stand-in for another inspector, and the inspector who was represented: both verified.
    for again in (
        await world.command(free, measure, "sign-off", acting_for=office),
        await world.command("inspector_one", measure, "sign-off"),
    ):
        assert problem(again, 403, "measure.duties_conflict")["rule"] == "S2"
    ok(await world.command(office, measure, "sign-off"))
    assert (await show(world, measure))["state"] == "signed_off"


async def refused(world: World, who: str, represented: str) -> None:
    """403 with one code, whoever is named: nobody learns who exists, and reads are refused as well."""
    for path in ("measures", "whoami", "queue"):
        answer = await world.client(who).get(f"/api/v1/{path}", headers={"Acting-For": represented})
        assert problem(answer, 403, "auth.not_delegated")["about"] == represented


async def test_s8_without_a_delegation_the_header_is_refused(world: World) -> None:
    """Never given, to nobody, by a machine, for oneself."""
    who = await join(world)
    for one, represented in ((who, PRINCIPAL), (who, "no-such-person"), (who, who), ("water_machine", PRINCIPAL)):
        await refused(world, one, represented)


async def test_s8_a_delegation_holds_within_its_days_and_until_it_is_ended(world: World) -> None:
    who, early = await join(world), await join(world)
    await delegated(world, "office", PRINCIPAL, early, valid_from=str(TODAY + DAY))
    made = await delegated(world, "office", PRINCIPAL, who)

    await refused(world, early, PRINCIPAL)
    ok(await world.client(who).get("/api/v1/measures", headers={"Acting-For": PRINCIPAL}))
    ok(await world.client("water_principal").post(f"/api/v1/delegations/{made['id']}:end"))
    await refused(world, who, PRINCIPAL)


async def test_s8_there_are_no_chains(world: World) -> None:
    """Whoever stands in for a stand-in has the stand-in's own roles, not those of the person behind."""
    middle, who = await join(world), await join(world)
    await delegated(world, "office", PRINCIPAL, middle)
    await delegated(world, middle, None, who)

    await refused(world, who, PRINCIPAL)
    seen = ok(await world.client(who).get("/api/v1/whoami", headers={"Acting-For": middle})).json()
    assert seen["grants"] == []


async def test_s8_who_becomes_an_administrator_stands_in_for_nobody(world: World) -> None:
    """Also when the delegation is older than the role."""
    who = await join(world)
    await delegated(world, "office", PRINCIPAL, who)
    await _becomes_admin(world, who)

    await refused(world, who, PRINCIPAL)


async def _becomes_admin(world: World, who: str) -> None:
    text = f"people:\n  - {{id: {who}, name: {who}, memberships: [{{role: admin, from: 2026-01-01}}]}}\n"
    ok(await world.client("admin").post("/api/v1/organisation:import", files={"file": ("o.yaml", text.encode())}))


async def test_s8_a_stand_in_passes_nothing_on_and_administers_nothing(world: World) -> None:
    """In the place of another nobody delegates, declares recusals, or touches accounts."""
    who, third = await join(world), await join(world)
    admin = PEOPLE["admin"].id
    await delegated(world, "office", PRINCIPAL, who)
    await delegated(world, "admin", None, who)
    client, acting = world.client(who), {"Acting-For": PRINCIPAL}

    given = said(None, third)
    problem(await client.post("/api/v1/delegations", json=given, headers=acting), 403, "auth.in_person")
    recusal = {"unit_id": "water", "kind": "kin", "valid_from": str(TODAY)}
    problem(await client.post("/api/v1/recusals", json=recusal, headers=acting), 403, "auth.in_person")
    problem(await client.get("/api/v1/principals", headers={"Acting-For": admin}), 403, "auth.role")
    made = await client.post("/api/v1/principals/p-jiwei/credentials", json={"days": 1}, headers={"Acting-For": admin})
    problem(made, 403, "auth.role")


@pytest.mark.parametrize(
    ("by", "person", "stand_in", "answer"),
    [
        ("water_principal", None, "m-shui", (409, "delegation.impossible")),
        ("office", "m-shui", PRINCIPAL, (409, "delegation.impossible")),
        ("water_principal", None, PRINCIPAL, (409, "delegation.impossible")),
        ("water_principal", None, "p-guanliyuan", (409, "delegation.impossible")),
        ("office", PRINCIPAL, PEOPLE["office"].id, (409, "delegation.impossible")),
        ("water_liaison", PRINCIPAL, INSPECTOR, (403, "auth.role")),
        ("water_liaison", PRINCIPAL, PEOPLE["water_liaison"].id, (403, "auth.role")),
        ("discipline", PRINCIPAL, INSPECTOR, (403, "auth.role")),
        ("water_machine", None, INSPECTOR, (403, "auth.role")),
        ("office", "nobody", INSPECTOR, (404, "not_found")),
        ("office", PRINCIPAL, "nobody", (404, "not_found")),
    ],
)
async def test_not_everyone_delegates_to_everyone(
    world: World, by: str, person: str | None, stand_in: str, answer: tuple[int, str]
) -> None:
    """No machine, no administrator, not oneself, and not oneself in the place of whom one delegates for."""
    problem(await delegate(world, by, person, stand_in), *answer)


async def test_reversed_days_are_refused(world: World) -> None:
    answer = await delegate(world, "office", PRINCIPAL, INSPECTOR, valid_to="2020-01-01")
    problem(answer, 422, "request.invalid")


async def test_delegations_are_seen_and_ended_by_those_concerned(world: World) -> None:
    """The two, the office and administrators; 404 for the rest. Ending twice keeps the first moment."""
    person, who, stranger = await join(world), await join(world), await join(world)
    made = await delegated(world, person, None, who)
    path = "/api/v1/delegations"

    for client in (person, who, "office", "admin"):
        found = ok(await world.client(client).get(path, params={"after": _before(made["id"])})).json()
        assert made["id"] in [one["id"] for one in found]
    for client in (stranger, "discipline", "water_machine"):
        assert made["id"] not in [one["id"] for one in ok(await world.client(client).get(path)).json()]
        problem(await world.client(client).post(f"{path}/{made['id']}:end"), 404, "not_found")
    first = ok(await world.client(who).post(f"{path}/{made['id']}:end")).json()
    again = ok(await world.client("office").post(f"{path}/{made['id']}:end")).json()
    assert first["ended_by"] == again["ended_by"] == who
    assert datetime.fromisoformat(first["ended_at"]) == datetime.fromisoformat(again["ended_at"])


def _before(found: str) -> str:
    """An id just before this one, however many delegations other tests left behind."""
    return f"{int(found, 16) - 1:032x}"


async def test_the_same_key_in_anothers_place_is_another_request(world: World) -> None:
    """A stored answer is not handed out for an act in somebody else's name."""
    measure = await one_issued(world)
    who = await join(world, Grant(role=Role.UNIT_LIAISON, unit_id="water"))
    await delegated(world, "office", PRINCIPAL, who)

    ok(await world.command(who, measure, "claim", idempotency_key=f"{measure}-k"))
    again = await world.command(who, measure, "claim", idempotency_key=f"{measure}-k", acting_for=PRINCIPAL)

    problem(again, 422, "idempotency.reused")


async def test_the_gate_names_both_too(world: World) -> None:
    """What the office's stand-in passes is passed by both."""
    measure = await one_issued(world)
    await to_accepted_report(world, measure)
    who = await join(world)
    await delegated(world, "office_two", None, who)
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))

    ok(await world.command(who, measure, "pass-gate", acting_for=PEOPLE["office_two"].id))

    assert (await ledger_of(world, measure))[-1]["event"]["by"]["acting_for"]["id"] == PEOPLE["office_two"].id
