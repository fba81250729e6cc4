"""What happened to a measure: past tense, stable type strings, one class a ledger row."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.calendar_events import CalendarAdopted
from schemas.change_events import ChangeApproved, ChangeRefused, ChangeRequested, ChangeWithdrawn
from schemas.charge_events import AssignmentContested, AssignmentUpheld, Reassigned
from schemas.clock import Due
from schemas.closure import Signature
from schemas.happened import Happened
from schemas.measure import Assignment
from schemas.offspring import Origin
from schemas.offspring_events import MeasureMerged, MeasureSplit
from schemas.order_events import MeasureReferred, OrderAcknowledged, OrderClosed, OrderEscalated, OrderIssued
from schemas.pause_events import MeasureCancelled, MeasureResumed, MeasureSuspended, Reminded
from schemas.reports import EvidenceRef, Indicator
from schemas.round_events import (
    InterimAccepted,
    InterimSigned,
    LookBackFailed,
    LookBackPassed,
    MeasureArchived,
    RevocationDismissed,
    RevocationProposed,
    SignOffRevoked,
    SustainedReviewed,
)
from schemas.substitute_events import SubstituteNamed
from schemas.succession_events import UnitSucceeded


class MeasureDrafted(Happened):
    """`origin` is set when the measure takes the place of others, and null when it is the notice's own."""

    type: Literal["measure.drafted"] = "measure.drafted"
    measure_id: str
    campaign_id: str
    problem_id: str
    number: str
    text: str
    text_sha256: str
    assignment: Assignment
    origin: Origin | None = None


class PlanAmended(Happened):
    type: Literal["measure.plan_amended"] = "measure.plan_amended"
    assignment: Assignment


class MeasureIssued(Happened):
    """`due` null, in the first release: the plan's day. `agreed`: whence extensions of an offspring count (M6, M17)."""

    type: Literal["measure.issued"] = "measure.issued"
    due: Due | None = None
    agreed: date | None = None


class MeasureClaimed(Happened):
    """`complete` when every lead and joint lead unit has claimed."""

    type: Literal["measure.claimed"] = "measure.claimed"
    unit_id: str
    period: str
    complete: bool


class ReportSubmitted(Happened):
    type: Literal["measure.report_submitted"] = "measure.report_submitted"
    unit_id: str
    period: str
    version: int
    late: bool
    signed: bool
    text: str
    indicators: tuple[Indicator, ...]
    evidence: tuple[EvidenceRef, ...]
    correction_reason: str | None = None


class ReportCountersigned(Happened):
    type: Literal["measure.report_countersigned"] = "measure.report_countersigned"
    period: str
    version: int


class ReportAccepted(Happened):
    type: Literal["measure.report_accepted"] = "measure.report_accepted"
    period: str
    version: int


class ReportReturned(Happened):
    type: Literal["measure.report_returned"] = "measure.report_returned"
    period: str
    version: int
    reason: str


class EvidenceWithdrawn(Happened):
    """`sends_back` when the file belonged to the frozen set of an open request for closure."""

    type: Literal["measure.evidence_withdrawn"] = "measure.evidence_withdrawn"
    evidence_id: str
    sha256: str
    reason: str
    sends_back: bool


class ClosureSigned(Happened):
    type: Literal["measure.closure_signed"] = "measure.closure_signed"
    unit_id: str
    statement: str
    shortfall_explanation: str | None


class ClosureRequested(Happened):
    type: Literal["measure.closure_requested"] = "measure.closure_requested"
    unit_id: str
    statement: str
    shortfall_explanation: str | None
    evidence: tuple[EvidenceRef, ...]
    evidence_hash: str


class ClosureWithdrawn(Happened):
    type: Literal["measure.closure_withdrawn"] = "measure.closure_withdrawn"
    reason: str


class GatePassed(Happened):
    type: Literal["measure.gate_passed"] = "measure.gate_passed"
    note: str | None


class GateReturned(Happened):
    type: Literal["measure.gate_returned"] = "measure.gate_returned"
    rework_requirement: str


class VerificationRecorded(Happened):
    """One of several visit records that the pack's chain asks for; the last is `verification_passed`."""

    type: Literal["measure.verification_recorded"] = "measure.verification_recorded"
    visited_on: date
    place: str
    findings: str
    signature: Signature


class VerificationPassed(Happened):
    type: Literal["measure.verification_passed"] = "measure.verification_passed"
    visited_on: date
    place: str
    findings: str
    row_hash: str


class VerificationFailed(Happened):
    type: Literal["measure.verification_failed"] = "measure.verification_failed"
    visited_on: date
    place: str
    findings: str
    rework_requirement: str


class SignOffSigned(Happened):
    """One of several signatures that the pack's chain asks for; the last is `signed_off`."""

    type: Literal["measure.sign_off_signed"] = "measure.sign_off_signed"
    row_hash: str
    note: str | None
    signature: Signature


class SignedOff(Happened):
    """`margin_days` is days early (positive) or late (negative) against the due date.

    `look_back_from` is the day the first look-back opens; null in rows of the first release.
    """

    type: Literal["measure.signed_off"] = "measure.signed_off"
    row_hash: str
    margin_days: int
    note: str | None
    look_back_from: date | None = None


class SignOffRefused(Happened):
    type: Literal["measure.sign_off_refused"] = "measure.sign_off_refused"
    reason: str


Event = Annotated[
    MeasureDrafted
    | PlanAmended
    | MeasureIssued
    | MeasureClaimed
    | ReportSubmitted
    | ReportCountersigned
    | ReportAccepted
    | ReportReturned
    | EvidenceWithdrawn
    | ClosureSigned
    | ClosureRequested
    | ClosureWithdrawn
    | GatePassed
    | GateReturned
    | VerificationRecorded
    | VerificationPassed
    | VerificationFailed
    | SignOffSigned
    | SignedOff
    | SignOffRefused
    | MeasureSuspended
    | MeasureResumed
    | MeasureCancelled
    | Reminded
    | SubstituteNamed
    | ChangeRequested
    | ChangeApproved
    | ChangeRefused
    | ChangeWithdrawn
    | AssignmentContested
    | AssignmentUpheld
    | Reassigned
    | MeasureSplit
    | MeasureMerged
    | InterimSigned
    | InterimAccepted
    | SustainedReviewed
    | LookBackPassed
    | LookBackFailed
    | RevocationProposed
    | SignOffRevoked
    | RevocationDismissed
    | MeasureArchived
    | OrderIssued
    | OrderAcknowledged
    | OrderEscalated
    | OrderClosed
    | MeasureReferred
    | CalendarAdopted
    | UnitSucceeded,
    Field(discriminator="type"),
]
