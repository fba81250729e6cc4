"""Case 2 of domain.md 7: an office-holder changes; the seat passes at once, acts stay, and a certificate is signed."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.tables.people import MEMBERSHIPS
from services.people.handovers import certificate
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_accepted_report, to_in_progress
from tests.services.bodies import body
from tests.services.ledgers import NUMBERS, PLAN, issue, join, one_issued, planned, problem, show
from workflows.canonical import GENESIS, chain_hash
from workflows.periods import china_day

TODAY = china_day(datetime.now(UTC))
WATER = Grant(role=Role.UNIT_PRINCIPAL, unit_id="water")
GATE = Grant(role=Role.OFFICE)


async def end_terms(world: World, who: str, *, days_ago: int = 1) -> None:
    async with world.platform.database.read() as connection:
        mine = select(MEMBERSHIPS.c.id).where(MEMBERSHIPS.c.principal_id == who)
        ids = (await connection.scalars(mine)).all()
    for one in ids:
        last = {"valid_to": str(TODAY - timedelta(days=days_ago))}
        ok(await world.client("admin").post(f"/api/v1/memberships/{one}:end", json=last))


async def test_case_2_pending_approvals_pass_to_the_successor(world: World) -> None:
    """What waited for the old principal's signature is in the new one's queue, and no longer in the old one's."""
    measure = await one_issued(world)
    old = await join(world, WATER, days=(-30, None))
    await to_in_progress(world, measure)
    ok(await world.command("water_liaison", measure, "submit-report", body(world, "submit-report")))
    assert await waits(world, old, measure)

    await end_terms(world, old)
    new = await join(world, WATER)

    assert await waits(world, new, measure)
    countersign = body(world, "countersign-report")
    problem(await world.command(old, measure, "countersign-report", countersign), 404, "not_found")
    ok(await world.command(new, measure, "countersign-report", countersign))


async def waits(world: World, who: str, measure: str) -> bool:
    queue = ok(await world.client(who).get("/api/v1/queue", params={"limit": 200})).json()
    actions = {one["measure"]["id"]: one["actions"] for one in queue}
    return "countersign_report" in actions.get(measure, [])


async def test_case_2_earlier_acts_still_count(world: World) -> None:
    """S2: whoever gated this measure's reports signs nothing for its unit; S1: and gates there no more."""
    measure = await one_issued(world)
    gatekeeper = await join(world, GATE, days=(-30, None))
    await to_in_progress(world, measure)
    ok(await world.command("water_principal", measure, "submit-report", body(world, "submit-report")))
    ok(await world.command(gatekeeper, measure, "accept-report", body(world, "accept-report")))

    await appointed(world, gatekeeper)

    closure = await world.command(gatekeeper, measure, "request-closure", body(world, "request-closure"))
    gate = await world.command(gatekeeper, measure, "return-report", body(world, "return-report"))
    assert problem(closure, 403, "measure.duties_conflict")["rule"] == "S2"
    assert problem(gate, 403, "measure.duties_conflict")["rule"] == "S1"
    fresh = await one_issued(world)
    ok(await world.command(gatekeeper, fresh, "claim"))


async def appointed(world: World, who: str) -> None:
    """Principal of the water bureau from today on, and still of the office."""
    given = f"""units: [{{id: water, name: 区水务局}}]
people:
  - {{id: {who}, name: {who}, memberships: [{{role: unit_principal, unit: water, from: {TODAY}}}]}}
"""
    sent = {"file": ("o.yaml", given.encode())}
    ok(await world.client("admin").post("/api/v1/organisation:import", files=sent))


async def test_case_2_the_old_principal_judges_nothing_of_the_unit_afterwards(world: World) -> None:
    """S4: the former post follows from the term that ended; nobody has to record it."""
    measure = await one_issued(world)
    await to_accepted_report(world, measure)
    ok(await world.command("water_principal", measure, "request-closure", body(world, "request-closure")))
    old = await join(world, WATER, days=(-30, -1))
    text_ = f"people:\n  - {{id: {old}, name: {old}, memberships: [{{role: office, from: {TODAY}}}]}}\n"
    sent = {"file": ("o.yaml", text_.encode())}
    ok(await world.client("admin").post("/api/v1/organisation:import", files=sent))

    told = problem(await world.command(old, measure, "pass-gate"), 403, "measure.duties_conflict")

    assert told["rule"] == "S4"


async def unit_with_work(world: World) -> tuple[str, str]:
    """A unit's own campaign: one open measure, one long-term, one suspended, one of another unit."""
    rows: list[dict[str, Any]] = [{"number": number, **PLAN} for number in NUMBERS]
    rows[1]["category"] = "long_term"
    rows[3]["lead_unit"] = "housing"
    campaign = await planned(world, rows)
    ok(await issue(world, campaign))
    ok(await world.command("water_liaison", f"{campaign}-2-1", "claim"))
    stop = {"reason": "汛期停工。", "planned_end": str(TODAY + timedelta(days=60))}
    ok(await world.command("leader", f"{campaign}-2-1", "suspend", stop))
    return campaign, "/api/v1/units/water"


