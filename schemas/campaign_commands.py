"""What someone asks of a campaign: frozen, imperative, one class a command (domain.md 6.3)."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.campaign_parts import Link, MilestoneKind, Party, Withheld
from schemas.figures import Audience
from schemas.measure import Frozen
from schemas.texts import Note

Ref = Field(min_length=1, max_length=100, examples=["区纪办〔2026〕12号"])


class ConfirmReconciliation(Frozen):
    """What the person who confirms says about declared and found totals."""

    type: Literal["confirm_reconciliation"] = "confirm_reconciliation"
    statement: Note


class SubmitPlan(Frozen):
    """Hand the plan to its reviewers; again after a reply that asked for changes."""

    type: Literal["submit_plan"] = "submit_plan"
    note: Note


class GiveOpinion(Frozen):
    """One party's opinion on the version under review. A later one of the same party replaces it."""

    type: Literal["give_opinion"] = "give_opinion"
    party: Party
    agrees: bool
    text: Note


class MergeReply(Frozen):
    """The opinions as one reply. A party is missing only when its time is over."""

    type: Literal["merge_reply"] = "merge_reply"
    passed: bool
    text: Note


class ApprovePlan(Frozen):
    """The leading group approves the version that was reviewed. `decision` names its minutes."""

    type: Literal["approve_plan"] = "approve_plan"
    decision: Note


class IssueCampaign(Frozen):
    """All measures in one batch; again to finish a batch that was cut short."""

    type: Literal["issue"] = "issue"


class RecordMilestone(Frozen):
    type: Literal["record_milestone"] = "record_milestone"
    kind: MilestoneKind
    held_on: date
    note: Note


class FreezeSnapshot(Frozen):
    """Keep the numbers as they stood at the end of `as_of` (today: now)."""

    type: Literal["freeze_snapshot"] = "freeze_snapshot"
    label: str = Field(min_length=1, max_length=200, examples=["集中整改阶段进展"])
    as_of: date


class ReportProgress(Frozen):
    """The report of the phase, on the numbers of a frozen snapshot."""

    type: Literal["report_progress"] = "report_progress"
    snapshot_id: str = Field(max_length=64)
    text: Note


class ReportAsPrincipal(Frozen):
    """The first-responsible person's own report."""

    type: Literal["report_as_principal"] = "report_as_principal"
    text: Note


class DecideWithholding(Frozen):
    """Both withhold lists, whole; empty when nothing is withheld."""

    type: Literal["decide_withholding"] = "decide_withholding"
    entries: tuple[Withheld, ...] = Field(
        max_length=500,
        examples=[
            [{"audience": "public", "measure_id": "c2k7x9mqpr-3-2", "text": "涉密内容", "reason": "保密规定第五条"}]
        ],
    )


class PublishBulletin(Frozen):
    """Inside the party first, then to the public, from the same frozen snapshot."""

    type: Literal["publish_bulletin"] = "publish_bulletin"
    audience: Audience
    snapshot_id: str = Field(max_length=64, examples=["s3f6c0a1b2d4e5f60"])


class DraftScore(Frozen):
    """Score the campaign by its pack, on the ledger up to the cut-off of a frozen snapshot."""

    type: Literal["draft_score"] = "draft_score"
    snapshot_id: str = Field(max_length=64)
    note: Note


class ConfirmScore(Frozen):
    type: Literal["confirm_score"] = "confirm_score"
    decision: Note


class ObjectToScore(Frozen):
    type: Literal["object_to_score"] = "object_to_score"
    text: Note


class DecideObjection(Frozen):
    type: Literal["decide_objection"] = "decide_objection"
    number: int = Field(ge=1, le=10_000)
    upheld: bool
    reason: Note


class TransferLead(Frozen):
    """A lead went to discipline. `ref` is its file number; nothing of its content belongs here."""

    type: Literal["transfer_lead"] = "transfer_lead"
    ref: str = Ref
    transferred_on: date


class SettleLead(Frozen):
    type: Literal["settle_lead"] = "settle_lead"
    ref: str = Ref
    settled_on: date


class LinkMeasures(Frozen):
    """Say which measures are carried over from an earlier campaign, and which problems came back."""

    type: Literal["link_measures"] = "link_measures"
    links: tuple[Link, ...] = Field(
        min_length=1,
        max_length=500,
        examples=[[{"measure_id": "c2k7x9mqpr-3-2", "kind": "origin", "target": "c9d4h3wzse-1-4"}]],
    )


class CloseCampaign(Frozen):
    type: Literal["close"] = "close"
    decision: Note


class AdoptCampaignCalendar(Frozen):
    """Count by the newest calendar of working days; again to finish a batch that was cut short."""

    type: Literal["adopt_calendar"] = "adopt_calendar"


class ReopenCampaign(Frozen):
    """The one way back: a sign-off was revoked after the close."""

    type: Literal["reopen_campaign"] = "reopen_campaign"
    reason: Note


class ArchiveCampaign(Frozen):
    type: Literal["archive"] = "archive"


CampaignCommand = (
    ConfirmReconciliation
    | SubmitPlan
    | GiveOpinion
    | MergeReply
    | ApprovePlan
    | IssueCampaign
    | RecordMilestone
    | FreezeSnapshot
    | ReportProgress
    | ReportAsPrincipal
    | DecideWithholding
    | PublishBulletin
    | DraftScore
    | ConfirmScore
    | ObjectToScore
    | DecideObjection
    | TransferLead
    | SettleLead
    | LinkMeasures
    | AdoptCampaignCalendar
    | CloseCampaign
    | ReopenCampaign
    | ArchiveCampaign
)
