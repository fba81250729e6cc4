"""Conditions on evidence (S10). Each returns a refusal or None, or the file asked for."""

from schemas import commands as c
from schemas.refusals import RefusalCode, Refused
from schemas.reports import (
    EvidenceRef,
)
from schemas.snapshot import MeasureSnapshot
from workflows.duties import refused


def evidence_usable(snapshot: MeasureSnapshot, command: c.SubmitReport) -> Refused | None:
    """Not withdrawn, and an id never stands for two contents."""
    known = {item.id: item for report in snapshot.reports for item in report.evidence}
    for item in command.evidence:
        if item.id in snapshot.withdrawn_evidence:
            return refused(snapshot, RefusalCode.EVIDENCE_WITHDRAWN, rule="S10", about=item.id)
        if known.setdefault(item.id, item) != item:
            return refused(snapshot, RefusalCode.EVIDENCE_UNKNOWN, about=item.id)
    return None


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