def numbers(shown: dict[str, Any], campaign: str) -> dict[str, list[str]]:
    lists = ("open", "long_term", "suspended")
    return {name: [one["number"] for one in shown[name] if one["campaign_id"] == campaign] for name in lists}


async def test_the_certificate_lists_what_is_handed_over(world: World) -> None:
    """Open, long-term and suspended measures with due date, missing reports and letters, as of any past day."""
    campaign, path = await unit_with_work(world)
    ok(await world.command("water_liaison", f"{campaign}-1-1", "claim"))
    client = world.client("water_principal")

    shown = ok(await client.get(f"{path}/handover")).json()
    before = ok(await client.get(f"{path}/handover", params={"as_of": str(TODAY - timedelta(days=1))})).json()
    # No token lives that long, so the reading behind the route is asked.
    officer = Actor(id="o", name="o", kind=ActorKind.PERSON, grants=(GATE,))
    ahead = world.clock() + timedelta(days=70)
    later = (await certificate(world.platform.database, officer, "water", None, ahead)).model_dump(mode="json")

    assert numbers(shown, campaign) == {"open": ["1-1"], "long_term": ["1-2"], "suspended": ["2-1"]}
    assert numbers(before, campaign) == {"open": [], "long_term": [], "suspended": []}
    (claimed,) = [one for one in later["open"] if one["measure_id"] == f"{campaign}-1-1"]
    (late,) = [one for one in later["long_term"] if one["measure_id"] == f"{campaign}-1-2"]
    assert len(claimed["missing_reports"]) >= 2
    assert claimed["due"]
    assert "claim_late" in {letter["kind"] for letter in late["pending_letters"]}


async def test_the_document_is_chinese_and_has_lines_to_sign(world: World) -> None:
    campaign, path = await unit_with_work(world)
    answer = ok(await world.client("discipline").get(f"{path}/handover.docx"))
    document = Document(io.BytesIO(answer.content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "wordprocessingml" in answer.headers["content-type"]
    for who in ("移交人", "接收人", "纪检监察机关", "组织部门", "财政部门", "审计机关"):
        assert f"{who}" in said
    assert len(document.tables) == 3
    assert {"编号", "整改措施"} <= {cell.text for cell in document.tables[0].rows[0].cells}
    assert (await show(world, f"{campaign}-2-1"))["state"] == "suspended"


async def test_a_handover_is_recorded_once_and_for_good(world: World) -> None:
    """Both names and the certificate in a chain of hashes; again is the same row; nobody changes it."""
    _, path = await unit_with_work(world)
    old, new = await join(world, WATER, days=(-30, -1)), await join(world, WATER)
    given = {"outgoing_id": old, "incoming_id": new, "note": "当面交接。"}
    earlier = ok(await world.client("auditor").get(f"{path}/handovers")).json()

    made = await world.client(new).post(f"{path}:hand-over", json=given)
    again = await world.client("office").post(f"{path}:hand-over", json=given)

    assert (made.status_code, made.json()) == (201, again.json())
    row = made.json()
    assert (row["outgoing_name"], row["incoming_name"], row["recorded_by"]) == (old, new, new)
    previous = earlier[-1]["hash"] if earlier else GENESIS
    assert row["hash"] == chain_hash(previous, row["body"])
    assert json.loads(row["body"])["certificate"]["unit"]["id"] == "water"
    assert ok(await world.client("auditor").get(f"{path}/handovers")).json() == [*earlier, row]
    for statement in ("UPDATE handovers SET note = 'x'", "DELETE FROM handovers"):
        with pytest.raises(DBAPIError):
            async with world.platform.database.write() as connection:
                await connection.execute(text(statement))


@pytest.mark.parametrize(
    ("who", "given", "answer"),
    [
        ("housing_principal", {}, (404, "not_found")),
        ("special_one", {}, (404, "not_found")),
        ("water_machine", {}, (404, "not_found")),
        ("water_liaison", {}, (403, "auth.role")),
        ("discipline", {}, (403, "auth.role")),
        ("office", {"incoming_id": "p-zhu-juzhang"}, (409, "handover.not_holder")),
        ("office", {"incoming_id": "nobody"}, (409, "handover.not_holder")),
        ("office", {"as_of": "2999-01-01"}, (400, "request.bad")),
        ("office", {"incoming_id": "p-shui-juzhang"}, (422, "request.invalid")),
    ],
)
async def test_not_everyone_hands_over_what_is_not_theirs(
    world: World, who: str, given: dict[str, Any], answer: tuple[int, str]
) -> None:
    whole = {"outgoing_id": "p-shui-juzhang", "incoming_id": "p-successor", **given}

    problem(await world.client(who).post("/api/v1/units/water:hand-over", json=whole), *answer)


async def test_a_unit_nobody_knows_has_no_certificate(world: World) -> None:
    problem(await world.client("office").get("/api/v1/units/nowhere/handover"), 404, "not_found")
