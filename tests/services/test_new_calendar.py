"""Case 10 of domain.md 7: next year's calendar was unpublished at the issue; it arrives, and dates are counted anew."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from schemas.campaign_commands import AdoptCampaignCalendar
from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.tables.rules import CALENDARS
from services.auth import Caller
from services.campaigns.desk import CampaignDesk
from services.packs.calendars import shipped_calendar
from services.verification import verify_ledger
from tests.fixtures.days import DUE, FREE_SATURDAY
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok
from tests.services.campaign_roads import ask
from tests.services.ledgers import NUMBERS, PLAN, issue, ledger_of, planned, problem, show
from tests.services.test_calendars import load
from tests.services.test_clock import clock as clock_of
from tests.services.test_letters import inbox
from tests.services.test_packs import row_of
from tests.unit.packs.test_calendars import FILE
from workflows.periods import china_day

# A day off as far as anybody knew, and worked by the decree.
SATURDAY = str(FREE_SATURDAY)
SUNDAY, MONDAY = (str(FREE_SATURDAY + timedelta(days=days)) for days in (1, 2))
DECREE = FILE.replace("2027-01-09", SATURDAY).replace("2027", str(FREE_SATURDAY.year))


@pytest.fixture
async def campaign(world: World, clock: Clock) -> str:
    """Issued two days ago without a decree of the year it is due in: 1-1 on a Saturday, the others on a Wednesday."""
    async with world.platform.database.write() as connection:
        await connection.execute(delete(CALENDARS))
    clock.ahead = -timedelta(days=2)
    days = {"1-1": SATURDAY}
    made = await planned(world, [{"number": one, **PLAN, "due": days.get(one, str(DUE))} for one in NUMBERS])
    ok(await issue(world, made))
    clock.ahead = timedelta()
    return made


async def adopt(world: World, campaign: str, key: str | None = None) -> dict[str, Any]:
    answer: dict[str, Any] = ok(await ask(world, "office", campaign, "adopt-calendar", key=key)).json()
    return answer


async def dues(world: World, campaign: str, as_of: str | None = None) -> list[str]:
    query = {"as_of": as_of} if as_of else {}
    path = f"/api/v1/campaigns/{campaign}/ledger"
    return [one["due"] for one in ok(await world.client("office").get(path, params=query)).json()["items"]]


async def types(world: World, measure: str) -> list[str]:
    return [row["type"] for row in await ledger_of(world, measure)]


async def test_case_10_provisional_dates_are_counted_anew_when_the_calendar_arrives(
    world: World, campaign: str
) -> None:
    """The decree names who is behind and moves nothing; adopting moves what it moves, and tells whom it concerns."""
    moving, staying = f"{campaign}-1-1", f"{campaign}-1-2"
    before = await clock_of(world, moving)
    made = await load(world, DECREE)
    assert (before["due"], before["provisional"]) == (MONDAY, True)
    assert campaign in [one["id"] for one in made["behind"]]
    assert await clock_of(world, moving) == before

    done = await adopt(world, campaign)
    after = await clock_of(world, moving)

    assert (done["changed"], done["refused"]) == (4, 0)
    assert (after["due"], after["provisional"], after["calendar_version"]) == (SATURDAY, False, made["version"])
    assert [(step["rule"], step["calendar"], step["day"]) for step in after["steps"]] == [
        ("due.plan", shipped_calendar().version, MONDAY),
        ("due.calendar", made["version"], SATURDAY),
    ]
    assert [day["day"] for day in after["steps"][0]["skipped"]] == [SATURDAY, SUNDAY]
    assert after["steps"][1]["skipped"] == []
    (event,) = [row for row in await ledger_of(world, moving) if row["type"] == "measure.calendar_adopted"]
    days = {"what": "due", "about": "", "before": MONDAY, "after": SATURDAY}
    assert json.loads(event["body"])["event"]["moved"] == [days]
    assert "due_provisional" not in (await show(world, moving))["flags"]
    assert (await clock_of(world, staying))["due"] == str(DUE)
    assert "due_provisional" not in (await show(world, staying))["flags"]


async def test_case_10_only_who_has_a_day_that_moved_is_told(world: World, campaign: str) -> None:
    await load(world, DECREE)
    await adopt(world, campaign)

    for who in ("water_liaison", "water_principal", "office"):
        mine = [one for one in (await inbox(world, who, limit=200))["items"] if one["campaign_id"] == campaign]
        assert [(one["number"], one["kind"], one["day"], one["about"]) for one in mine] == [
            ("1-1", "day_moved", SATURDAY, "due")
        ]
    assert (await types(world, f"{campaign}-1-1"))[-2:] == ["measure.calendar_adopted", "measure.reminded"]
    assert (await types(world, f"{campaign}-1-2"))[-1] == "measure.calendar_adopted"


async def test_case_10_statistics_of_an_earlier_day_keep_the_old_dates(world: World, campaign: str) -> None:
    await load(world, DECREE)
    await adopt(world, campaign)
    yesterday = str(china_day(world.clock()) - timedelta(days=1))

    assert (await dues(world, campaign, yesterday))[0] == MONDAY
    assert (await dues(world, campaign))[0] == SATURDAY


async def test_the_campaign_keeps_both_versions_and_their_hashes(world: World, campaign: str) -> None:
    """The one before can be read for ever, its row agrees with its ledger, and its own deadlines count anew."""
    made = await load(world, DECREE)
    await adopt(world, campaign)
    shown = ok(await world.client("leader").get(f"/api/v1/campaigns/{campaign}/history")).json()
    (event,) = [json.loads(row["body"])["event"] for row in shown if row["type"] == "campaign.calendar_adopted"]
    row = await row_of(world, campaign)

    assert (event["before"], event["version"]) == (shipped_calendar().version, made["version"])
    assert len({event["before_sha256"], event["sha256"]}) == 2
    assert row.calendar_version == made["version"]
    kept = ok(await world.client("auditor").get(f"/api/v1/calendars/{event['before']}")).json()
    assert kept["calendar"] == shipped_calendar().model_dump(mode="json")
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_asked_again_it_does_nothing_and_finishes_what_was_cut_short(world: World, campaign: str) -> None:
    """The campaign moved and the platform died before its measures did: the next call counts them."""
    await load(world, DECREE)
    actor = Actor(id="p-zhenggaiban", name="整改办", kind=ActorKind.PERSON, grants=(Grant(role=Role.OFFICE),))
    desk = CampaignDesk(world.platform, Caller(actor, frozenset(), "c"), world.clock(), None)
    await desk.apply(campaign, AdoptCampaignCalendar())
    assert "measure.calendar_adopted" not in await types(world, f"{campaign}-1-1")

    first = await adopt(world, campaign, key="adopt-once")
    again = await adopt(world, campaign, key="adopt-once")

    assert (first["changed"], again["changed"]) == (4, 0)
    assert (await types(world, f"{campaign}-1-1")).count("measure.calendar_adopted") == 1
    shown = ok(await world.client("leader").get(f"/api/v1/campaigns/{campaign}/history")).json()
    assert [row["type"] for row in shown].count("campaign.calendar_adopted") == 1


async def test_a_measure_issued_after_it_counts_by_the_new_calendar_at_once(world: World, campaign: str) -> None:
    """Of a campaign that adopted while it was a draft; there is nothing left to count anew."""
    drafts = await planned(world, [{"number": one, **PLAN, "due": SATURDAY} for one in NUMBERS])
    assert campaign != drafts
    await load(world, DECREE)
    assert (await adopt(world, drafts))["changed"] == 0
    ok(await issue(world, drafts))

    assert (await clock_of(world, f"{drafts}-1-1"))["due"] == SATURDAY
    assert (await adopt(world, drafts))["changed"] == 0


@pytest.mark.parametrize("who", ["leader", "water_principal", "admin", "water_machine"])
async def test_only_the_office_adopts(world: World, campaign: str, who: str) -> None:
    sent = await ask(world, who, campaign, "adopt-calendar")

    assert sent.status_code in {403, 404}
    assert (await row_of(world, campaign)).calendar_version == shipped_calendar().version


async def test_no_batch_brings_a_calendar_of_its_own(world: World, campaign: str) -> None:
    """What the calendar says is looked up, never sent."""
    plain = {"version": "plain", "decreed_years": [], "days_off": [], "days_worked": []}
    command = {"type": "adopt_calendar", "version": "plain", "facts": {"before": plain, "after": plain}}
    rows = {"rows": [{"measure_id": f"{campaign}-1-1", "command": command}]}
    sent = await world.client("office").post(
        "/api/v1/measures:batch", json=rows, headers={"Idempotency-Key": f"batch-{campaign}"}
    )

    (row,) = ok(sent).json()["rows"]
    assert row["problem"] == "batch.not_here"
    problem(await world.command("office", f"{campaign}-1-1", "adopt-calendar"), 405, "method_not_allowed")
