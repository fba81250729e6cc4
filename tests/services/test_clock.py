"""`GET /measures/{id}/clock`: a due date explained, step by step and day by day."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.clock import DueRule, ReminderKind
from services.wording.clock import DUE_RULES_ZH, REMINDERS_ZH
from tests.fixtures.days import DUE
from tests.fixtures.platform import World
from tests.fixtures.stories import ok, to_in_progress
from tests.services.ledgers import one_issued, problem, show
from workflows.periods import china_day

pytestmark = pytest.mark.usefixtures("clock")


async def clock(world: World, measure: str, who: str = "office") -> dict[str, Any]:
    found: dict[str, Any] = ok(await world.client(who).get(f"/api/v1/measures/{measure}/clock")).json()
    return found


async def test_a_due_date_on_a_holiday_says_which_days_it_skipped(world: World) -> None:
    """2 October 2026 lies in the National Day holiday, which ends on the 7th."""
    world.clock.ahead = date(2026, 9, 1) - china_day(world.clock()) + timedelta()
    measure = await one_issued(world, due="2026-10-02")

    told = await clock(world, measure)

    (step,) = told["steps"]
    assert (step["rule"], step["target"], step["day"], step["provisional"]) == (
        "due.plan",
        "2026-10-02",
        "2026-10-08",
        False,
    )
    assert [skipped["day"] for skipped in step["skipped"]] == [f"2026-10-0{day}" for day in range(2, 8)]
    assert {skipped["why"] for skipped in step["skipped"]} == {"holiday"}
    assert told["due"] == (await show(world, measure))["due"] == "2026-10-08"


async def test_days_that_were_stopped_are_listed_one_by_one(world: World) -> None:
    measure = await one_issued(world, due=str(DUE))
    await to_in_progress(world, measure)
    stop = {"reason": "等待上级批复。", "planned_end": "2099-12-31"}
    ok(await world.command("leader", measure, "suspend", stop))
    world.clock.ahead += timedelta(days=3)
    ok(await world.command("leader", measure, "resume", {"reason": "已批复。"}))

    told = await clock(world, measure)

    assert [step["rule"] for step in told["steps"]] == ["due.plan", "due.resumed"]
    assert told["steps"][-1]["target"] == str(DUE + timedelta(days=3))
    assert [day["why"] for day in told["stopped"]] == ["stopped"] * 3
    assert told["due"] == str(DUE + timedelta(days=5))


async def test_a_year_without_a_decree_is_provisional(world: World) -> None:
    measure = await one_issued(world, due=str(DUE))

    assert (await clock(world, measure))["provisional"] is True
    assert "due_provisional" in (await show(world, measure))["flags"]


async def test_what_rings_next_is_told_nearest_first(world: World) -> None:
    measure = await one_issued(world, due=str(DUE))

    ahead = (await clock(world, measure))["ahead"]

    assert [letter["kind"] for letter in ahead] == ["claim_late", "due_soon", "due_soon", "overdue"]
    assert [letter["day"] for letter in ahead] == sorted(letter["day"] for letter in ahead)


async def test_a_foreign_unit_sees_no_clock(world: World) -> None:
    measure = await one_issued(world)

    problem(await world.client("housing_liaison").get(f"/api/v1/measures/{measure}/clock"), 404, "not_found")


def test_every_rule_and_every_letter_has_a_name() -> None:
    """A clock whose step or letter has none could not be shown at all."""
    assert set(DUE_RULES_ZH) == set(DueRule)
    assert set(REMINDERS_ZH) == set(ReminderKind)
