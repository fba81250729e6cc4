"""Plan, issue and claim: what they lead to once their sender may take the step."""

from schemas import commands as c
from schemas import events as e
from schemas.change_commands import RequestChange
from schemas.charge_commands import ContestAssignment
from schemas.measure import Actor
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.case import Case, Decision
from workflows.deadlines import due_of
from workflows.duties import acting_units, refused
from workflows.guards import plan as guards
from workflows.periods import period_of
from workflows.steps.table import STEPS

ForUnit = c.ClaimMeasure | c.SubmitReport | c.RequestClosure | RequestChange | ContestAssignment
BEFORE_CLAIM = (c.ClaimMeasure, ContestAssignment)


def unit_of(snapshot: MeasureSnapshot, command: ForUnit, actor: Actor) -> str | Refused:
    """The unit acted for: the one named, or the only one possible. Whoever works has claimed."""
    unit = _unit_of(snapshot, command, actor)
    if isinstance(unit, Refused) or isinstance(command, BEFORE_CLAIM):
        return unit
    return guards.claimed(snapshot, (unit,)) or unit


def _unit_of(snapshot: MeasureSnapshot, command: ForUnit, actor: Actor) -> str | Refused:
    step = STEPS[command.type]
    mine = acting_units(snapshot, actor, step)
    meant = _meant(snapshot, command, mine)
    if command.unit_id is None and len(meant) == 1:
        return meant[0]
    if command.unit_id in mine:
        return command.unit_id
    code = RefusalCode.UNIT_AMBIGUOUS if command.unit_id is None else RefusalCode.ROLE_REQUIRED
    return refused(snapshot, code, rule=step.number, about=",".join(mine))


def _meant(snapshot: MeasureSnapshot, command: ForUnit, mine: tuple[str, ...]) -> tuple[str, ...]:
    """Where a successor may mean itself or a unit that is no more: whose the period's report is, else itself."""
    own = tuple(unit for unit in mine if snapshot.answers_for(unit) == unit)
    if not (own and isinstance(command, c.SubmitReport)):
        return mine
    left = {report.unit_id for report in snapshot.reports if report.period == command.period} & (set(mine) - set(own))
    return tuple(left) or own


def amend(case: Case, command: c.AmendPlan) -> Decision:
    denied = guards.assignment_consistent(case.snapshot, command.assignment)
    return denied or (e.PlanAmended(**case.said(), assignment=command.assignment),)


def issue(case: Case, _: c.IssueMeasure) -> Decision:
    denied = guards.plan_complete(case.snapshot)
    if denied:
        return denied
    target = case.snapshot.assignment.due
    due = due_of(target, case.setting.calendar) if target else None
    return (e.MeasureIssued(**case.said(), due=due),)


def claim(case: Case, command: c.ClaimMeasure) -> Decision:
    snapshot = case.snapshot
    unit = unit_of(snapshot, command, case.actor)
    if isinstance(unit, Refused):
        return unit
    denied = guards.unclaimed(snapshot, (unit,))
    if denied:
        return denied
    complete = set(snapshot.assignment.charged_units) == {*snapshot.claimed_units, unit}
    period = period_of(case.day, case.setting.rules.cadence)
    return (e.MeasureClaimed(**case.said(unit), unit_id=unit, period=period, complete=complete),)
