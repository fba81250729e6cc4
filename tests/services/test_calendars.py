"""Calendars over HTTP: the office loads a decree, the next campaign freezes it, the ones before keep theirs."""

from typing import Any

import pytest
from sqlalchemy import delete

from activities.frozen import setting_of
from schemas.tables.rules import CALENDARS
from services.packs.calendars import shipped_calendar
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import count, created, file, problem
from tests.services.test_packs import import_under, row_of
from tests.unit.packs.test_calendars import FILE


@pytest.fixture
async def undecreed(world: World) -> World:
    """No decree of the office in the tables."""
    async with world.platform.database.write() as connection:
        await connection.execute(delete(CALENDARS))
    return world


async def load(world: World, text: str, who: str = "office") -> dict[str, Any]:
    sent = await world.client(who).post("/api/v1/calendars", files=file(text.encode(), "2027.yaml"))
    loaded: dict[str, Any] = created(sent).json()
    return loaded


async def current(world: World) -> dict[str, Any]:
    (found,) = [one for one in await listed(world) if one["current"]]
    return found


async def listed(world: World) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ok(await world.client("auditor").get("/api/v1/calendars")).json()["items"]
    return items


async def test_the_shipped_calendar_is_current_at_first(undecreed: World) -> None:
    found = await current(undecreed)
    shown = ok(await undecreed.client("water_machine").get(f"/api/v1/calendars/{found['version']}")).json()

    assert found["version"] == shipped_calendar().version
    assert (found["ground"], 2026 in found["decreed_years"], 2027 in found["decreed_years"]) == (None, True, False)
    assert "2026-10-10" in shown["calendar"]["days_worked"]
    assert [one["version"] for one in await listed(undecreed)] == [found["version"], "plain"]


async def test_a_decree_makes_the_next_calendar(undecreed: World) -> None:
    """Its version is current and stays readable; loading it again makes no other."""
    made = await load(undecreed, FILE)
    again = await load(undecreed, FILE)
    shown = ok(await undecreed.client("auditor").get(f"/api/v1/calendars/{made['version']}")).json()

    assert made == again == {**shown, "behind": made["behind"]}
    assert (made["current"], made["ground"]) == (True, "测试用放假通知")
    assert 2027 in made["decreed_years"]
    assert await count(undecreed, CALENDARS) == 1
    assert [one["version"] for one in await listed(undecreed)] == [made["version"], shipped_calendar().version, "plain"]


async def test_the_later_decree_of_a_year_holds(undecreed: World) -> None:
    """A correction replaces the year; going back to the first text makes the first version current again."""
    first = await load(undecreed, FILE)
    second = await load(undecreed, FILE.replace("2027-01-09", "2027-01-10"))
    assert (await current(undecreed))["version"] == second["version"] != first["version"]

    # The correction's day in December goes with it.
    await load(undecreed, FILE.replace("2027-01-09", "2026-12-26"))
    third = await load(undecreed, FILE)

    assert third["version"] == first["version"] == (await current(undecreed))["version"]
    assert [one["version"] for one in await listed(undecreed)].count(first["version"]) == 1


async def test_a_campaign_freezes_the_calendar_of_its_day(undecreed: World) -> None:
    before = created(await import_under(undecreed, "standard")).json()
    made = await load(undecreed, FILE)
    after = created(await import_under(undecreed, "standard")).json()

    assert before["calendar_version"] == shipped_calendar().version
    assert after["calendar_version"] == made["version"]
    assert setting_of(await row_of(undecreed, before["id"])).calendar == shipped_calendar()
    assert 2027 in setting_of(await row_of(undecreed, after["id"])).calendar.decreed_years
    shown = ok(await undecreed.client("office").get(f"/api/v1/campaigns/{before['id']}")).json()
    assert shown["calendar_version"] == before["calendar_version"]


async def test_a_calendar_only_a_campaign_remembers_can_be_read(undecreed: World) -> None:
    """As after an upgrade whose shipped calendar is another."""
    made = await load(undecreed, FILE.replace("2027-01-09", "2027-01-16"))
    created(await import_under(undecreed, "standard"))
    async with undecreed.platform.database.write() as connection:
        await connection.execute(delete(CALENDARS))

    shown = ok(await undecreed.client("auditor").get(f"/api/v1/calendars/{made['version']}")).json()
    assert shown["calendar"] == made["calendar"]
    assert shown["current"] is False


@pytest.mark.parametrize("who", ["admin", "leader", "water_principal", "water_machine"])
async def test_only_the_office_loads_decrees(undecreed: World, who: str) -> None:
    sent = await undecreed.client(who).post("/api/v1/calendars", files=file(FILE.encode(), "2027.yaml"))

    problem(sent, 403, "auth.role")
    assert await count(undecreed, CALENDARS) == 0


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("2027-01-09", "2027-01-11", "decree.no_weekend", "line 10"),
        ("2027-01-02", "2026-11-30", "decree.other_year", "line 5"),
        ("  - 2027-01-01\n", "", "decree.holiday_missing", "line 3"),
        ("year: 2027", "year: 27", "value.invalid", "line 1"),
    ],
)
async def test_a_bad_decree_changes_nothing(undecreed: World, old: str, new: str, code: str, where: str) -> None:
    text = FILE.replace(old, new)
    sent = await undecreed.client("office").post("/api/v1/calendars", files=file(text.encode(), "2027.yaml"))
    refused = problem(sent, 422, "file.refused")

    assert (code, where) in [(one["code"], one["where"]) for one in refused["problems"]]
    assert await count(undecreed, CALENDARS) == 0


async def test_an_unknown_version_is_not_found(world: World) -> None:
    problem(await world.client("office").get("/api/v1/calendars/cn-1900-x"), 404, "not_found")
