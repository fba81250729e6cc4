"""The fold of an adopted calendar."""

from schemas.calendar_events import CalendarAdopted
from schemas.clock import Clock, DueRule, DueStep
from schemas.happened import Happened
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day


def _adopted(snapshot: MeasureSnapshot, event: CalendarAdopted) -> Changes:
    changes: Changes = {"calendar_version": event.version}
    if snapshot.clock is None:
        return changes
    steps = tuple(_named(step, event.before) for step in snapshot.clock.steps)
    if event.due:
        step = DueStep(rule=DueRule.CALENDAR, on=china_day(event.at), due=event.due, seq=snapshot.seq + 1)
        steps = (*steps, step)
    clock: Clock = snapshot.clock.model_copy(update={"steps": steps})
    return {**changes, "clock": clock}


def _named(step: DueStep, before: str) -> DueStep:
    """Earlier releases did not write down by which calendar a day was found: it was the only one."""
    if step.due.calendar:
        return step
    return step.model_copy(update={"due": step.due.model_copy(update={"calendar": before})})


CHANGES: dict[type[Happened], Change] = {CalendarAdopted: _adopted}
