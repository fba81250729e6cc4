"""Conditions on the facts of a measure, beyond state and person. Each returns a refusal or None."""

from datetime import date

from schemas import commands as c
from schemas.measure import Assignment, EvidenceRef, MeasureSnapshot, Report, ReportStatus
from schemas.refusals import RefusalCode, Refused
from workflows.canonical import evidence_in_force
from workflows.duties import refused
from workflows.periods import due_periods, is_period, period_of


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


def current_report(snapshot: MeasureSnapshot, period: str) -> Report | None:
    return next((report for report in snapshot.reports if report.period == period), None)


def period_open(snapshot: MeasureSnapshot, command: c.SubmitReport, unit: str, today: date) -> Refused | None:
    """M4: a period between claim and today; one current report, replaced knowingly by the unit whose it is."""
    first = snapshot.claimed_period or period_of(today)
    if not (is_period(command.period) and first <= command.period <= period_of(today)):
        return refused(snapshot, RefusalCode.PERIOD_OUT_OF_RANGE, about=f"{first}..{period_of(today)}")
    current = current_report(snapshot, command.period)
    if current and _is_closed(snapshot, current):
        return refused(snapshot, RefusalCode.REPORT_ACCEPTED, about=command.period)
    if command.replaces != (current.version if current else None) or (current and current.unit_id != unit):
        return refused(
            snapshot, RefusalCode.PERIOD_TAKEN, about=f"{command.period}#{current.version if current else 0}"
        )
    return None


def _is_closed(snapshot: MeasureSnapshot, report: Report) -> bool:
    """Accepted, and not since sent back: rework may answer with a new version of the same month."""
    return report.status is ReportStatus.ACCEPTED and report.seq > snapshot.sent_back_at


def some_period_open(snapshot: MeasureSnapshot, units: tuple[str, ...], today: date) -> Refused | None:
    """Whether any period could take a report of one of these units now."""
    first = snapshot.claimed_period or period_of(today)
    reports = [current_report(snapshot, period) for period in (*due_periods(first, today), period_of(today))]
    unfinished = [report for report in reports if report is None or not _is_closed(snapshot, report)]
    if any(report is None or report.unit_id in units for report in unfinished):
        return None
    code = RefusalCode.PERIOD_TAKEN if unfinished else RefusalCode.REPORT_ACCEPTED
    return refused(snapshot, code, about=period_of(today))


def evidence_usable(snapshot: MeasureSnapshot, command: c.SubmitReport) -> Refused | None:
    """Not withdrawn, and an id never stands for two contents."""
    known = {item.id: item for report in snapshot.reports for item in report.evidence}
    for item in command.evidence:
        if item.id in snapshot.withdrawn_evidence:
            return refused(snapshot, RefusalCode.EVIDENCE_WITHDRAWN, rule="S10", about=item.id)
        if known.setdefault(item.id, item) != item:
            return refused(snapshot, RefusalCode.EVIDENCE_UNKNOWN, about=item.id)
    return None


def report_at(snapshot: MeasureSnapshot, period: str, version: int, status: ReportStatus) -> Report | Refused:
    """The current report of a period, if it is the version the caller saw and in the status needed."""
    report = current_report(snapshot, period)
    if report is None:
        return refused(snapshot, RefusalCode.REPORT_NOT_OPEN, about=status)
    if report.version != version:
        return refused(snapshot, RefusalCode.REPORT_VERSION, about=f"{period}#{report.version}")
    if report.status is not status:
        return refused(snapshot, RefusalCode.REPORT_NOT_OPEN, about=report.status)
    return report


def own_report(snapshot: MeasureSnapshot, reporting: tuple[str, ...], units: tuple[str, ...]) -> Refused | None:
    """M4: a report is signed by the principal of the unit that reported."""
    if set(reporting) & set(units):
        return None
    about = ",".join(f"unit_principal:{unit}" for unit in reporting)
    return refused(snapshot, RefusalCode.ROLE_REQUIRED, rule="M4", about=about)


