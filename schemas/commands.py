"""What someone asks of a measure: frozen, imperative, one class a command (domain.md 6.2)."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from schemas.calendar_commands import AdoptCalendar
from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.charge_commands import ContestAssignment, Reassign, UpholdAssignment
from schemas.measure import (
    Actor,
    Assignment,
    Day,
    Frozen,
)
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.order_commands import AcknowledgeOrder, CloseOrder, IssueOrder, Refer
from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from schemas.reports import (
    EvidenceRef,
    Indicator,
)
from schemas.round_commands import (
    AcceptInterim,
    ArchiveMeasure,
    DismissRevocation,
    FailLookBack,
    PassLookBack,
    ProposeRevocation,
    ReviewSustained,
    RevokeSignOff,
)
from schemas.substitute_commands import NameSubstitute
from schemas.succession_commands import SucceedUnitHere
from schemas.texts import Note, Period, Place, UnitId


class DraftMeasure(Frozen):
    """Write a measure of a parsed notice into the ledger as a draft."""

    type: Literal["draft"] = "draft"
    campaign_id: str
    problem_id: str
    number: str
    text: str
    assignment: Assignment


class AmendPlan(Frozen):
    """Replace the assignment of a draft."""

    type: Literal["amend_plan"] = "amend_plan"
    assignment: Assignment


class IssueMeasure(Frozen):
    """M1: hand the measure to its lead unit."""

    type: Literal["issue"] = "issue"


class ClaimMeasure(Frozen):
    """M2: a lead or joint lead unit signs for receipt."""

    type: Literal["claim"] = "claim"
    unit_id: UnitId | None = Field(default=None, examples=["housing"])


class SubmitReport(Frozen):
    """M4: progress of one period of the pack's cadence. `replaces` names the version a new one supersedes."""

    type: Literal["submit_report"] = "submit_report"
    period: Period
    text: Note
    indicators: tuple[Indicator, ...] = Field(default=(), max_length=20)
    evidence: tuple[EvidenceRef, ...] = Field(default=(), max_length=50)
    replaces: int | None = Field(default=None, ge=1)
    correction_reason: Note | None = None
    unit_id: UnitId | None = None


class CountersignReport(Frozen):
    """M4: the unit's principal signs the report a liaison or a machine submitted."""

    type: Literal["countersign_report"] = "countersign_report"
    period: Period
    version: int = Field(ge=1)


class AcceptReport(Frozen):
    """M5: the gatekeeper accepts the current version of a period."""

    type: Literal["accept_report"] = "accept_report"
    period: Period
    version: int = Field(ge=1)


class ReturnReport(Frozen):
    """M5: the gatekeeper returns the current version of a period, saying why."""

    type: Literal["return_report"] = "return_report"
    period: Period
    version: int = Field(ge=1)
    reason: Note


class WithdrawEvidence(Frozen):
    """S10: take a file out of the evidence set; its content and this act stay on record."""

    type: Literal["withdraw_evidence"] = "withdraw_evidence"
    evidence_id: str = Field(max_length=64)
    reason: Note


class RequestClosure(Frozen):
    """M7: a unit's principal signs the request; the last lead or joint unit completes it."""

    type: Literal["request_closure"] = "request_closure"
    statement: Note
    shortfall_explanation: Note | None = None
    unit_id: UnitId | None = None


class WithdrawClosure(Frozen):
    """M12: take the request back before the gate decides."""

    type: Literal["withdraw_closure"] = "withdraw_closure"
    reason: Note


class PassGate(Frozen):
    """M8: the gatekeeper finds the request complete."""

    type: Literal["pass_gate"] = "pass_gate"
    note: Note | None = Field(default=None, examples=["材料齐全。"])


class ReturnGate(Frozen):
    """M8: the gatekeeper returns the request with a rework requirement."""

    type: Literal["return_gate"] = "return_gate"
    rework_requirement: Note


class PassVerification(Frozen):
    """M9: a supervision inspector verified on the spot and found it done."""

    type: Literal["pass_verification"] = "pass_verification"
    visited_on: Day
    place: Place
    findings: Note
    no_conflict_declared: Literal[True]


class FailVerification(Frozen):
    """M9: a supervision inspector verified on the spot and found it not done."""

    type: Literal["fail_verification"] = "fail_verification"
    visited_on: Day
    place: Place
    findings: Note
    rework_requirement: Note
    no_conflict_declared: Literal[True]


class SignOff(Frozen):
    """M11: a second inspector strikes the measure from the ledger (销号)."""

    type: Literal["sign_off"] = "sign_off"
    row_hash: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    note: Note | None = Field(default=None, examples=["同意销号。"])


class RefuseSignOff(Frozen):
    """M11: a second inspector refuses the sign-off; the measure goes back to work."""

    type: Literal["refuse_sign_off"] = "refuse_sign_off"
    reason: Note


PlanCommand = DraftMeasure | AmendPlan
Command = Annotated[
    AmendPlan
    | IssueMeasure
    | ClaimMeasure
    | SubmitReport
    | CountersignReport
    | AcceptReport
    | ReturnReport
    | WithdrawEvidence
    | RequestClosure
    | WithdrawClosure
    | PassGate
    | ReturnGate
    | PassVerification
    | FailVerification
    | SignOff
    | RefuseSignOff
    | SuspendMeasure
    | ResumeMeasure
    | CancelMeasure
    | NameSubstitute
    | RequestChange
    | ApproveChange
    | RefuseChange
    | WithdrawChange
    | ContestAssignment
    | UpholdAssignment
    | Reassign
    | SplitMeasure
    | MergeMeasures
    | AcceptInterim
    | ReviewSustained
    | PassLookBack
    | FailLookBack
    | ProposeRevocation
    | RevokeSignOff
    | DismissRevocation
    | ArchiveMeasure
    | IssueOrder
    | AcknowledgeOrder
    | CloseOrder
    | Refer
    | AdoptCalendar
    | SucceedUnitHere,
    Field(discriminator="type"),
]


class Envelope(Frozen):
    """A command on its way: who sent it, when it was received, and the sequence the sender saw."""

    submission_id: str
    measure_id: str
    actor: Actor
    received_at: AwareDatetime
    expected_seq: int | None
    command: Command
