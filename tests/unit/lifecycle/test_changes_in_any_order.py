"""M6 and M15 together, in any order: no due date is ever shortened, and no cap is ever passed."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.clock import DueRule
from schemas.packs import MeasureRules, Setting, Span
from schemas.pause_commands import ResumeMeasure, SuspendMeasure
from schemas.refusals import Refused
from tests.unit.lifecycle.builders import (
    Story,
)
from tests.unit.lifecycle.cast import (
    JANUARY,
    LEADER,
    PRINCIPAL,
)
from tests.unit.lifecycle.test_changes import GRANT, asked, at_work
from tests.unit.time.calendars import calendars
from workflows.evolution.fold import fold
from workflows.periods import china_day

MOVES = st.lists(st.tuples(st.sampled_from(("extend", "stop", "wait")), st.integers(1, 200)), max_size=12)


@given(moves=MOVES, calendar=calendars(), cap=st.integers(1, 18))
def test_no_sequence_of_changes_shortens_a_due_date_or_passes_the_cap(
    moves: list[tuple[str, int]], calendar: object, cap: int
) -> None:
    """Extensions, suspensions and resumptions in any order, on any calendar, under force majeure or not."""
    rules = MeasureRules(extension_cap=Span(months=cap))
    setting = Setting.model_validate({"rules": rules, "calendar": calendar})
    story, now = at_work(setting), JANUARY
    for move, days in moves:
        before = _due(story)
        story, now = _played(story, move, days, now)
        assert _due(story) >= before

    clock = story.snapshot.clock
    assert clock
    steps = list(zip(clock.steps, clock.steps[1:], strict=False))
    extended = sum((new.due.target - old.due.target).days for old, new in steps if new.rule is DueRule.EXTENSION)
    assert extended <= 31 * cap
    assert fold(story.events) == story.snapshot


def _due(story: Story) -> date:
    due = story.snapshot.due
    assert due
    return due


def _played(story: Story, move: str, days: int, now: datetime) -> tuple[Story, datetime]:
    """One move, and the moment after it; an extension that the rules refuse is no move."""
    ahead = timedelta(days=days)
    if move == "stop":
        stopped = story.then(SuspendMeasure(reason="停工", planned_end=china_day(now + ahead)), LEADER, now)
        return stopped.then(ResumeMeasure(reason="复工"), LEADER, now + ahead), now + ahead
    if move == "wait":
        return story, now + ahead
    wanted = asked(max(_due(story), china_day(now)) + ahead, "洪水")
    if isinstance(story.ask(wanted, PRINCIPAL, now), Refused):
        return story, now
    return story.then(wanted, PRINCIPAL, now).then(GRANT, LEADER, now), now
