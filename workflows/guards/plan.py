"""Conditions on a plan and on who has claimed. Each returns a refusal or None."""

from schemas.measure import Assignment
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.duties import refused


def plan_complete(snapshot: MeasureSnapshot) -> Refused | None:
    """M1: lead unit, category and due date set."""
    missing = [name for name in ("lead_unit", "category", "due") if getattr(snapshot.assignment, name) is None]
    if missing:
        return refused(snapshot, RefusalCode.PLAN_INCOMPLETE, rule="M1", about=",".join(missing))
    return assignment_consistent(snapshot, snapshot.assignment)


def assignment_consistent(snapshot: MeasureSnapshot, assignment: Assignment) -> Refused | None:
    """A unit holds one relation to a measure, once; joint units need a lead unit."""
    named = [*assignment.charged_units, *assignment.support_units]
    twice = sorted({unit for unit in named if named.count(unit) > 1})
    if twice or (assignment.joint_units and not assignment.lead_unit):
        return refused(snapshot, RefusalCode.PLAN_INCOMPLETE, rule="plan", about=",".join(twice) or "lead_unit")
    return None


def claimed(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """After a reassignment the new unit signs for receipt before it does anything else."""
    waiting = [unit for unit in snapshot.assignment.charged_units if unit not in snapshot.claimed_units]
    if not units or set(units) - set(waiting):
        return None
    return refused(snapshot, RefusalCode.UNCLAIMED, rule="M2", about=",".join(units))


def unclaimed(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """M2: a unit signs for receipt once."""
    if set(units) - set(snapshot.claimed_units):
        return None
    return refused(snapshot, RefusalCode.ALREADY_CLAIMED, rule="M2", about=",".join(units))
