"""What each command leads to once its sender may take the step: events, or a refusal on the facts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schemas import commands as c
from schemas import events as e
from schemas.measure import Actor, MeasureSnapshot, MeasureState, Person, ReportStatus
from schemas.refusals import RefusalCode, Refused
from workflows import guards
from workflows.canonical import evidence_hash, evidence_in_force, row_hash
from workflows.duties import acting_units, is_principal_of, refused
from workflows.periods import china_day, period_of
from workflows.steps import STEPS

Decision = tuple[e.Event, ...] | Refused
Decider = Callable[[MeasureSnapshot, Any, Actor, datetime], Decision]


def _person(actor: Actor, unit_id: str | None = None) -> Person:
    return Person(id=actor.id, name=actor.name, kind=actor.kind, unit_id=unit_id)


def _unit(
    snapshot: MeasureSnapshot, command: c.ClaimMeasure | c.SubmitReport | c.RequestClosure, actor: Actor
) -> str | Refused:
    """The unit acted for: the one named, or the only one possible."""
    step = STEPS[command.type]
    mine = acting_units(snapshot, actor, step)
    if command.unit_id is None and len(mine) == 1:
        return mine[0]
    if command.unit_id in mine:
        return command.unit_id
    code = RefusalCode.UNIT_AMBIGUOUS if command.unit_id is None else RefusalCode.ROLE_REQUIRED
    return refused(snapshot, code, rule=step.number, about=",".join(mine))


def _amend(snapshot: MeasureSnapshot, command: c.AmendPlan, actor: Actor, now: datetime) -> Decision:
    denied = guards.assignment_consistent(snapshot, command.assignment)
    return denied or (e.PlanAmended(at=now, by=_person(actor), assignment=command.assignment),)


def _issue(snapshot: MeasureSnapshot, _: c.IssueMeasure, actor: Actor, now: datetime) -> Decision:
    return guards.plan_complete(snapshot) or (e.MeasureIssued(at=now, by=_person(actor)),)


def _claim(snapshot: MeasureSnapshot, command: c.ClaimMeasure, actor: Actor, now: datetime) -> Decision:
    unit = _unit(snapshot, command, actor)
    if isinstance(unit, Refused):
        return unit
    denied = guards.unclaimed(snapshot, (unit,))
    if denied:
        return denied
    complete = set(snapshot.assignment.charged_units) == {*snapshot.claimed_units, unit}
    period = period_of(china_day(now))
    return (e.MeasureClaimed(at=now, by=_person(actor, unit), unit_id=unit, period=period, complete=complete),)


def _report(snapshot: MeasureSnapshot, command: c.SubmitReport, actor: Actor, now: datetime) -> Decision:
    unit, today = _unit(snapshot, command, actor), china_day(now)
    if isinstance(unit, Refused):
        return unit
    denied = guards.period_open(snapshot, command, unit, today) or guards.evidence_usable(snapshot, command)
    if denied:
        return denied
    event = e.ReportSubmitted(
        at=now,
        by=_person(actor, unit),
        unit_id=unit,
        period=command.period,
        version=(command.replaces or 0) + 1,
        late=period_of(today) > command.period,
        # A principal's own report needs no second signature of the same hand.
        signed=is_principal_of(snapshot, actor, unit),
        text=command.text,
        indicators=command.indicators,
        evidence=command.evidence,
    )
    return (event,)


def _countersign(snapshot: MeasureSnapshot, command: c.CountersignReport, actor: Actor, now: datetime) -> Decision:
    report = guards.report_at(snapshot, command.period, command.version, ReportStatus.SUBMITTED)
    if isinstance(report, Refused):
        return report
    denied = guards.own_report(snapshot, (report.unit_id,), acting_units(snapshot, actor, STEPS[command.type]))
    if denied:
        return denied
    by = _person(actor, report.unit_id)
    return (e.ReportCountersigned(at=now, by=by, period=command.period, version=command.version),)


def _on_countersigned(event: Callable[..., e.Event]) -> Decider:
    def decide_report(snapshot: MeasureSnapshot, command: c.AcceptReport, actor: Actor, now: datetime) -> Decision:
        report = guards.report_at(snapshot, command.period, command.version, ReportStatus.COUNTERSIGNED)
        if isinstance(report, Refused):
            return report
        return (event(at=now, by=_person(actor), **command.model_dump(exclude={"type"})),)

    return decide_report


def _withdraw_evidence(snapshot: MeasureSnapshot, command: c.WithdrawEvidence, actor: Actor, now: datetime) -> Decision:
    item = guards.evidence_of(snapshot, command.evidence_id, acting_units(snapshot, actor, STEPS[command.type]))
    if isinstance(item, Refused):
        return item
    frozen = {file.id for file in snapshot.closure.evidence} if snapshot.closure else set()
    event = e.EvidenceWithdrawn(
        at=now,
        by=_person(actor),
        evidence_id=item.id,
        sha256=item.sha256,
        reason=command.reason,
        sends_back=item.id in frozen and snapshot.state is not MeasureState.SIGNED_OFF,
    )
    return (event,)


def _request_closure(snapshot: MeasureSnapshot, command: c.RequestClosure, actor: Actor, now: datetime) -> Decision:
    unit = _unit(snapshot, command, actor)
    if isinstance(unit, Refused):
        return unit
    denied = (
        guards.ready_for_closure(snapshot, china_day(now))
        or guards.indicators_met(snapshot, command.shortfall_explanation)
        or guards.unsigned(snapshot, (unit,))
    )
    if denied:
        return denied
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    said = {"at": now, "by": _person(actor, unit), "unit_id": unit, **command.model_dump(exclude={"type", "unit_id"})}
    if {*signed, unit} != set(snapshot.assignment.charged_units):
        return (e.ClosureSigned.model_validate(said),)
    evidence = evidence_in_force(snapshot)
    frozen = {"evidence": evidence, "evidence_hash": evidence_hash(evidence)}
    return (e.ClosureRequested.model_validate(said | frozen),)


def _verify(event: Callable[..., e.Event]) -> Decider:
    def decide_verification(
        snapshot: MeasureSnapshot, command: c.PassVerification, actor: Actor, now: datetime
    ) -> Decision:
        denied = guards.visit_in_time(snapshot, command.visited_on, china_day(now))
        if denied:
            return denied
        said = command.model_dump(exclude={"type", "no_conflict_declared"})
        if event is e.VerificationPassed:
            said["row_hash"] = row_hash(snapshot)
        return (event(at=now, by=_person(actor), **said),)

    return decide_verification


def _sign_off(snapshot: MeasureSnapshot, command: c.SignOff, actor: Actor, now: datetime) -> Decision:
    verified = snapshot.closure.verified_row_hash if snapshot.closure else None
    present = row_hash(snapshot)
    if present != verified or command.row_hash not in (None, present):
        return refused(snapshot, RefusalCode.ROW_CHANGED, rule="M11", about=present)
    due = snapshot.assignment.due
    margin = (due - china_day(now)).days if due else 0
    return (e.SignedOff(at=now, by=_person(actor), row_hash=present, margin_days=margin, note=command.note),)


def _plain(event: Callable[..., e.Event]) -> Decider:
    """Steps whose only conditions are the table's: the command's fields become the event's."""

    def decide_plain(_: MeasureSnapshot, command: c.PassGate, actor: Actor, now: datetime) -> Decision:
        return (event(at=now, by=_person(actor), **command.model_dump(exclude={"type"})),)

    return decide_plain


DECIDERS: dict[type[Any], Decider] = {
    c.AmendPlan: _amend,
    c.IssueMeasure: _issue,
    c.ClaimMeasure: _claim,
    c.SubmitReport: _report,
    c.CountersignReport: _countersign,
    c.AcceptReport: _on_countersigned(e.ReportAccepted),
    c.ReturnReport: _on_countersigned(e.ReportReturned),
    c.WithdrawEvidence: _withdraw_evidence,
    c.RequestClosure: _request_closure,
    c.WithdrawClosure: _plain(e.ClosureWithdrawn),
    c.PassGate: _plain(e.GatePassed),
    c.ReturnGate: _plain(e.GateReturned),
    c.PassVerification: _verify(e.VerificationPassed),
    c.FailVerification: _verify(e.VerificationFailed),
    c.SignOff: _sign_off,
    c.RefuseSignOff: _plain(e.SignOffRefused),
}
