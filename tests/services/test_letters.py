"""Letters over HTTP: they reach the roles they are meant for, once, and are read by each person alone."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.cursors import cursor_of
from tests.fixtures.platform import World
from tests.fixtures.polling import until
from tests.fixtures.stories import issued_campaign, ok, this_period
from tests.services.ledgers import ledger_of, one_issued, problem
from workflows.periods import china_day

MONTHS_AGO = timedelta(days=90)


async def inbox(world: World, who: str, **query: Any) -> dict[str, Any]:
    page: dict[str, Any] = ok(await world.client(who).get("/api/v1/notices", params=query)).json()
    return page


async def letter_about(world: World, who: str, measure: str) -> dict[str, Any]:
    (letter,) = [one for one in (await inbox(world, who))["items"] if one["measure_id"] == measure]
    assert isinstance(letter, dict)
    return letter


async def rung(world: World, measure: str) -> None:
    """Until the clock has written to the ledger."""

    async def told() -> bool:
        return "measure.reminded" in [row["type"] for row in await ledger_of(world, measure)]

    await until(told)


async def issued_long_ago(world: World, **plan: object) -> str:
    """A measure that was issued three months ago and that nobody has claimed since."""
    world.clock.ahead = -MONTHS_AGO
    measure = await one_issued(world, **plan)
    world.clock.ahead = timedelta()
    await rung(world, measure)
    return measure


async def test_a_late_claim_is_told_to_the_unit_and_the_office(world: World) -> None:
    """One letter for the months nobody was reminded in, to liaison, principal and office, and to nobody else."""
    measure = await issued_long_ago(world)

    for who in ("water_liaison", "water_principal", "office"):
        letter = await letter_about(world, who, measure)
        assert (letter["kind"], letter["kind_zh"], letter["read_at"]) == ("claim_late", "逾期未认领", None)
        assert letter["days"] == (date.fromisoformat(letter["day"]) - china_day(world.clock())).days < -70
        assert letter["times"] > 8
    for who in ("housing_liaison", "leader", "auditor", "inspector_one", "water_machine"):
        assert (await inbox(world, who))["items"] == []


async def test_case_11_a_report_returned_three_times_is_told_to_those_above(world: World) -> None:
    """The unit's principal and the leading group have it in their queues; the liaison has the returns themselves."""
    measure = await one_issued(world)
    ok(await world.command("water_liaison", measure, "claim"))
    period = this_period(world)
    for number in (1, 2, 3):
        said = {"period": period, "text": "按计划推进。", "replaces": number - 1 or None}
        ok(await world.command("water_principal", measure, "submit-report", said))
        assert measure not in {one["measure_id"] for one in (await inbox(world, "leader"))["items"]}
        given_back = {"period": period, "version": number, "reason": "缺少佐证。"}
        ok(await world.command("office", measure, "return-report", given_back))

    for who in ("water_principal", "leader"):
        letter = await letter_about(world, who, measure)
        assert (letter["kind"], letter["about"], letter["times"]) == ("returned_often", period, 3)
    assert measure not in {one["measure_id"] for one in (await inbox(world, "water_liaison"))["items"]}


async def test_read_is_read_by_one_person_alone(world: World) -> None:
    """The liaison's mark leaves the office's letter unread; marking twice changes nothing."""
    measure = await issued_long_ago(world)
    letter = await letter_about(world, "water_liaison", measure)
    client = world.client("water_liaison")

    first = await client.post(f"/api/v1/notices/{letter['id']}:read")
    read_at = (await letter_about(world, "water_liaison", measure))["read_at"]
    second = await client.post(f"/api/v1/notices/{letter['id']}:read")

    assert (first.status_code, second.status_code) == (204, 204)
    assert (await letter_about(world, "water_liaison", measure))["read_at"] == read_at
    assert measure not in [one["measure_id"] for one in (await inbox(world, "water_liaison", unread=True))["items"]]
    assert (await letter_about(world, "office", measure))["read_at"] is None


@pytest.mark.parametrize("who", ["housing_liaison", "auditor", "admin"])
async def test_a_letter_to_others_is_not_there(world: World, who: str) -> None:
    measure = await issued_long_ago(world)
    letter = await letter_about(world, "water_liaison", measure)

    problem(await world.client(who).post(f"/api/v1/notices/{letter['id']}:read"), 404, "not_found")


async def test_pages_follow_each_other_without_gap(world: World) -> None:
    """Letters to the office, two a page: each once, those of a new campaign of four among them."""
    world.clock.ahead = -MONTHS_AGO
    campaign = await issued_campaign(world)
    world.clock.ahead = timedelta()
    for number in ("1-1", "1-2", "2-1", "2-2"):
        await rung(world, f"{campaign}-{number}")

    seen: list[dict[str, Any]] = []
    page = await inbox(world, "office", limit=2)
    unread = page["unread"]
    while page["next"]:
        seen += page["items"]
        page = await inbox(world, "office", limit=2, cursor=page["next"])
    seen += page["items"]

    mine = [one["number"] for one in seen if one["campaign_id"] == campaign]
    assert sorted(mine) == ["1-1", "1-2", "2-1", "2-2"]
    assert len({one["id"] for one in seen}) == len(seen) == unread


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        "MjAyNi0xMS0yNFQwMDowMDowMCBh",
        "!",
        cursor_of("2026-11-24T00:00:00", "x"),
        cursor_of("0001-01-01T00:00:00+23:59", "x"),
        cursor_of("9999-12-31T23:59:59-23:59", "x"),
    ],
)
async def test_a_cursor_that_is_none_of_ours(world: World, cursor: str) -> None:
    """Also one with a moment that has no zone, and with one that is none in UTC."""
    problem(await world.client("office").get("/api/v1/notices", params={"cursor": cursor}), 400, "cursor.invalid")
