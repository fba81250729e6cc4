"""M17 over HTTP: a measure is split, and the notice's numbers still reconcile."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from schemas.ledger_sheet import LedgerSheet
from schemas.tables.record import MEASURES, WAKINGS
from services.ledger_sheet.read import read_ledger
from services.recovery import Finding, reconcile
from services.verification import verify_ledger
from tests.fixtures.days import LATER
from tests.fixtures.platform import Clock, World
from tests.fixtures.polling import until
from tests.fixtures.stories import ok, this_period, to_in_progress, upload
from tests.services.ledgers import (
    PLAN,
    confirmed,
    count,
    fresh_key,
    issue,
    issued,
    ledger_of,
    one_issued,
    patch,
    problem,
    show,
)
from tests.services.offspring import REASON, clauses_of, merge, rows_of, split, statistics
from workflows.names import measure_workflow_id
from workflows.periods import china_day


def declared() -> str:
    """A notice that declares 109 measures and has them: ten to a problem, nine in the last of eleven."""
    numerals = "一二三四五六七八九十"
    lines = ["关于巡察整改进展情况的通报", "2026年9月1日，区委巡察组反馈了巡察意见。", "制定109条整改措施。"]
    for number, numeral in enumerate((*numerals, "十一"), start=1):
        lines.append(f"({numeral})关于“问题{number}”问题的整改")
        lines += [f"{one}是加快建设{number}。建立机制。" for one in numerals[: 9 if number == 11 else 10]]
    return "\n".join(lines) + "\n"


async def report_accepted(world: World, measure: str) -> None:
    file = await upload(world, "water_liaison", measure)
    named = {"period": this_period(world), "version": 1}
    said = {"period": this_period(world), "text": "按期推进。", "evidence": [file]}
    ok(await world.command("water_principal", measure, "submit-report", said))
    ok(await world.command("office", measure, "accept-report", named))


async def reported_twice(world: World, clock: Clock) -> tuple[str, str, str, date]:
    """One of 109 measures with an accepted report of last month and one of this.

    Its campaign, its id, the first period, and the last day before this month.
    """
    today = china_day(world.clock())
    before = today.replace(day=1) - timedelta(days=1)
    clock.ahead = before - today
    campaign = await confirmed(world, declared())
    query = {"campaign": campaign, "limit": "200"}
    listed = ok(await world.client("office").get("/api/v1/measures", params=query)).json()["items"]
    await patch(world, campaign, [{**PLAN, "number": item["number"], "due": str(LATER)} for item in listed])
    ok(await issue(world, campaign))
    parent, first_period = f"{campaign}-3-2", this_period(world)
    await to_in_progress(world, parent)
    await report_accepted(world, parent)
    clock.ahead = timedelta()
    await report_accepted(world, parent)
    return campaign, parent, first_period, before


async def test_case_5_a_split_after_two_reports_and_the_declared_109_still_reconcile(
    world: World, clock: Clock
) -> None:
    """Reports stay with the parent, children start at period 1: 108 live + 1 superseded = 109, and 110 rows live."""
    campaign, parent, first_period, before = await reported_twice(world, clock)
    one, two = await clauses_of(world, parent)

    assert ok(await split(world, parent, one, two)).json()["state"] == "superseded"

    shown, child = await show(world, parent), await show(world, f"{parent}-2")
    assert [report["status"] for report in shown["reports"]] == ["accepted", "accepted"]
    assert shown["offspring"] == [f"{parent}-1", f"{parent}-2"]
    assert (child["number"], child["state"], child["reports"], child["parents"]) == ("3-2-2", "issued", [], [parent])
    assert child["due"] == shown["due"] == str(LATER)
    ok(await world.command("market_liaison", f"{parent}-2", "claim"))
    early = {"period": first_period, "text": "此前进展。"}
    late = await world.command("market_principal", f"{parent}-2", "submit-report", early)
    problem(late, 409, "report.period_out_of_range")

    told = await statistics(world, campaign)
    expected = {"numbers": 109, "numbers_live": 108, "numbers_superseded": 1, "rows_live": 110}
    assert told["numbers"] == {**expected, "offspring_live": 2, "offspring_superseded": 0}
    assert (told["total"], told["figures"]["superseded"], told["completion"]["denominator"]) == (111, 1, 110)
    assert (await statistics(world, campaign, as_of=str(china_day(world.clock()))))["numbers"] == told["numbers"]
    earlier = (await statistics(world, campaign, as_of=str(before)))["numbers"]
    assert (earlier["numbers"], earlier["numbers_live"], earlier["rows_live"]) == (109, 109, 109)
    view = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}")).json()
    assert view["numbers"] == told["numbers"]
    assert "109" in str(view["reconciliation"])


async def test_a_child_has_a_workflow_and_a_clock_though_nobody_writes_to_it(world: World) -> None:
    """Its claim timer runs; its parent, and the others of its family, are at their ledgers' heads."""
    measure = await one_issued(world)
    text = (await show(world, measure))["text"]
    ok(await split(world, measure, text, "建立台账。"))

    async def woken() -> bool:
        return await count(world, WAKINGS) == 0

    await until(woken)
    for one in (f"{measure}-1", f"{measure}-2"):
        handle = world.platform.temporal.get_workflow_handle(measure_workflow_id(one))
        history = await handle.fetch_history()
        assert [event for event in history.events if event.HasField("timer_started_event_attributes")]
    found = {one.measure_id: one.finding async for one in reconcile(world.platform.database, world.platform.inbox.door)}
    assert {found[one] for one in (measure, f"{measure}-1", f"{measure}-2")} == {Finding.AGREES}
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_a_split_that_does_not_cover_the_text_is_a_clear_problem_with_nothing_half_done(world: World) -> None:
    """The clause that is missing is named, in whole; nothing is written anywhere."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    one, two = await clauses_of(world, measure)
    before = await rows_of(world)

    refused = problem(await split(world, measure, one, "另行安排。"), 409, "offspring.text_uncovered")

    assert refused["about"] == two
    assert two in refused["detail"]
    assert await rows_of(world) == before
    assert (await show(world, measure))["state"] == "issued"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("office", "measure.role_required"),
        ("water_principal", "measure.role_required"),
        ("water_machine", "measure.duties_conflict"),
    ],
)
async def test_only_the_leading_group_splits_and_merges(world: World, who: str, code: str) -> None:
    campaign = await issued(world)
    parents = (f"{campaign}-1-1", f"{campaign}-1-2")
    text = "。".join([*(await clauses_of(world, parents[0])), *(await clauses_of(world, parents[1]))])

    problem(await split(world, parents[0], text, text, who=who), 403, code)
    problem(await merge(world, *parents, text=text, who=who), 403, code)


async def test_who_does_not_see_a_measure_can_not_split_it(world: World) -> None:
    measure = await one_issued(world)

    problem(await split(world, measure, "甲。", "乙。", who="market_principal"), 404, "not_found")
    problem(await split(world, "c-no-1", "甲。", "乙。"), 404, "not_found")


async def test_who_is_charged_with_a_child_has_to_be_there(world: World) -> None:
    measure = await one_issued(world)

    said = problem(await split(world, measure, "甲。", "乙。", special_group="no-such-group"), 409, "unit.unknown")

    assert (said["rule"], said["about"]) == ("M17", "no-such-group")


async def test_a_split_sent_twice_is_one(world: World) -> None:
    measure = await one_issued(world)
    text = (await show(world, measure))["text"]
    children = [{"text": one, "lead_unit": "water"} for one in (text, "建立台账。")]
    key = fresh_key()["Idempotency-Key"]

    answers = [
        ok(
            await world.command(
                "leader", measure, "split", {"children": children, "reason": REASON}, idempotency_key=key
            )
        )
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    assert [row["type"] for row in await ledger_of(world, f"{measure}-1")] == ["measure.drafted", "measure.issued"]


async def test_a_split_child_is_split_again_and_takes_its_place_in_the_list(world: World) -> None:
    """Numbers grow; the notice's numbers stay as many as they were."""
    campaign = await issued(world)
    measure = f"{campaign}-2-2"
    text = (await show(world, measure))["text"]
    ok(await split(world, measure, text, "建立台账。"))
    ok(await split(world, f"{measure}-1", text, "定期巡查。"))

    counted = (await statistics(world, campaign))["numbers"]
    assert counted == {
        "numbers": 4,
        "numbers_live": 3,
        "numbers_superseded": 1,
        "offspring_live": 3,
        "offspring_superseded": 1,
        "rows_live": 6,
    }
    async with world.platform.database.read() as connection:
        mine = select(func.count(), func.max(MEASURES.c.ordinal)).where(MEASURES.c.campaign_id == campaign)
        assert tuple((await connection.execute(mine)).one()) == (8, 8)
    refused = await split(world, measure, text, "再拆。")
    assert problem(refused, 409, "measure.illegal_step")["rule"] == "M17"


