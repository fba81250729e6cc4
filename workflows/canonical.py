"""Canonical JSON (after RFC 8785: sorted keys, no white space, UTF-8) and the hashes built on it.

Numbers with a fraction travel as strings, so no float formatting rule is needed.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from schemas.measure import (
    Assignment,
)
from schemas.reports import (
    EvidenceRef,
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot

GENESIS = "0" * 64


def canonical(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def chain_hash(previous: str, body: str) -> str:
    """Hash of a ledger row: the previous row's hash, a newline, this row's canonical body."""
    return sha256(f"{previous}\n{body}")


def evidence_hash(evidence: Iterable[EvidenceRef]) -> str:
    return sha256(canonical(sorted(item.sha256 for item in evidence)))


def row_hash(snapshot: MeasureSnapshot) -> str:
    """Fingerprint of what an inspector verifies: text, charge, accepted reports, evidence in force."""
    accepted = [report for report in snapshot.reports if report.status is ReportStatus.ACCEPTED]
    return sha256(
        canonical(
            {
                "number": snapshot.number,
                "text": snapshot.text_sha256,
                "round": snapshot.round,
                "assignment": _charge(snapshot.assignment),
                "reports": [[report.period, report.version, report.seq] for report in accepted],
                "evidence": sorted(item.sha256 for item in evidence_in_force(snapshot)),
            }
        )
    )


def _charge(assignment: Assignment) -> dict[str, Any]:
    """Fields of later releases count only where they say something: what was verified stays as it was."""
    later = {"focus", "targets"}
    said = assignment.model_dump(mode="json")
    return {name: value for name, value in said.items() if name not in later or value}


def evidence_in_force(snapshot: MeasureSnapshot) -> tuple[EvidenceRef, ...]:
    """Evidence of accepted reports that was not withdrawn, each file once, in report order."""
    found: dict[str, EvidenceRef] = {}
    for report in snapshot.reports:
        if report.status is ReportStatus.ACCEPTED:
            found.update((item.id, item) for item in report.evidence if item.id not in snapshot.withdrawn_evidence)
    return tuple(found.values())
