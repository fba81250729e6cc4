"""M17 over HTTP: several measures become one, all of them or none."""

import asyncio

from sqlalchemy import select

from schemas.tables.record import MEASURES
from services.verification import verify_ledger
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, this_period, to_in_progress
from tests.services.ledgers import NUMBERS, issued, ledger_of, problem, show
from tests.services.offspring import clauses_of, merge, rows_of, split, statistics


async def test_a_merge_is_one_step_for_all_parents(world: World) -> None:
    """Both are superseded by the one child, which has the earlier day; numbers 4 = 2 live + 2, rows live 3."""
    campaign = await issued(world)
    late, soon = f"{campaign}-1-1", f"{campaign}-1-2"
    text = "。".join([*(await clauses_of(world, late)), *(await clauses_of(world, soon))])

    answer = ok(await merge(world, soon, late, text=text, joint_units=["market"])).json()

    child = await show(world, f"{soon}-1")
    assert (answer["measure_id"], answer["state"]) == (late, "superseded")
    assert (child["number"], child["state"], child["parents"]) == ("1-2-1", "issued", [soon, late])
    assert [unit["id"] for unit in child["assignment"]["joint_units"]] == ["market"]
    for parent in (soon, late):
        shown = await show(world, parent)
        assert (shown["state"], shown["offspring"], shown["light"], shown["flags"]) == (
            "superseded",
            [f"{soon}-1"],
            "green",
            [],
        )
        assert (await ledger_of(world, parent))[-1]["type"] == "measure.merged"
    counted = (await statistics(world, campaign))["numbers"]
    assert (counted["numbers"], counted["numbers_live"], counted["rows_live"]) == (4, 2, 3)
    ok(await world.command("office", soon, "archive"))
    assert (await statistics(world, campaign))["numbers"] == counted
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_a_merge_with_one_parent_that_may_not_is_refused_whole(world: World) -> None:
    """A report of the other waits at a desk: it is named, and the first parent stays as it was."""
    campaign = await issued(world)
    free, busy = f"{campaign}-1-1", f"{campaign}-1-2"
    text = "。".join([*(await clauses_of(world, free)), *(await clauses_of(world, busy))])
    await to_in_progress(world, busy)
    said = {"period": this_period(world), "text": "按期推进。"}
    ok(await world.command("water_liaison", busy, "submit-report", said))
    before = await rows_of(world)

    refused = problem(await merge(world, free, busy, text=text), 409, "offspring.matter_pending")

    assert refused["about"] == f"1-2: report:{this_period(world)}"
    assert await rows_of(world) == before
    assert [(await show(world, one))["state"] for one in (free, busy)] == ["issued", "in_progress"]


async def test_only_measures_of_one_problem_are_merged(world: World) -> None:
    """Not of another problem, not of another campaign, and none with itself."""
    campaign, other = await issued(world), await issued(world)
    one, two, far = f"{campaign}-1-1", f"{campaign}-2-1", f"{other}-1-1"
    text = "。".join([*(await clauses_of(world, one)), *(await clauses_of(world, two))])
    before = await rows_of(world)

    assert problem(await merge(world, one, two, text=text), 409, "offspring.not_together")["about"] == "2-1"
    problem(await merge(world, one, far, text=text), 409, "offspring.not_together")
    problem(await merge(world, one, one, text=text), 422, "request.invalid")
    assert await rows_of(world) == before


async def test_of_two_that_want_one_measure_at_the_same_instant_one_gets_it(world: World) -> None:
    """Merges that name each other's parents and a split: one is in, the others are refused, nobody waits for ever."""
    campaign = await issued(world)
    one, two = f"{campaign}-1-1", f"{campaign}-1-2"
    text = "。".join([*(await clauses_of(world, one)), *(await clauses_of(world, two))])

    answers = await asyncio.gather(
        merge(world, one, two, text=text), merge(world, two, one, text=text), split(world, two, text, "建立台账。")
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"measure.illegal_step"}
    counted = (await statistics(world, campaign))["numbers"]
    assert counted["numbers"] == 4
    assert counted["numbers_live"] + counted["offspring_live"] == counted["rows_live"]
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_splits_of_one_campaign_at_the_same_instant_each_have_their_places(world: World) -> None:
    """Every measure of the list has a place of its own, whoever was faster."""
    campaign = await issued(world)
    texts = {number: (await show(world, f"{campaign}-{number}"))["text"] for number in NUMBERS}

    answers = await asyncio.gather(
        *(split(world, f"{campaign}-{number}", text, "建立台账。") for number, text in texts.items())
    )

    assert [answer.status_code for answer in answers] == [200] * 4
    async with world.platform.database.read() as connection:
        mine = select(MEASURES.c.ordinal).where(MEASURES.c.campaign_id == campaign)
        assert sorted((await connection.scalars(mine)).all()) == list(range(1, 13))
