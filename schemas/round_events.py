"""What stage results, reviews, look-backs, revocations and archiving leave in the ledger."""

from datetime import date
from typing import Literal

from schemas.clock import Due
from schemas.happened import Happened
from schemas.measure import EvidenceRef, Signature
from schemas.round_commands import FindingKind
from schemas.rounds import Visit


class InterimSigned(Happened):
    """One of several signatures under a stage result; the last is `interim_accepted`."""

    type: Literal["measure.interim_signed"] = "measure.interim_signed"
    stage_goal: str
    next_review: date
    expected_finish: date
    visit: Visit | None
    signature: Signature


class InterimAccepted(Happened):
    """The measure is sustained; `due` follows from the expected finish."""

    type: Literal["measure.interim_accepted"] = "measure.interim_accepted"
    stage_goal: str
    next_review: date
    expected_finish: date
    visit: Visit | None
    due: Due


class SustainedReviewed(Happened):
    type: Literal["measure.sustained_reviewed"] = "measure.sustained_reviewed"
    findings: str
    next_review: date


class LookBackPassed(Happened):
    """`next_on` is null when the look-backs of this measure have ended."""

    type: Literal["measure.look_back_passed"] = "measure.look_back_passed"
    visited_on: date
    place: str
    findings: str
    participants: tuple[str, ...]
    next_on: date | None


class LookBackFailed(Happened):
    """A proposal to revoke the sign-off."""

    type: Literal["measure.look_back_failed"] = "measure.look_back_failed"
    visited_on: date
    place: str
    findings: str
    participants: tuple[str, ...]
    kind: FindingKind


class RevocationProposed(Happened):
    type: Literal["measure.revocation_proposed"] = "measure.revocation_proposed"
    reason: str
    evidence: tuple[EvidenceRef, ...]


class SignOffRevoked(Happened):
    """Round `round` begins, with `period` as its first reporting period and a due date of its own."""

    type: Literal["measure.sign_off_revoked"] = "measure.sign_off_revoked"
    reason: str
    round: int
    period: str
    due: Due


class RevocationDismissed(Happened):
    type: Literal["measure.revocation_dismissed"] = "measure.revocation_dismissed"
    reason: str


class MeasureArchived(Happened):
    type: Literal["measure.archived"] = "measure.archived"
    note: str | None
