"""The ledger narrowed by each filter, by several at once, and turned page by page."""

import base64
import json
from datetime import date, timedelta
from typing import Any

import pytest

from services.packs.calendars import shipped_calendar
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress, to_signed_off
from tests.services.ledgers import NUMBERS, PLAN, issue, issued, planned, problem
from workflows.periods import china_day
from workflows.working_days import before, on_or_after

TEXT = """关于巡察整改进展情况的通报
2026年9月1日，区委巡察组反馈了巡察意见。
(一)关于“管网_建设进度慢”问题的整改
一是管网完成率达到100%，逐项验收。
二是管网完成率达到100分，建立巡查机制。
(二)关于“住房保障不到位”问题的整改
一是采用A_B方案完成安置房交付，公布Progress台账。
二是规范分配程序，采用AxB方案。
"""


def days_from(today: date) -> tuple[date, date, date]:
    """Past, within ten days, and beyond: working days all of them, so that each is the day that counts."""
    calendar, beyond = shipped_calendar(), today + timedelta(days=11)
    return before(calendar, today, 1).day, before(calendar, beyond, 1).day, on_or_after(calendar, beyond).day


@pytest.fixture(scope="module")
async def campaign(world: World) -> str:
    """1-1 overdue; 1-2 due within 10 days; 2-1 due later and at work; 2-2 past due but signed off."""
    today = china_day(world.clock())
    past, near, far = days_from(today)
    rows: list[dict[str, Any]] = [
        {**PLAN, "number": "1-1", "due": str(past)},
        {**PLAN, "number": "1-2", "due": str(near), "joint_units": ["housing"]},
        {**PLAN, "number": "2-1", "due": str(far), "support_units": ["finance"]},
        {**PLAN, "number": "2-2", "due": str(today - timedelta(days=30))},
    ]
    made = await planned(world, rows, TEXT)
    ok(await issue(world, made))
    await to_in_progress(world, f"{made}-2-1")
    await to_signed_off(world, f"{made}-2-2")
    return made


async def numbers(world: World, campaign: str, **given: Any) -> list[str]:
    sent = ok(await world.client("auditor").get("/api/v1/measures", params={"campaign": campaign, **given}))
    return [item["number"] for item in sent.json()["items"]]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["1-1", "1-2", "2-1", "2-2"]),
        ({"state": "issued"}, ["1-1", "1-2"]),
        ({"state": ["issued", "signed_off"]}, ["1-1", "1-2", "2-2"]),
        ({"light": "red"}, ["1-1"]),
        ({"light": "yellow"}, ["1-2"]),
        ({"light": "green"}, ["2-1", "2-2"]),
        ({"overdue": "true"}, ["1-1"]),
        ({"overdue": "false"}, ["1-2", "2-1", "2-2"]),
        ({"unit": "water"}, ["1-1", "1-2", "2-1", "2-2"]),
        ({"unit": "housing"}, ["1-2"]),
        ({"unit": "finance"}, ["2-1"]),
        ({"unit": "market"}, []),
        ({"text": "100%"}, ["1-1"]),
        ({"text": "A_B"}, ["2-1"]),
        ({"text": "_建设"}, ["1-1", "1-2"]),
        ({"text": "住房"}, ["2-1", "2-2"]),
        ({"text": "pROGRESS"}, ["2-1"]),
        ({"text": "1-2"}, ["1-2"]),
        ({"text": "\\"}, []),
        ({"text": "' OR 1=1 --"}, []),
        ({"state": "issued", "light": "red", "text": "管网"}, ["1-1"]),
        ({"state": "signed_off", "overdue": "true"}, []),
    ],
)
async def test_each_filter(world: World, campaign: str, given: dict[str, Any], expected: list[str]) -> None:
    """Filters hold together; %, _ and quotes in a text are letters like any other."""
    assert await numbers(world, campaign, **given) == expected