async def test_a_units_people_see_the_children_they_are_charged_with_and_those_they_worked_on(world: World) -> None:
    """The market bureau sees its child alone; the water bureau, which worked on the whole, sees both."""
    measure = await one_issued(world)
    text = (await show(world, measure))["text"]
    ok(await split(world, measure, text, "建立台账。"))

    problem(await world.client("market_liaison").get(f"/api/v1/measures/{measure}-1"), 404, "not_found")
    for who, seen in (("market_liaison", 2), ("water_liaison", 1), ("water_liaison", 2)):
        ok(await world.client(who).get(f"/api/v1/measures/{measure}-{seen}"))


async def test_feed_queue_and_sheet_know_the_children(world: World) -> None:
    """Their events are in the feed of who may see them, their claim in the queue, their rows in the Excel ledger."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    one, two = await clauses_of(world, measure)
    ok(await split(world, measure, one, two))

    market = world.client("market_liaison")
    feed = ok(await market.get("/api/v1/events", params={"campaign": campaign, "limit": 100})).json()["items"]
    queue = ok(await market.get("/api/v1/queue")).json()
    sheet = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/ledger.xlsx"))
    read = read_ledger(sheet.content)

    assert [(item["subject"], item["type"]) for item in feed if item["subject"] != campaign] == [
        (f"{measure}-2", "measure.drafted.v1"),
        (f"{measure}-2", "measure.issued.v1"),
    ]
    assert [row["actions"] for row in queue if row["measure"]["id"] == f"{measure}-2"] == [["claim"]]
    assert isinstance(read, LedgerSheet)
    assert {"1-1", "1-1-1", "1-1-2"} <= {entry.number for entry in read.entries}
