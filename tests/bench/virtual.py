"""(j) virtual time: a year of a plan rehearsed, and three years of one measure lived through on the real server."""

import time
from datetime import date, timedelta
from typing import Any

from schemas.measure import Assignment, Category
from schemas.rehearsal import Habit, Plan, PlannedRow, Rehearsal
from services.packs.calendars import shipped_calendar
from services.packs.sources import STANDARD, shipped_packs
from services.rehearsal.collect import Terms, rehearse
from tests.bench.processes import BenchError
from tests.fixtures.skipping import skipping
from tests.workflows.shop import Shop
from tests.workflows.three_years import CONTINUE_AFTER, ThreeYears

MEASURES, UNITS, MONTHS = 112, 21, 12
FIRST = date(2026, 1, 5)
A_YEAR = timedelta(days=365)


def rehearsal() -> dict[str, Any]:
    """Nobody acts, which is the most work: every letter that can be sent is."""
    rows = tuple(
        PlannedRow(
            number=f"{number}-1",
            text="加快建设。",
            assignment=Assignment(
                lead_unit=f"第{number % UNITS + 1}局",
                category=Category.DEADLINE,
                due=FIRST + timedelta(days=90 + 2 * number),
            ),
        )
        for number in range(MEASURES)
    )
    terms = Terms(shipped_packs()[STANDARD].pack, shipped_calendar(), FIRST, FIRST + A_YEAR, Habit.NOBODY)
    began = time.perf_counter()
    found = rehearse(Plan(title="方案", feedback_on=FIRST, rows=rows), terms, lambda _: None)
    seconds = time.perf_counter() - began
    if not isinstance(found, Rehearsal):
        raise BenchError(f"not rehearsed: {found}")
    return {"measures": MEASURES, "months": MONTHS, "letters": found.letters, "seconds": round(seconds, 2)}


async def three_years() -> dict[str, Any]:
    """The story that `tests/workflows/test_three_years.py` judges; the server is started before the clock."""
    async with skipping() as server:
        story = ThreeYears(server, Shop(server.client, continue_after=CONTINUE_AFTER))
        async with story.shop.open():
            began = time.perf_counter()
            await story.told()
            seconds = time.perf_counter() - began
    return {"ledger_rows": len(story.events), "runs": len(story.runs), "seconds": round(seconds, 2)}
