"""Who is charged: contested, upheld, given to other units (M3, M16). Nobody's silence decides a contest."""

from schemas.charge_commands import ContestAssignment, Reassign, UpholdAssignment
from schemas.charge_events import AssignmentContested, AssignmentUpheld, Reassigned
from schemas.clock import Due
from schemas.measure import Assignment
from schemas.refusals import Refused
from workflows.case import Case, Decision
from workflows.deadlines import moved_by
from workflows.decisions.plan import unit_of
from workflows.guards import charge as guards
from workflows.guards.plan import assignment_consistent
from workflows.periods import period_of

CHARGED = ("lead_unit", "joint_units", "support_units", "special_group")


def contest(case: Case, command: ContestAssignment) -> Decision:
    unit = unit_of(case.snapshot, command, case.actor)
    if isinstance(unit, Refused):
        return unit
    denied = guards.contestable(case.snapshot, (unit,))
    return denied or (AssignmentContested(**case.said(unit), unit_id=unit, reason=command.reason),)


def uphold(case: Case, command: UpholdAssignment) -> Decision:
    found = guards.contest_of(case.snapshot, command.unit_id)
    if isinstance(found, Refused):
        return found
    last = len(case.snapshot.open_contests) == 1
    due = after_dispute(case) if last else None
    return (AssignmentUpheld(**case.said(), unit_id=found.unit_id, reason=command.reason, due=due),)


def reassign(case: Case, command: Reassign) -> Decision:
    snapshot, assignment = case.snapshot, _given(case.snapshot.assignment, command)
    denied = (
        guards.may_reassign(snapshot, case.actor, disputed=command.disputed)
        or guards.from_today(snapshot, command.effective, case.day)
        or guards.units_stand(snapshot, command.facts, "M16")
        or assignment_consistent(snapshot, assignment)
        or guards.other_units(snapshot, assignment)
    )
    if denied:
        return denied
    event = Reassigned(
        **case.said(),
        assignment=assignment,
        effective=case.day,
        reason=command.reason,
        disputed=command.disputed,
        complete=set(assignment.charged_units) <= set(snapshot.claimed_units),
        period=period_of(case.day, case.setting.rules.cadence),
        due=after_dispute(case),
    )
    return (event,)


def _given(present: Assignment, command: Reassign) -> Assignment:
    """The present assignment with the units that the command names; a list that is null is empty."""
    named = command.model_dump(include=command.model_fields_set & set(CHARGED))
    lists = {name: tuple(named[name] or ()) for name in ("joint_units", "support_units") if name in named}
    return present.model_copy(update=named | lists)


def after_dispute(case: Case) -> Due | None:
    """Who had claimed does not pay for the days of others' dispute (domain.md 7, case 3)."""
    snapshot = case.snapshot
    if not (snapshot.open_contests and snapshot.claimed_units and snapshot.clock):
        return None
    first = min(contest.on for contest in snapshot.open_contests)
    began = min([first, *(each.on for each in snapshot.contests if each.decided_on and each.decided_on >= first)])
    days = (case.day - began).days
    return moved_by(snapshot.clock.due, days, case.setting.calendar) if days else None
