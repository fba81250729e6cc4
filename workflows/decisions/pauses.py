"""Suspending, resuming and cancelling (M15, M18)."""

from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from schemas.pause_events import MeasureCancelled, MeasureResumed, MeasureSuspended
from schemas.refusals import RefusalCode
from workflows.case import Case, Decision
from workflows.deadlines import moved_by
from workflows.duties import refused
from workflows.guards.clock import in_future


def suspend(case: Case, command: SuspendMeasure) -> Decision:
    denied = in_future(case.snapshot, command.planned_end, case.day, "M15")
    return denied or (MeasureSuspended(**case.said(), reason=command.reason, planned_end=command.planned_end),)


def resume(case: Case, command: ResumeMeasure) -> Decision:
    """Stopping the clock never shortens the time left: the target moves by every day that was stopped."""
    clock = case.snapshot.clock
    stop = clock.stopped if clock else None
    if clock is None or stop is None:
        return refused(case.snapshot, RefusalCode.ILLEGAL_STEP, rule="M15")
    days = (case.day - stop.since).days
    due = moved_by(clock.due, days, case.setting.calendar)
    return (MeasureResumed(**case.said(), reason=command.reason, stopped_days=days, due=due),)


def cancel(case: Case, command: CancelMeasure) -> Decision:
    return (MeasureCancelled(**case.said(), **command.model_dump(exclude={"type"})),)