async def test_due_dates_narrow_from_both_ends(world: World, campaign: str) -> None:
    """Both ends are inclusive."""
    day = [str(each) for each in days_from(china_day(world.clock()))]

    assert await numbers(world, campaign, due_from=day[1]) == ["1-2", "2-1"]
    assert await numbers(world, campaign, due_to=day[1]) == ["1-1", "1-2", "2-2"]
    assert await numbers(world, campaign, due_from=day[0], due_to=day[1]) == ["1-1", "1-2"]
    assert await numbers(world, campaign, due_from=day[2], due_to=day[0]) == []


async def test_a_problem_narrows_to_its_measures(world: World, campaign: str) -> None:
    """By the problem's id, as items name it; another campaign's problem gives nothing here."""
    items = ok(await world.client("auditor").get("/api/v1/measures", params={"campaign": campaign})).json()["items"]
    second = items[-1]["problem"]

    assert (second["ordinal"], second["title"]) == (2, "住房保障不到位")
    assert await numbers(world, campaign, problem=second["id"]) == ["2-1", "2-2"]
    assert await numbers(world, "nobody", problem=second["id"]) == []


async def test_lights_and_days_of_the_items(world: World, campaign: str) -> None:
    """Each item carries the light it is filtered by; what is signed off counts no days."""
    today = china_day(world.clock())
    past, near, far = ((day - today).days for day in days_from(today))
    items = ok(await world.client("auditor").get("/api/v1/measures", params={"campaign": campaign})).json()["items"]

    assert [(item["light"], item["days_left"]) for item in items] == [
        ("red", past),
        ("yellow", near),
        ("green", far),
        ("green", None),
    ]
    assert [("overdue" in item["flags"]) for item in items] == [True, False, False, False]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"light": "blue"}, "query.light"),
        ({"state": "closed"}, "query.state.0"),
        ({"due_from": "soon"}, "query.due_from"),
        ({"overdue": "perhaps"}, "query.overdue"),
        ({"limit": 0}, "query.limit"),
        ({"limit": 201}, "query.limit"),
        ({"text": "x" * 201}, "query.text"),
        ({"cursor": "x" * 401}, "query.cursor"),
    ],
)
async def test_a_filter_that_can_not_be_is_named(world: World, given: dict[str, Any], field: str) -> None:
    """422 with the parameter."""
    answer = await world.client("auditor").get("/api/v1/measures", params=given)

    assert field in [error["field"] for error in problem(answer, 422, "request.invalid")["errors"]]


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
async def test_pages_hold_every_measure_once_and_in_order(world: World, campaign: str, limit: int) -> None:
    """Following `next` to its end gives the ledger in the order of the notice, whatever the page size."""
    seen: list[str] = []
    cursor: str | None = None
    while True:
        given: dict[str, Any] = {"campaign": campaign, "limit": limit, **({"cursor": cursor} if cursor else {})}
        page = ok(await world.client("auditor").get("/api/v1/measures", params=given)).json()
        assert len(page["items"]) <= limit
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == list(NUMBERS)


async def test_a_page_is_not_shifted_by_what_happens_meanwhile(world: World) -> None:
    """A measure that leaves the filter between two pages makes none of the others disappear."""
    campaign = await issued(world)
    client = world.client("auditor")
    given: dict[str, Any] = {"campaign": campaign, "state": "issued", "limit": 2}
    first = ok(await client.get("/api/v1/measures", params=given)).json()
    await to_in_progress(world, f"{campaign}-1-1")
    await to_in_progress(world, f"{campaign}-1-2")

    second = ok(await client.get("/api/v1/measures", params={**given, "cursor": first["next"]})).json()

    assert [item["number"] for item in second["items"]] == ["2-1", "2-2"]
    assert second["next"] is None


def cursor_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    ["x", "%%%", "中文", *map(cursor_of, ({}, ["c"], [1, 1], ["c", "1"], ["c", 10**30]))],
)
async def test_a_cursor_that_was_never_given_out_is_refused(world: World, cursor: str) -> None:
    """400 for anything that is not one of ours, on both databases."""
    answer = await world.client("auditor").get("/api/v1/measures", params={"cursor": cursor})

    problem(answer, 400, "cursor.invalid")
