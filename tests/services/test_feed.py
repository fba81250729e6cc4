"""The event feed over HTTP: complete, in order, thin unless asked, cut to scope, with patience."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest

from schemas.happened import Happened, Secrecy
from schemas.webhooks import envelope_of, published
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress, to_signed_off
from tests.services.ledgers import PLAN, SHORT, fresh_key, imported, issue, issued, ledger_of, planned, problem

EVENTS = "/api/v1/events"


@pytest.fixture(scope="module")
async def campaign(world: World) -> str:
    """1-1 is signed off, 1-2 at work, the others issued; all of the water bureau."""
    made = await issued(world)
    await to_signed_off(world, f"{made}-1-1")
    await to_in_progress(world, f"{made}-1-2")
    return made


async def walk(world: World, who: str, limit: int = 7, **wanted: Any) -> list[dict[str, Any]]:
    """Page by page to the end."""
    found: list[dict[str, Any]] = []
    after: dict[str, str] = {}
    while True:
        page = await get(world, who, limit=limit, **wanted, **after)
        found += page["items"]
        if not page["more"]:
            return found
        assert len(page["items"]) == limit
        after = {"after": page["next"]}


async def get(world: World, who: str, **params: Any) -> dict[str, Any]:
    page: dict[str, Any] = ok(await world.client(who).get(EVENTS, params=params)).json()
    return page


async def test_every_event_once_and_in_order(world: World, campaign: str) -> None:
    """What the feed gives of a measure is its ledger, row for row; ids are unique over all."""
    events = await walk(world, "auditor")

    ids = [event["id"] for event in events]
    assert len(ids) == len(set(ids))
    for number in ("1-1", "1-2", "2-1"):
        measure = f"{campaign}-{number}"
        told = [(one["sequence"], one["type"]) for one in events if one["subject"] == measure]
        assert told == [(row["seq"], f"{row['type']}.v1") for row in await ledger_of(world, measure)]
    # What the campaign's clock writes by itself depends on the day.
    by_the_clock = {"campaign.deadline_passed.v1", "campaign.concentrated_begun.v1"}
    told_of_it = [one["type"] for one in events if one["subject"] == campaign]
    assert [one for one in told_of_it if one not in by_the_clock] == [
        "campaign.imported.v1",
        "campaign.reconciliation_confirmed.v1",
        "campaign.issued.v1",
    ]


async def test_case_24_reading_again_gives_the_same(world: World, campaign: str) -> None:
    """Every field of every event, whatever the size of the page; the cursor of an event leads behind it."""
    assert campaign
    once, again = await walk(world, "auditor"), await walk(world, "auditor", 3)

    assert once == again
    behind = await get(world, "auditor", after=once[4]["cursor"], limit=1)
    assert behind["items"] == once[5:6]


async def test_an_event_says_where_it_led(world: World, campaign: str) -> None:
    """Each envelope is what its schema says; `state` is the one after the event, not the present one."""
    events = await walk(world, "auditor", campaign=campaign)

    for event in events:
        envelope_of(event["type"].removesuffix(".v1")).model_validate_json(json.dumps(event))
    states = [one["data"]["state"] for one in events if one["subject"] == f"{campaign}-1-1"]
    assert states[:3] == ["draft", "draft", "issued"]
    assert states[-3:] == ["verifying", "awaiting_sign_off", "signed_off"]


async def test_thin_unless_asked(world: World, campaign: str) -> None:
    """A thin event holds no words of anybody; a full one holds the ledger's event."""
    measure = f"{campaign}-1-1"
    thin = await walk(world, "auditor", campaign=campaign)
    full = await walk(world, "auditor", campaign=campaign, payload="full")

    assert "现场查看属实" not in json.dumps(thin, ensure_ascii=False)
    assert {one["data"]["event"] for one in thin} == {None}
    rows = {row["seq"]: row["event"] for row in await ledger_of(world, measure)}
    assert {one["sequence"]: one["data"]["event"] for one in full if one["subject"] == measure} == rows


@pytest.mark.parametrize("who", ["market_liaison", "special_one", "admin"])
async def test_strangers_see_nothing_of_it(world: World, campaign: str, who: str) -> None:
    """What a caller may not read is not in their feed, filters or not."""
    assert await walk(world, who, campaign=campaign) == []
    assert await walk(world, who, unit="water") == []


async def test_a_unit_sees_its_measures_and_no_drafts(world: World, campaign: str) -> None:
    """The machine of the water bureau sees all of it; of a campaign that is not issued it sees nothing."""
    drafts = await imported(world)

    seen = {one["subject"] for one in await walk(world, "water_machine")}

    assert {f"{campaign}-1-1", f"{campaign}-2-2", campaign} <= seen
    assert not [subject for subject in seen if subject.startswith(drafts)]
    assert [one for one in await walk(world, "office") if one["subject"].startswith(drafts)]


