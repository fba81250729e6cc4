"""Three years of a measure on the real server: every letter on its day, once, and no history that grows."""

from datetime import date, timedelta

from schemas.change_events import ChangeApproved
from schemas.clock import ReminderKind as Kind
from schemas.events import MeasureClaimed, SignedOff
from schemas.measure import MeasureState
from schemas.round_events import LookBackFailed, LookBackPassed, MeasureArchived, SignOffRevoked
from tests.fixtures.skipping import SkippingServer
from tests.workflows.shop import Shop
from tests.workflows.three_years import CONTINUE_AFTER, LAST_DUE, MISSED, ThreeYears
from workflows.evolution.fold import fold
from workflows.periods import china_day
from workflows.rehearsal import midnight

TOLERANCE = timedelta(minutes=1)
# What one command, or one letter, adds at most to a run before it hands over.
ONE_STEP = 40


def days(story: ThreeYears, kind: Kind) -> list[date]:
    return [china_day(event.at) for event in story.rung() for letter in event.reminders if letter.kind is kind]


async def test_three_years_of_a_measure(skipping_server: SkippingServer) -> None:
    """Two extensions move the ladder, a relapse opens a round, and each letter comes on its day, once."""
    story = ThreeYears(skipping_server, Shop(skipping_server.client, continue_after=CONTINUE_AFTER))
    async with story.shop.open():
        await story.told()
        await story.shop.workflow(story.measure).result()

    counts = {kind: len(story.of(kind)) for kind in (MeasureClaimed, ChangeApproved, SignedOff, SignOffRevoked)}
    assert counts == {MeasureClaimed: 1, ChangeApproved: 2, SignedOff: 2, SignOffRevoked: 1}
    (failed,), (passed,), (archived,) = (story.of(kind) for kind in (LookBackFailed, LookBackPassed, MeasureArchived))
    assert failed.at < passed.at < archived.at
    assert archived.at - story.began > timedelta(days=1000)
    snapshot = fold(story.events)
    assert snapshot
    assert (snapshot.state, snapshot.round) == (MeasureState.ARCHIVED, 2)

    for event in story.rung():
        assert timedelta() <= event.at - midnight(china_day(event.at)) < TOLERANCE, event
        assert {letter.times for letter in event.reminders} == {1}
    due = story.of(ChangeApproved)[1].due.day
    assert story.end(LAST_DUE) <= due
    assert days(story, Kind.REPORT_MISSING) == [story.end(MISSED) + timedelta(days=1)]
    assert [day for day in days(story, Kind.DUE_SOON) if day < due] == [due - timedelta(days=n) for n in (20, 10)]
    assert Kind.OVERDUE not in {letter.kind for event in story.rung() for letter in event.reminders}
    opened = [event.look_back_from for event in story.of(SignedOff)]
    assert days(story, Kind.LOOK_BACK_DUE) == opened
    assert max(story.runs.values()) < CONTINUE_AFTER + ONE_STEP
    assert len(story.runs) > 3
