"""The fold of the main road's events: plan, claim, reports, closure, verification, sign-off."""

from typing import Any

from schemas import events as e
from schemas.clock import Clock, Due, DueRule, DueStep
from schemas.closure import (
    Closure,
)
from schemas.happened import Happened
from schemas.measure import (
    MeasureState,
    Outcome,
    Part,
)
from schemas.reports import (
    Report,
    ReportStatus,
)
from schemas.rounds import LookBack
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day
from workflows.steps.shape import AT_WORK

STATE_AFTER: dict[type[Happened], MeasureState] = {
    e.MeasureIssued: MeasureState.ISSUED,
    e.ClosureRequested: MeasureState.CLOSURE_REQUESTED,
    e.GatePassed: MeasureState.VERIFYING,
    e.VerificationPassed: MeasureState.AWAITING_SIGN_OFF,
    e.SignedOff: MeasureState.SIGNED_OFF,
}

PART_OF: dict[type[Happened], Part] = {
    e.ReportSubmitted: Part.REPORTER,
    e.ReportCountersigned: Part.REPORTER,
    e.EvidenceWithdrawn: Part.REPORTER,
    e.ClosureSigned: Part.REPORTER,
    e.ClosureRequested: Part.REPORTER,
    e.ClosureWithdrawn: Part.REPORTER,
    e.ReportAccepted: Part.GATEKEEPER,
    e.ReportReturned: Part.GATEKEEPER,
    e.GatePassed: Part.GATEKEEPER,
    e.GateReturned: Part.GATEKEEPER,
    e.VerificationRecorded: Part.VERIFIER,
    e.VerificationPassed: Part.VERIFIER,
    e.VerificationFailed: Part.VERIFIER,
    e.SignOffSigned: Part.SIGNATORY,
    e.SignedOff: Part.SIGNATORY,
    e.SignOffRefused: Part.SIGNATORY,
}


def drafted(event: e.MeasureDrafted) -> MeasureSnapshot:
    origin = event.origin.model_dump() if event.origin else {}
    return MeasureSnapshot(
        id=event.measure_id,
        campaign_id=event.campaign_id,
        problem_id=event.problem_id,
        number=event.number,
        text_sha256=event.text_sha256,
        state=MeasureState.DRAFT,
        seq=1,
        round=1,
        assignment=event.assignment,
        claimed_units=(),
        claimed_period=None,
        reports=(),
        withdrawn_evidence=(),
        closure=None,
        sent_back_at=0,
        acts=(),
        outcome=None,
        margin_days=None,
        changed_at=event.at,
        **origin,
    )


def _issued(snapshot: MeasureSnapshot, event: e.MeasureIssued) -> Changes:
    today, planned = china_day(event.at), snapshot.assignment.due
    if planned is None:
        return {"assigned_on": today}
    # The first release let the plan's day count as it stood.
    due = event.due or Due(target=planned, day=planned, provisional=False)
    step = DueStep(rule=DueRule.PLAN, on=today, due=due, seq=snapshot.seq + 1)
    clock = Clock(started_on=today, steps=(step,), stops=(), rang_until=event.at, agreed=event.agreed)
    return {"assigned_on": today, "clock": clock, "calendar_version": due.calendar}


def _amended(_: MeasureSnapshot, event: e.PlanAmended) -> Changes:
    return {"assignment": event.assignment}


def _claimed(snapshot: MeasureSnapshot, event: e.MeasureClaimed) -> Changes:
    units = (*snapshot.claimed_units, event.unit_id)
    if not event.complete:
        return {"claimed_units": units}
    # A new unit's claim leaves a measure at work as it is: sustained stays sustained.
    begun = snapshot.state if snapshot.state in AT_WORK else MeasureState.IN_PROGRESS
    return {"claimed_units": units, "claimed_period": event.period, "state": begun}


