"""Conditions for closure and on visits. Each returns a refusal or None."""

from datetime import date

from schemas.packs import Cadence
from schemas.refusals import RefusalCode, Refused
from schemas.reports import (
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import evidence_in_force
from workflows.duties import refused
from workflows.periods import due_periods, period_of


def ready_for_closure(snapshot: MeasureSnapshot, today: date, cadence: Cadence) -> Refused | None:
    """M7 without the indicators: every due report accepted, none open, evidence present."""
    waiting = [report.period for report in snapshot.reports if report.status is not ReportStatus.ACCEPTED]
    reported = {report.period for report in snapshot.reports}
    past = due_periods(snapshot.claimed_period or period_of(today, cadence), today, cadence)
    missing = [period for period in past if period not in reported]
    if waiting or missing:
        return refused(snapshot, RefusalCode.REPORT_DUE, rule="M7", about=",".join(sorted([*waiting, *missing])))
    if not evidence_in_force(snapshot):
        return refused(snapshot, RefusalCode.EVIDENCE_MISSING, rule="M7")
    return None


def indicators_met(snapshot: MeasureSnapshot, explanation: str | None) -> Refused | None:
    """M7: each indicator, as last reported, met, or the shortfall explained. An agreed target is the one to meet."""
    latest = {item.name: item for report in snapshot.reports for item in report.indicators}
    agreed = {target.name: target.planned for target in snapshot.assignment.targets}
    unreported = [name for name in agreed if name not in latest]
    short = unreported + [name for name, item in latest.items() if item.done < agreed.get(name, item.planned)]
    if short and explanation is None:
        return refused(snapshot, RefusalCode.INDICATOR_UNMET, rule="M7", about=",".join(short))
    return None


def unsigned(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """M7: a unit signs a request for closure once."""
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    if set(units) - set(signed):
        return None
    return refused(snapshot, RefusalCode.ALREADY_SIGNED, rule="M7", about=",".join(units))


def visit_in_time(snapshot: MeasureSnapshot, visited_on: date, today: date) -> Refused | None:
    """M9: the visit lies between the request for closure and today; nothing is verified in advance."""
    requested = snapshot.closure.requested_on if snapshot.closure else None
    if visited_on > today or (requested is not None and visited_on < requested):
        return refused(snapshot, RefusalCode.VISIT_DATE, rule="M9", about=str(visited_on))
    return None