async def test_filters_hold_together(world: World, campaign: str) -> None:
    """Types, campaign and unit; names with or without their version."""
    wanted: Mapping[str, Any] = {"type": ["measure.signed_off.v1", "measure.claimed"], "campaign": campaign}

    events = await walk(world, "auditor", **wanted)

    assert {one["type"] for one in events} == {"measure.signed_off.v1", "measure.claimed.v1"}
    assert await walk(world, "auditor", **wanted, unit="market") == []
    assert await walk(world, "auditor", **wanted, unit="water") == events


async def test_patience_ends_with_an_event(world: World, campaign: str) -> None:
    """A waiting reader is answered by the next event of theirs and not by somebody else's."""
    other = await planned(world, [{**PLAN, "number": "1-1", "lead_unit": "market"}], SHORT)
    start = (await get(world, "water_machine", after="now"))["next"]
    waiting = asyncio.create_task(get(world, "water_machine", after=start, wait=30))

    ok(await issue(world, other))
    await to_in_progress(world, f"{campaign}-2-1")
    page = await waiting

    assert [one["type"] for one in page["items"]] == ["measure.claimed.v1"]
    assert await get(world, "water_machine", after=page["next"]) == {"items": [], "next": page["next"], "more": False}


async def test_patience_ends_with_the_time(world: World, campaign: str) -> None:
    """No event: an empty page and the same place to go on from."""
    assert campaign
    start = (await get(world, "auditor", after="now"))["next"]

    assert await get(world, "auditor", after=start, wait=1) == {"items": [], "next": start, "more": False}


async def test_a_revoked_key_ends_the_waiting(world: World, campaign: str) -> None:
    """Whoever waits is asked for again before the answer."""
    assert campaign
    admin, start = world.client("admin"), (await get(world, "water_machine", after="now"))["next"]
    made = ok_created(await admin.post("/api/v1/principals/m-shui/credentials", json={"scopes": ["read"]}))
    world.tokens["short_lived"] = made["secret"]
    waiting = asyncio.create_task(
        world.client("short_lived").get(EVENTS, params={"after": start, "wait": 2}, headers=fresh_key())
    )
    # Some request of its own has been answered, so the waiting one has been let in.
    await get(world, "short_lived", after="now")
    ok(await admin.post(f"/api/v1/credentials/{made['id']}:revoke"))

    problem(await waiting, 401, "auth.invalid")


def ok_created(response: Any) -> dict[str, Any]:
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def changed(cursor: str, place: int, value: object) -> str:
    told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    told[place] = value
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode()


async def test_a_cursor_of_another_store_is_told_so(world: World, campaign: str) -> None:
    """Another store's name, a row this store does not have yet, a row that differs: all are foreign."""
    assert campaign
    cursor = (await get(world, "auditor", limit=1))["next"]

    for wrong in (changed(cursor, 0, "elsewhere"), changed(cursor, 1, 10**9), changed(cursor, 2, "00000000")):
        answer = await world.client("auditor").get(EVENTS, params={"after": wrong})
        problem(answer, 400, "cursor.foreign")


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bnVsbA", "WyJhIiwgdHJ1ZSwgIiJd", "e30", "%00"])
async def test_what_never_was_a_cursor(world: World, cursor: str) -> None:
    """Garbage is a bad request and never an outage."""
    problem(await world.client("auditor").get(EVENTS, params={"after": cursor}), 400, "cursor.invalid")


async def test_unknown_types_are_named(world: World) -> None:
    """A wrong event type is refused with its name."""
    answer = await world.client("auditor").get(EVENTS, params={"type": ["measure.signed_off", "measure.vanished.v1"]})

    assert problem(answer, 422, "event.type_unknown")["about"] == "measure.vanished.v1"


@pytest.mark.parametrize("params", [{"wait": 61}, {"limit": 0}, {"limit": 501}, {"payload": "thick"}, {"wait": "soon"}])
async def test_wrong_parameters_are_named(world: World, params: dict[str, Any]) -> None:
    """Out of range is refused, not cut."""
    problem(await world.client("auditor").get(EVENTS, params=params), 422, "request.invalid")


async def test_schemas_are_there_for_every_type(world: World, campaign: str) -> None:
    """Each event's `dataschema` leads to the schema of its type."""
    for path in {one["dataschema"] for one in await walk(world, "auditor", campaign=campaign)}:
        schema = ok(await world.client(None).get(path)).json()
        assert schema["properties"]["type"]["const"] == path.rpartition("/")[2]
    problem(await world.client(None).get(f"{EVENTS}/schemas/measure.vanished.v1"), 404, "not_found")


def test_restricted_types_stay_inside() -> None:
    """A type marked as restricted is not among those that leave."""

    class Referred(Happened):
        secrecy = Secrecy.RESTRICTED

    assert published({"measure.referred": Referred, "measure.told": Happened}) == ("measure.told",)