def _reported(snapshot: MeasureSnapshot, event: e.ReportSubmitted) -> Changes:
    report = Report(
        period=event.period,
        version=event.version,
        status=ReportStatus.COUNTERSIGNED if event.signed else ReportStatus.SUBMITTED,
        late=event.late,
        unit_id=event.unit_id,
        submitted_by=event.by.id,
        seq=snapshot.seq + 1,
        indicators=event.indicators,
        evidence=event.evidence,
        since=china_day(event.at),
        returns=max((report.returns for report in snapshot.reports if report.period == event.period), default=0),
    )
    others = tuple(other for other in snapshot.reports if other.period != event.period)
    # A new report changes what a joint unit put its name to, so earlier signatures fall.
    return {"reports": tuple(sorted((*others, report), key=lambda r: r.period)), "closure": None}


def _report_became(status: ReportStatus) -> Change:
    def change(snapshot: MeasureSnapshot, event: e.ReportAccepted) -> Changes:
        changes = {"status": status, "since": china_day(event.at)}
        return {
            "reports": tuple(
                report.model_copy(update=changes | _returned(report, status))
                if report.period == event.period
                else report
                for report in snapshot.reports
            )
        }

    return change


def _returned(report: Report, status: ReportStatus) -> Changes:
    return {"returns": report.returns + 1} if status is ReportStatus.RETURNED else {}


def _signed(snapshot: MeasureSnapshot, event: e.VerificationRecorded | e.SignOffSigned) -> Changes:
    return {"signatures": (*snapshot.signatures, event.signature)}


def _evidence_withdrawn(snapshot: MeasureSnapshot, event: e.EvidenceWithdrawn) -> Changes:
    changes: Changes = {"withdrawn_evidence": (*snapshot.withdrawn_evidence, event.evidence_id)}
    if snapshot.state is MeasureState.SIGNED_OFF:
        # Not an automatic revocation: somebody has to look.
        changes["check_since"] = snapshot.check_since or china_day(event.at)
    if event.sends_back or snapshot.state in AT_WORK:
        changes |= _back_to_work(snapshot, event)
    return changes


def _closure_signed(snapshot: MeasureSnapshot, event: e.ClosureSigned) -> Changes:
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    return {"closure": Closure(signed_units=(*signed, event.unit_id), came_from=snapshot.state)}


def _closure_requested(snapshot: MeasureSnapshot, event: e.ClosureRequested) -> Changes:
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    closure = Closure(
        signed_units=(*signed, event.unit_id),
        requested_on=china_day(event.at),
        evidence=event.evidence,
        evidence_hash=event.evidence_hash,
        came_from=snapshot.state,
    )
    return {"closure": closure}


def _verified(snapshot: MeasureSnapshot, event: e.VerificationPassed) -> Changes:
    closure = snapshot.closure or Closure(signed_units=())
    return {"closure": closure.model_copy(update={"verified_row_hash": event.row_hash})}


def _back_to_work(snapshot: MeasureSnapshot, _: Any) -> Changes:  # noqa: ANN401 - of several events
    """To the state the request came from; without a request that has left it, nothing moves."""
    came_from = snapshot.closure.came_from if snapshot.closure else snapshot.state
    return {"state": came_from, "closure": None, "sent_back_at": snapshot.seq + 1}


def _signed_off(_: MeasureSnapshot, event: e.SignedOff) -> Changes:
    look_back = LookBack(next_on=event.look_back_from)
    return {"outcome": Outcome.DONE, "margin_days": event.margin_days, "look_back": look_back}


CHANGES: dict[type[Happened], Change] = {
    e.PlanAmended: _amended,
    e.MeasureIssued: _issued,
    e.MeasureClaimed: _claimed,
    e.ReportSubmitted: _reported,
    e.ReportCountersigned: _report_became(ReportStatus.COUNTERSIGNED),
    e.ReportAccepted: _report_became(ReportStatus.ACCEPTED),
    e.ReportReturned: _report_became(ReportStatus.RETURNED),
    e.EvidenceWithdrawn: _evidence_withdrawn,
    e.ClosureSigned: _closure_signed,
    e.ClosureRequested: _closure_requested,
    e.ClosureWithdrawn: _back_to_work,
    e.GateReturned: _back_to_work,
    e.VerificationRecorded: _signed,
    e.SignOffSigned: _signed,
    e.VerificationPassed: _verified,
    e.VerificationFailed: _back_to_work,
    e.SignedOff: _signed_off,
    e.SignOffRefused: _back_to_work,
}
