"""A rehearsal against the real clock on the real server: the same letters, on the same days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.clock import Due, Reminder
from schemas.events import Event
from schemas.measure import Category
from schemas.packs import STANDARD
from schemas.pause_events import Reminded
from schemas.rehearsal import Habit
from schemas.snapshot import MeasureSnapshot
from tests.fixtures.skipping import SkippingServer
from tests.workflows.asks import LIAISON, OFFICE, PLAN, by, envelope
from tests.workflows.memory_ledger import MemoryLedger
from tests.workflows.shop import Shop
from workflows.evolution.fold import fold
from workflows.lifecycle import draft
from workflows.periods import china_day
from workflows.rehearsal import midnight, run_measure

Told = list[tuple[date, tuple[Reminder, ...]]]
MONTHS = timedelta(days=130)


def told(events: tuple[Event, ...]) -> Told:
    return [(china_day(event.at), event.reminders) for event in events if isinstance(event, Reminded)]


def issued_at(ledger: MemoryLedger, at: datetime, due: date) -> str:
    """A measure issued at the moment that the server's clocks show."""
    measure = f"c{at:%H%M%S%f}-1-1"
    plan = PLAN.model_copy(update={"due": due, "joint_units": ("roads",), "category": Category.DEADLINE})
    command = c.DraftMeasure(campaign_id="c1", problem_id="c1-1", number="1-1", text="加快建设。", assignment=plan)
    said = {"at": at, "by": by(OFFICE)}
    day = Due(target=due, day=due, provisional=False)
    ledger.write(measure, (draft(command, measure, OFFICE, at), e.MeasureIssued(**said, due=day)))
    return measure


@pytest.mark.parametrize("half_claimed", [False, True], ids=["nobody", "one-unit-claimed"])
async def test_the_rehearsal_is_what_the_clock_writes(skipping_server: SkippingServer, half_claimed: bool) -> None:
    """Claims, ladder and overdue of four months: kind, colour, recipients, units and days all agree."""
    shop = Shop(skipping_server.client)
    now = datetime.now(UTC)
    measure = issued_at(shop.ledger, now, china_day(now) + timedelta(days=60))
    async with shop.open():
        if half_claimed:
            await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure(), at=now))
        snapshot: MeasureSnapshot | None = fold(shop.ledger.streams[measure].events)
        await shop.door.catch_up(measure)
        workflow = shop.workflow(measure)
        begun = await skipping_server.time_of(workflow)
        await skipping_server.forward(workflow, MONTHS)

    written = told(tuple(shop.ledger.streams[measure].events))
    assert snapshot
    until = midnight(china_day(begun + MONTHS)) + timedelta(days=1)
    rehearsed = told(tuple(one for _, events in run_measure(snapshot, STANDARD, until, Habit.NOBODY) for one in events))
    assert len(written) > 15
    assert written == rehearsed
