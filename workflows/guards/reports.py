"""Conditions on reports and their periods. Each returns a refusal or None."""

from datetime import date

from schemas import commands as c
from schemas.packs import Cadence
from schemas.refusals import RefusalCode, Refused
from schemas.reports import (
    Report,
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot
from workflows.duties import refused
from workflows.periods import due_periods, is_period, period_end, period_of


def current_report(snapshot: MeasureSnapshot, period: str) -> Report | None:
    return next((report for report in snapshot.reports if report.period == period), None)


def period_open(
    snapshot: MeasureSnapshot, command: c.SubmitReport, unit: str, calendar: tuple[date, Cadence]
) -> Refused | None:
    """M4: a period between claim and today; one current report, replaced knowingly by the unit whose it is.

    A unit that is charged no longer finishes its own reports and begins none (domain.md 7, case 4).
    """
    current = current_report(snapshot, command.period)
    own = current is not None and current.unit_id == unit
    denied = None if own else _may_begin(snapshot, command.period, unit, calendar)
    if denied:
        return denied
    if current and _is_closed(snapshot, current):
        return refused(snapshot, RefusalCode.REPORT_ACCEPTED, about=command.period)
    if command.replaces != (current.version if current else None) or (current and current.unit_id != unit):
        return refused(
            snapshot, RefusalCode.PERIOD_TAKEN, about=f"{command.period}#{current.version if current else 0}"
        )
    return None


def _may_begin(snapshot: MeasureSnapshot, period: str, unit: str, calendar: tuple[date, Cadence]) -> Refused | None:
    today, cadence = calendar
    latest = period_of(today, cadence)
    first = snapshot.claimed_period or latest
    if unit not in snapshot.assignment.charged_units:
        return refused(
            snapshot, RefusalCode.ROLE_REQUIRED, rule="M4", about=",".join(snapshot.assignment.charged_units)
        )
    if not (is_period(period, cadence) and first <= period <= latest):
        return refused(snapshot, RefusalCode.PERIOD_OUT_OF_RANGE, about=f"{first}..{latest}")
    return None


def _is_closed(snapshot: MeasureSnapshot, report: Report) -> bool:
    """Accepted, and not since sent back: rework may answer with a new version of the same month."""
    return report.status is ReportStatus.ACCEPTED and report.seq > snapshot.sent_back_at


def some_period_open(
    snapshot: MeasureSnapshot, units: tuple[str, ...], calendar: tuple[date, Cadence]
) -> Refused | None:
    """Whether any period could take a report of one of these units now."""
    today, cadence = calendar
    latest = period_of(today, cadence)
    past = due_periods(snapshot.claimed_period or latest, today, cadence)
    if any(report.unit_id in units and not _is_closed(snapshot, report) for report in snapshot.reports):
        return None
    reports = [current_report(snapshot, period) for period in (*past, latest)]
    unfinished = [report for report in reports if report is None or not _is_closed(snapshot, report)]
    if any(report is None or report.unit_id in units for report in unfinished):
        return None
    code = RefusalCode.PERIOD_TAKEN if unfinished else RefusalCode.REPORT_ACCEPTED
    return refused(snapshot, code, about=latest)


def is_past(period: str, today: date) -> bool:
    """A report handed in after its period is late, for ever."""
    return period_end(period) < today


def numbers_explained(snapshot: MeasureSnapshot, command: c.SubmitReport) -> Refused | None:
    """A number lower than the one last reported needs a reason (domain.md 7, case 13)."""
    known = {item.name: item.done for report in _before(snapshot, command.period) for item in report.indicators}
    fell = [item.name for item in command.indicators if item.done < known.get(item.name, item.done)]
    if fell and command.correction_reason is None:
        return refused(snapshot, RefusalCode.INDICATOR_FELL, rule="M4", about=",".join(fell))
    return None


def _before(snapshot: MeasureSnapshot, period: str) -> tuple[Report, ...]:
    """Reports of this period and the ones before, in order; what a returned one said was never agreed."""
    return tuple(
        report for report in snapshot.reports if report.period <= period and report.status is not ReportStatus.RETURNED
    )


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
