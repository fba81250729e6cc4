"""Case 1 of domain.md 7: a unit is renamed, merged, split or dissolved in mid-campaign."""

import json
import uuid
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import insert

from schemas.measure import Grant, Role
from schemas.tables.people import UNITS
from services.verification import verify_ledger
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok, this_period
from tests.services.campaign_roads import CONTACT, done, freeze, publish, valid_for_years
from tests.services.ledgers import NUMBERS, PLAN, fresh_key, issue, join, ledger_of, patch, planned, problem, show
from tests.services.test_letters import inbox
from workflows.periods import china_day

WHY = {"document": "编办〔2026〕8号", "reason": "机构改革。"}


class Bureau:
    """A unit of one test, with a principal and a liaison of its own."""

    def __init__(self, unit: str, name: str, principal: str, liaison: str) -> None:
        self.id, self.name, self.principal, self.liaison = unit, name, principal, liaison


async def bureau(world: World, *, listed: bool = True) -> Bureau:
    """Unless `listed` it is not in the directory yet, and has nobody."""
    unit = f"u-{uuid.uuid4().hex[:10]}"
    if not listed:
        return Bureau(unit, f"新局{unit}", "", "")
    async with world.platform.database.write() as connection:
        await connection.execute(insert(UNITS), {"id": unit, "name": f"局{unit}", "aliases": "[]"})
    people = [await join(world, Grant(role=role, unit_id=unit)) for role in (Role.UNIT_PRINCIPAL, Role.UNIT_LIAISON)]
    return Bureau(unit, f"局{unit}", *people)


async def led_by(world: World, unit: Bureau, **plan: Any) -> str:
    """An issued campaign of four measures."""
    rows = [{"number": one, **PLAN, "lead_unit": unit.id, **plan} for one in NUMBERS]
    campaign = await planned(world, rows, CONTACT)
    ok(await issue(world, campaign))
    return campaign


def said(kind: str, *successors: Bureau, **more: Any) -> dict[str, Any]:
    named = [{"id": one.id} if one.principal else {"id": one.id, "name": one.name} for one in successors]
    return {"kind": kind, "successors": named, "on": "2026-11-01", **WHY, **more}


async def send(world: World, unit: Bureau, body: dict[str, Any], who: str = "office", key: str = "") -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else fresh_key()
    return await world.client(who).post(f"/api/v1/units/{unit.id}:succeed", json=body, headers=headers)