def evidence_of(snapshot: MeasureSnapshot, evidence_id: str, units: tuple[str, ...]) -> EvidenceRef | Refused:
    """A file that one of these units reported and that is still in the evidence set."""
    if evidence_id in snapshot.withdrawn_evidence:
        return refused(snapshot, RefusalCode.EVIDENCE_WITHDRAWN, rule="S10", about=evidence_id)
    for report in snapshot.reports:
        for item in report.evidence:
            if item.id == evidence_id and report.unit_id in units:
                return item
    return refused(snapshot, RefusalCode.EVIDENCE_UNKNOWN, about=evidence_id)


def some_evidence(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """Whether these units have a file left to withdraw."""
    mine = {item.id for report in snapshot.reports if report.unit_id in units for item in report.evidence}
    if mine - set(snapshot.withdrawn_evidence):
        return None
    return refused(snapshot, RefusalCode.EVIDENCE_UNKNOWN)


def ready_for_closure(snapshot: MeasureSnapshot, today: date) -> Refused | None:
    """M7 without the indicators: every due report accepted, none open, evidence present."""
    waiting = [report.period for report in snapshot.reports if report.status is not ReportStatus.ACCEPTED]
    reported = {report.period for report in snapshot.reports}
    missing = [period for period in due_periods(snapshot.claimed_period or "", today) if period not in reported]
    if waiting or missing:
        return refused(snapshot, RefusalCode.REPORT_DUE, rule="M7", about=",".join(sorted([*waiting, *missing])))
    if not evidence_in_force(snapshot):
        return refused(snapshot, RefusalCode.EVIDENCE_MISSING, rule="M7")
    return None


def indicators_met(snapshot: MeasureSnapshot, explanation: str | None) -> Refused | None:
    """M7: each indicator, as last reported, met, or the shortfall explained."""
    latest = {item.name: item for report in snapshot.reports for item in report.indicators}
    short = [name for name, item in latest.items() if item.done < item.planned]
    if short and explanation is None:
        return refused(snapshot, RefusalCode.INDICATOR_UNMET, rule="M7", about=",".join(short))
    return None


def unclaimed(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """M2: a unit signs for receipt once."""
    if set(units) - set(snapshot.claimed_units):
        return None
    return refused(snapshot, RefusalCode.ALREADY_CLAIMED, rule="M2", about=",".join(units))


def unsigned(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """M7: a unit signs a request for closure once."""
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    if set(units) - set(signed):
        return None
    return refused(snapshot, RefusalCode.ALREADY_SIGNED, rule="M7", about=",".join(units))


def some_report(snapshot: MeasureSnapshot, wanted: ReportStatus, units: tuple[str, ...]) -> Refused | None:
    """Whether a report of these units is in the status a step needs."""
    if any(report.status is wanted and report.unit_id in units for report in snapshot.reports):
        return None
    return refused(snapshot, RefusalCode.REPORT_NOT_OPEN, about=wanted)


def some_report_to_sign(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """Whether a report waits for a signature, and for one of these units'."""
    waiting = tuple(report.unit_id for report in snapshot.reports if report.status is ReportStatus.SUBMITTED)
    if not waiting:
        return refused(snapshot, RefusalCode.REPORT_NOT_OPEN, about=ReportStatus.SUBMITTED)
    return own_report(snapshot, waiting, units)


def visit_in_time(snapshot: MeasureSnapshot, visited_on: date, today: date) -> Refused | None:
    """M9: the visit lies between the request for closure and today; nothing is verified in advance."""
    requested = snapshot.closure.requested_on if snapshot.closure else None
    if visited_on > today or (requested is not None and visited_on < requested):
        return refused(snapshot, RefusalCode.VISIT_DATE, rule="M9", about=str(visited_on))
    return None
