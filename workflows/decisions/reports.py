"""Reports and their evidence: submitted, countersigned, accepted or returned, withdrawn."""

from schemas import commands as c
from schemas import events as e
from schemas.clock import Reminder, ReminderKind
from schemas.measure import (
    MeasureState,
    Role,
)
from schemas.packs import Colour
from schemas.pause_events import Reminded
from schemas.refusals import Refused
from schemas.reports import (
    Report,
    ReportStatus,
)
from workflows.case import Case, Decision
from workflows.decisions.plan import unit_of
from workflows.duties import acting_units, is_principal_of
from workflows.guards import evidence, reports
from workflows.steps.table import STEPS


def report(case: Case, command: c.SubmitReport) -> Decision:
    snapshot = case.snapshot
    unit = unit_of(snapshot, command, case.actor)
    if isinstance(unit, Refused):
        return unit
    denied = (
        reports.period_open(snapshot, command, unit, (case.day, case.setting.rules.cadence))
        or evidence.evidence_usable(snapshot, command)
        or reports.numbers_explained(snapshot, command)
    )
    if denied:
        return denied
    event = e.ReportSubmitted(
        **case.said(unit),
        unit_id=unit,
        version=(command.replaces or 0) + 1,
        late=reports.is_past(command.period, case.day),
        # A principal's own report needs no second signature of the same hand.
        signed=is_principal_of(snapshot, case.actor, unit, STEPS[command.type]),
        **command.model_dump(include={"period", "text", "correction_reason"}),
        indicators=command.indicators,
        evidence=command.evidence,
    )
    return (event,)


def countersign(case: Case, command: c.CountersignReport) -> Decision:
    found = reports.report_at(case.snapshot, command.period, command.version, ReportStatus.SUBMITTED)
    if isinstance(found, Refused):
        return found
    mine = acting_units(case.snapshot, case.actor, STEPS[command.type])
    denied = reports.own_report(case.snapshot, (found.unit_id,), mine)
    if denied:
        return denied
    return (e.ReportCountersigned(**case.said(found.unit_id), period=command.period, version=command.version),)


def accept(case: Case, command: c.AcceptReport) -> Decision:
    found = reports.report_at(case.snapshot, command.period, command.version, ReportStatus.COUNTERSIGNED)
    if isinstance(found, Refused):
        return found
    return (e.ReportAccepted(**case.said(), period=command.period, version=command.version),)


def give_back(case: Case, command: c.ReturnReport) -> Decision:
    """The third return of one report is no longer the liaison's matter alone (domain.md 7, case 11)."""
    found = reports.report_at(case.snapshot, command.period, command.version, ReportStatus.COUNTERSIGNED)
    if isinstance(found, Refused):
        return found
    returned = e.ReportReturned(**case.said(), **command.model_dump(exclude={"type"}))
    if (found.returns + 1) % case.setting.rules.returns_before_escalation:
        return (returned,)
    return (returned, _escalation(case, found))


def _escalation(case: Case, report: Report) -> Reminded:
    letter = Reminder(
        kind=ReminderKind.RETURNED_OFTEN,
        colour=Colour.YELLOW,
        to=(Role.UNIT_PRINCIPAL, Role.LEADING_GROUP),
        units=(case.snapshot.answers_for(report.unit_id),),
        about=report.period,
        date=case.day,
        days=0,
        times=report.returns + 1,
    )
    # Letters of the clock that fall due meanwhile are still its own to send.
    until = case.snapshot.clock.rang_until if case.snapshot.clock else case.at
    return Reminded(**case.said(), until=until, reminders=(letter,))


def withdraw_evidence(case: Case, command: c.WithdrawEvidence) -> Decision:
    snapshot = case.snapshot
    mine = acting_units(snapshot, case.actor, STEPS[command.type])
    item = evidence.evidence_of(snapshot, command.evidence_id, mine)
    if isinstance(item, Refused):
        return item
    frozen = {file.id for file in snapshot.closure.evidence} if snapshot.closure else set()
    event = e.EvidenceWithdrawn(
        **case.said(),
        evidence_id=item.id,
        sha256=item.sha256,
        reason=command.reason,
        sends_back=item.id in frozen and snapshot.state is not MeasureState.SIGNED_OFF,
    )
    return (event,)
