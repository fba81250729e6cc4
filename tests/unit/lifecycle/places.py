"""Measures in a wanted state, with the facts that a wanted command needs there."""

from schemas.measure import MeasureState
from tests.unit.lifecycle.builders import (
    DECEMBER,
    INSPECTOR,
    LEADER,
    OFFICER,
    SECOND_INSPECTOR,
    SECOND_OFFICER,
    Story,
    body,
    drafted,
    reached,
    upto,
)
from tests.unit.lifecycle.round_bodies import interim
from tests.unit.lifecycle.turns import LAST_STEP_BEFORE, LAST_STEP_IN, LAST_STEP_TO

S = MeasureState


def story_in(state: MeasureState, command: str) -> Story:
    """A measure in `state`, with the facts `command` needs where that state allows it at all."""
    before = reached(LAST_STEP_BEFORE[command])
    if before.snapshot.state is state:
        return before
    if command in {"acknowledge_order", "close_order"}:
        return ordered(state)
    if state is S.SUSTAINED:
        return sustained(LAST_STEP_BEFORE[command])
    return reached(LAST_STEP_IN.get((state, command), LAST_STEP_TO[state]))


def ordered(state: MeasureState) -> Story:
    """A measure with an open order, which was issued on the way to `state` where it could be."""
    if state in {S.DRAFT, S.ISSUED, S.ARCHIVED}:
        story = reached(LAST_STEP_TO[state])
        return story.then(body("issue_order"), OFFICER) if state is S.ISSUED else story
    if state is S.SUSTAINED:
        return sustained().then(body("issue_order"), OFFICER)
    story = reached("issue_order")
    if state in {S.SUSPENDED, S.CANCELLED}:
        last = LAST_STEP_TO[state] or ""
        return story.then(body(last), LEADER)
    return story.walk(upto(LAST_STEP_TO[state], after="accept_report"))


def sustained(last: str | None = None) -> Story:
    """A measure accepted for a stage in December; in January reported on, as far as `last` where that is a report."""
    story = drafted().walk(upto("pass_gate"), DECEMBER)
    for who in (INSPECTOR, SECOND_INSPECTOR, SECOND_OFFICER):
        story = story.then(interim(DECEMBER), who, DECEMBER)
    return story.walk(upto(last, after="claim")) if last in upto("accept_report", after="claim") else story
