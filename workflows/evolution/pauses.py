"""The fold of what stops the clock, starts it again, rings it, or ends the measure undone."""

from schemas.clock import Clock, Due, DueRule, DueStep, Stop
from schemas.happened import Happened
from schemas.measure import MeasureState, Outcome
from schemas.pause_events import MeasureCancelled, MeasureResumed, MeasureSuspended, Reminded
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day

STATE_AFTER: dict[type[Happened], MeasureState] = {
    MeasureSuspended: MeasureState.SUSPENDED,
    MeasureCancelled: MeasureState.CANCELLED,
}


def set_due(snapshot: MeasureSnapshot, event: Happened, rule: DueRule, due: Due) -> Clock | None:
    """The clock with one more setting of the due date; earlier ones are kept."""
    if snapshot.clock is None:
        return None
    step = DueStep(rule=rule, on=china_day(event.at), due=due, seq=snapshot.seq + 1)
    return snapshot.clock.model_copy(update={"steps": (*snapshot.clock.steps, step)})


def _suspended(snapshot: MeasureSnapshot, event: MeasureSuspended) -> Changes:
    if snapshot.clock is None:
        return {"suspended_from": snapshot.state}
    stop = Stop(since=china_day(event.at), planned_end=event.planned_end, until=None)
    clock = snapshot.clock.model_copy(update={"stops": (*snapshot.clock.stops, stop)})
    return {"suspended_from": snapshot.state, "clock": clock}


def _resumed(snapshot: MeasureSnapshot, event: MeasureResumed) -> Changes:
    back: Changes = {"state": snapshot.suspended_from or MeasureState.IN_PROGRESS, "suspended_from": None}
    clock = set_due(snapshot, event, DueRule.RESUMED, event.due)
    if clock is None:
        return back
    *earlier, stop = clock.stops
    ended = stop.model_copy(update={"until": china_day(event.at)})
    return {**back, "clock": clock.model_copy(update={"stops": (*earlier, ended)})}


def _cancelled(_: MeasureSnapshot, __: MeasureCancelled) -> Changes:
    return {"outcome": Outcome.NOT_DONE, "closure": None}


def _reminded(snapshot: MeasureSnapshot, event: Reminded) -> Changes:
    if snapshot.clock is None:
        return {}
    return {"clock": snapshot.clock.model_copy(update={"rang_until": event.until})}


CHANGES: dict[type[Happened], Change] = {
    MeasureSuspended: _suspended,
    MeasureResumed: _resumed,
    MeasureCancelled: _cancelled,
    Reminded: _reminded,
}