async def ended(world: World, unit: Bureau, body: dict[str, Any], key: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = ok(await send(world, unit, body, key=key)).json()
    return answer


async def by_unit(world: World, campaign: str, as_of: str = "") -> dict[str, int]:
    query = {"as_of": as_of} if as_of else {}
    path = f"/api/v1/campaigns/{campaign}/statistics"
    counted = ok(await world.client("office").get(path, params=query)).json()["by_unit"]
    return {one["unit"]["id"]: one["total"] for one in counted}


async def test_case_01_open_duties_move_to_the_successor(world: World) -> None:
    """What waited for the old unit's signature is in the successor's queue; its report stays the old unit's."""
    old, new = await bureau(world), await bureau(world)
    campaign = await led_by(world, old)
    measure, period = f"{campaign}-1-1", this_period(world)
    ok(await world.command(old.liaison, measure, "claim"))
    ok(await world.command(old.liaison, measure, "submit-report", {"period": period, "text": "进展。"}))

    result = await ended(world, old, said("merged", new))

    assert (result["moved"], result["refused"]) == (4, 0)
    assert {row["successor_id"] for row in result["rows"]} == {new.id}
    assert set(result["members"]) == {old.principal, old.liaison}
    waiting = ok(await world.client(new.principal).get("/api/v1/queue")).json()
    assert {one["measure"]["id"]: one["actions"] for one in waiting} == {
        measure: ["countersign_report"],
        **{f"{campaign}-{number}": ["claim"] for number in NUMBERS[1:]},
    }
    ok(await world.command(new.principal, measure, "countersign-report", {"period": period, "version": 1}))
    (report,) = (await show(world, measure))["reports"]
    assert (report["unit"]["id"], report["status"]) == (old.id, "countersigned")


async def test_case_01_the_successor_sees_what_it_took_over_with_its_history(world: World) -> None:
    """And is told; the old unit keeps reading and begins nothing."""
    old, new = await bureau(world), await bureau(world)
    measure = f"{await led_by(world, old)}-1-1"
    problem(await world.client(new.liaison).get(f"/api/v1/measures/{measure}"), 404, "not_found")

    await ended(world, old, said("renamed", new))

    rows = await ledger_of(world, measure, who=new.liaison)
    assert [row["type"] for row in rows][-2:] == ["measure.unit_succeeded", "measure.reminded"]
    event = json.loads(rows[-2]["body"])["event"]
    assert (event["unit_id"], event["successor_id"], event["kind"], event["on"]) == (
        old.id,
        new.id,
        "renamed",
        "2026-11-01",
    )
    told = [(one["kind"], one["about"]) for one in (await inbox(world, new.principal))["items"]]
    assert told == [("unit_succeeded", old.id)] * 4
    assert await ledger_of(world, measure, who=old.liaison) == rows
    problem(await world.command(old.liaison, measure, "claim"), 403, "measure.role_required")
    ok(await world.command(new.liaison, measure, "claim"))


async def test_case_01_counts_per_unit_ask_as_of(world: World, clock: Clock) -> None:
    """Of yesterday they are the old unit's under its old name, of now the successor's."""
    old, new = await bureau(world), await bureau(world, listed=False)
    clock.ahead = -timedelta(days=2)
    campaign = await led_by(world, old)
    clock.ahead = timedelta()
    yesterday = str(china_day(clock()) - timedelta(days=1))

    await ended(world, old, said("renamed", new))

    assert await by_unit(world, campaign, yesterday) == {old.id: 4}
    assert await by_unit(world, campaign) == {new.id: 4}
    assert (await show(world, f"{campaign}-1-1"))["lead_unit"] == {"id": new.id, "name": new.name}


async def test_case_01_published_rows_keep_the_old_name(world: World, clock: Clock) -> None:
    """A frozen snapshot and the bulletins made of it, also those published after the succession."""
    old, new = await bureau(world), await bureau(world)
    campaign = await led_by(world, old)
    await valid_for_years(world)
    clock.ahead = timedelta(days=190)
    snapshot = await freeze(world, campaign)
    await done(world, "office", campaign, "report-progress", {"snapshot_id": snapshot, "text": "整改进展。"})
    await done(world, "leader", campaign, "decide-withholding", {"entries": []})
    _, public = await publish(world, campaign, snapshot)
    before = ok(await world.client(None).get(f"/bulletins/{public}")).text

    await ended(world, old, said("dissolved", new))

    after = ok(await world.client(None).get(f"/bulletins/{public}")).text
    kept = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/snapshots/{snapshot}")).text
    assert (old.name in before, new.name in before) == (True, False)
    assert after == before
    assert (old.name in kept, new.name in kept) == (True, False)
    later = await freeze(world, campaign, "承接以后")
    shown = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/snapshots/{later}")).text
    assert (old.name in shown, new.name in shown) == (False, True)


async def test_case_01_a_split_says_which_measure_goes_where(world: World) -> None:
    """All of them, before anything is recorded; drafts of plans not issued yet included."""
    old, one, two = await bureau(world), await bureau(world), await bureau(world, listed=False)
    campaign = await led_by(world, old)
    drafts = await planned(world, [{"number": "1-1", **PLAN, "lead_unit": old.id}])
    ids = [f"{campaign}-{number}" for number in NUMBERS]
    some = {ids[0]: one.id, f"{drafts}-1-1": two.id}

    lacking = problem(await send(world, old, said("split", one, two, measures=some)), 409, "succession.unmapped")
    assert set(lacking["about"].split(",")) == set(ids[1:])
    assert not any(unit["id"] == two.id for unit in ok(await world.client("office").get("/api/v1/units")).json())
    result = await ended(world, old, said("split", one, two, measures={**some, **dict.fromkeys(ids[1:], two.id)}))

    assert (result["moved"], result["refused"]) == (5, 0)
    assert await by_unit(world, campaign) == {one.id: 1, two.id: 3}
    assert (await show(world, f"{drafts}-1-1", who="office"))["lead_unit"]["id"] == two.id
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_case_01_a_unit_that_is_no_more_gets_nothing_new(world: World) -> None:
    """Not by reassignment, alone or in bulk, not in a plan; each refusal names who followed it."""
    old, new, other = await bureau(world), await bureau(world), await bureau(world)
    campaign = await led_by(world, other)
    drafts = await planned(world, [{"number": "1-1", **PLAN, "lead_unit": other.id}])
    await ended(world, old, said("dissolved", new))
    given = {"lead_unit": old.id, "reason": "职责调整。", "principals_consulted": True}
    about = f"{old.id} → {new.id}"

    refused = problem(await world.command("office", f"{campaign}-1-1", "reassign", given), 409, "unit.ended")
    rows = {"rows": [{"measure_id": f"{campaign}-1-1", "command": {"type": "reassign", **given}}]}
    sent = await world.client("office").post("/api/v1/measures:batch", json=rows, headers=fresh_key())
    plan = await patch(world, drafts, [{"number": "1-1", "lead_unit": old.name}])

    assert refused["about"] == about
    assert [(row["problem"], row["about"]) for row in (*ok(sent).json()["rows"], *plan["rows"])] == [
        ("unit.ended", about)
    ] * 2
    third = await bureau(world)
    problem(await send(world, third, said("merged", old)), 409, "unit.ended")
    (shown,) = [one for one in ok(await world.client("auditor").get("/api/v1/units")).json() if one["id"] == old.id]
    assert shown["succession"] == {
        "kind": "dissolved",
        "on": "2026-11-01",
        "document": WHY["document"],
        "successors": [new.id],
    }


async def test_the_same_again_repeats_nothing_and_another_is_refused(world: World) -> None:
    """A measure that came to the unit in the same moment is moved by asking again."""
    old, new = await bureau(world), await bureau(world)
    campaign = await led_by(world, old)
    told = said("merged", new)

    first = await ended(world, old, told, key=f"once-{old.id}")
    again = await ended(world, old, told, key=f"once-{old.id}")
    other = problem(await send(world, old, {**told, "kind": "renamed"}), 409, "unit.ended")

    assert (first["moved"], again["moved"], again["rows"]) == (4, 0, [])
    assert first["recorded_at"] == again["recorded_at"]
    assert other["about"] == f"{old.id} → {new.id}"
    assert [row["type"] for row in await ledger_of(world, f"{campaign}-1-1")].count("measure.unit_succeeded") == 1


async def test_a_unit_with_nothing_left_may_end_without_a_successor(world: World) -> None:
    idle, busy = await bureau(world), await bureau(world)
    campaign = await led_by(world, busy)

    assert (await ended(world, idle, said("dissolved")))["successors"] == []
    lacking = problem(await send(world, busy, said("dissolved")), 409, "succession.unmapped")
    assert f"{campaign}-1-1" in lacking["about"]


@pytest.mark.parametrize(
    ("kind", "successors"), [("renamed", 0), ("merged", 2), ("split", 1), ("renamed", -1), ("split", -2)]
)
async def test_successors_fit_the_kind(world: World, kind: str, successors: int) -> None:
    """The number of them; and never the unit itself (-1), nor one twice (-2)."""
    old = await bureau(world)
    others = [await bureau(world) for _ in range(abs(successors))]
    named = {-1: [old], -2: others[:1] * 2}.get(successors, others)

    problem(await send(world, old, said(kind, *named)), 422, "succession.successors")


async def test_what_is_not_there_is_not_found(world: World) -> None:
    """A unit, a successor without a name, a measure that is not the unit's; and no name belongs to two units."""
    old, new, nobody = await bureau(world), await bureau(world), await bureau(world, listed=False)
    stranger = {**said("merged", new), "successors": [{"id": nobody.id}]}
    namesake = {**said("merged", new), "successors": [{"id": nobody.id, "name": new.name}]}
    foreign = said("dissolved", new, measures={"no-such-measure": new.id})

    assert problem(await send(world, nobody, said("merged", new)), 404, "not_found")["about"] == nobody.id
    assert problem(await send(world, old, stranger), 404, "not_found")["about"] == nobody.id
    assert problem(await send(world, old, foreign), 404, "not_found")["about"] == "no-such-measure"
    problem(await send(world, old, namesake), 409, "organisation.conflict")
    tomorrow = str(china_day(world.clock()) + timedelta(days=1))
    problem(await send(world, old, {**said("merged", new), "on": tomorrow}), 409, "clock.date_ahead")
    elsewhere = said("split", new, await bureau(world), measures={"m": old.id})
    assert problem(await send(world, old, elsewhere), 422, "succession.successors")["about"] == old.id


@pytest.mark.parametrize("who", ["admin", "leader", "water_principal", "auditor", "water_machine"])
async def test_only_the_office_ends_a_unit(world: World, who: str) -> None:
    old, new = await bureau(world), await bureau(world)

    problem(await send(world, old, said("merged", new), who), 403, "auth.role")
    await ended(world, old, said("merged", new))


async def test_no_batch_moves_a_measure_without_a_recorded_succession(world: World) -> None:
    old, new = await bureau(world), await bureau(world)
    measure = f"{await led_by(world, old)}-1-1"
    command = {"type": "succeed_unit", "unit_id": old.id, "successor_id": new.id, "kind": "merged", "on": "2026-11-01"}
    rows = {"rows": [{"measure_id": measure, "command": {**command, **WHY}}]}
    sent = await world.client("office").post("/api/v1/measures:batch", json=rows, headers=fresh_key())

    assert ok(sent).json()["rows"][0]["problem"] == "batch.not_here"
