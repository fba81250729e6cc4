"""Requests for changes: asked, granted, refused, withdrawn (M6). Nobody's silence decides one."""

from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.change_events import ChangeApproved, ChangeRefused, ChangeRequested, ChangeWithdrawn
from schemas.changes import NewDue, PendingChange
from schemas.refusals import Refused
from workflows.case import Case, Decision
from workflows.changed import changed
from workflows.deadlines import due_of
from workflows.decisions.plan import unit_of
from workflows.duties import acting_units
from workflows.guards import changes as guards
from workflows.steps.table import STEPS


def request(case: Case, command: RequestChange) -> Decision:
    snapshot = case.snapshot
    unit = unit_of(snapshot, command, case.actor)
    if isinstance(unit, Refused):
        return unit
    denied = guards.kind_free(snapshot, command.wanted.kind) or guards.sound(snapshot, command, case.day, case.setting)
    if denied:
        return denied
    event = ChangeRequested(
        **case.said(unit),
        unit_id=unit,
        wanted=command.wanted,
        reason=command.reason,
        force_majeure_reason=command.force_majeure_reason,
        exceptional=_is_exceptional(case, command),
    )
    return (event,)


def _is_exceptional(case: Case, command: RequestChange) -> bool:
    clock = case.snapshot.clock
    return isinstance(command.wanted, NewDue) and bool(clock and guards.asked_late(clock, case.day, case.setting))


def approve(case: Case, command: ApproveChange) -> Decision:
    """What was possible when it was asked has to be possible still: the clock may have moved meanwhile."""
    change = _to_decide(case, command)
    if isinstance(change, Refused):
        return change
    denied = _impossible(case, change)
    if denied:
        return denied
    due = due_of(change.wanted.due, case.setting.calendar) if isinstance(change.wanted, NewDue) else None
    return (ChangeApproved(**case.said(), wanted=change.wanted, note=command.note, due=due),)


def _impossible(case: Case, change: PendingChange) -> Refused | None:
    if isinstance(change.wanted, NewDue):
        return guards.extendable(case.snapshot, change.wanted, case.day, case.setting)
    return guards.something_changes(case.snapshot, changed(case.snapshot.assignment, change.wanted))


def refuse(case: Case, command: RefuseChange) -> Decision:
    change = _to_decide(case, command)
    if isinstance(change, Refused):
        return change
    return (ChangeRefused(**case.said(), kind=command.kind, reason=command.reason),)


def withdraw(case: Case, command: WithdrawChange) -> Decision:
    change = guards.pending(case.snapshot, command.kind)
    if isinstance(change, Refused):
        return change
    units = acting_units(case.snapshot, case.actor, STEPS[command.type])
    denied = guards.own(case.snapshot, change, units)
    return denied or (ChangeWithdrawn(**case.said(change.unit_id), kind=command.kind, reason=command.reason),)


def _to_decide(case: Case, command: ApproveChange | RefuseChange) -> PendingChange | Refused:
    change = guards.pending(case.snapshot, command.kind)
    if isinstance(change, Refused):
        return change
    return guards.may_decide(case.snapshot, case.actor, change) or change
