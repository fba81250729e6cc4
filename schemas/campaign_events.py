"""What happens to a campaign after its import: past tense, stable type strings (domain.md 6.3)."""

from datetime import date, datetime
from typing import Literal

from schemas.campaign_parts import Deadline, Link, MilestoneKind, Party, Withheld
from schemas.figures import Audience, Figures, ScoreSheet
from schemas.happened import Happened


class PlanSubmitted(Happened):
    type: Literal["campaign.plan_submitted"] = "campaign.plan_submitted"
    version: int
    plan_hash: str
    note: str


class OpinionGiven(Happened):
    type: Literal["campaign.opinion_given"] = "campaign.opinion_given"
    version: int
    party: Party
    agrees: bool
    text: str


class ReplyMerged(Happened):
    """`missing`: parties that let their time pass; the reply went out without them."""

    type: Literal["campaign.reply_merged"] = "campaign.reply_merged"
    version: int
    passed: bool
    text: str
    missing: tuple[Party, ...]


class PlanApproved(Happened):
    type: Literal["campaign.plan_approved"] = "campaign.plan_approved"
    version: int
    plan_hash: str
    decision: str


class ConcentratedBegun(Happened):
    """`from_day`: the day of issue. It is noticed with the first claim, at the latest when that day is over."""

    type: Literal["campaign.concentrated_begun"] = "campaign.concentrated_begun"
    from_day: date


class ConcentratedEnded(Happened):
    """`last_day` is the last day of the phase."""

    type: Literal["campaign.concentrated_ended"] = "campaign.concentrated_ended"
    last_day: date


class MilestoneRecorded(Happened):
    type: Literal["campaign.milestone_recorded"] = "campaign.milestone_recorded"
    kind: MilestoneKind
    held_on: date
    note: str


class SnapshotFrozen(Happened):
    """`hash` is SHA-256 of the canonical JSON of the frozen body; `figures` are its numbers."""

    type: Literal["campaign.snapshot_frozen"] = "campaign.snapshot_frozen"
    snapshot_id: str
    label: str
    cut_off: datetime
    hash: str
    figures: Figures


class ProgressReported(Happened):
    type: Literal["campaign.progress_reported"] = "campaign.progress_reported"
    snapshot_id: str
    text: str


class PrincipalReported(Happened):
    """The first-responsible person's own report."""

    type: Literal["campaign.principal_reported"] = "campaign.principal_reported"
    text: str


class WithholdingDecided(Happened):
    """Both lists, whole: what is not in them is published."""

    type: Literal["campaign.withholding_decided"] = "campaign.withholding_decided"
    entries: tuple[Withheld, ...]


class BulletinPublished(Happened):
    type: Literal["campaign.bulletin_published"] = "campaign.bulletin_published"
    bulletin_id: str
    audience: Audience
    snapshot_id: str
    hash: str


class ScoreDrafted(Happened):
    type: Literal["campaign.score_drafted"] = "campaign.score_drafted"
    version: int
    snapshot_id: str
    sheet: ScoreSheet
    note: str


class ScoreConfirmed(Happened):
    type: Literal["campaign.score_confirmed"] = "campaign.score_confirmed"
    version: int
    decision: str


class ScoreObjected(Happened):
    type: Literal["campaign.score_objected"] = "campaign.score_objected"
    number: int
    text: str


class ObjectionDecided(Happened):
    """Upheld: the score is drafted anew; what was confirmed before stays on record."""

    type: Literal["campaign.objection_decided"] = "campaign.objection_decided"
    number: int
    upheld: bool
    reason: str


class EvaluationFinal(Happened):
    type: Literal["campaign.evaluation_final"] = "campaign.evaluation_final"
    version: int


class LeadTransferred(Happened):
    type: Literal["campaign.lead_transferred"] = "campaign.lead_transferred"
    ref: str
    transferred_on: date


class LeadSettled(Happened):
    type: Literal["campaign.lead_settled"] = "campaign.lead_settled"
    ref: str
    settled_on: date


class DeadlinePassed(Happened):
    """A day went by without what was due on it; said once. `about` tells two of a kind apart."""

    type: Literal["campaign.deadline_passed"] = "campaign.deadline_passed"
    deadline: Deadline
    due: date
    about: str


class MeasuresLinked(Happened):
    type: Literal["campaign.measures_linked"] = "campaign.measures_linked"
    links: tuple[Link, ...]


class CampaignCalendarAdopted(Happened):
    """Each hash is the SHA-256 of the calendar's canonical JSON."""

    type: Literal["campaign.calendar_adopted"] = "campaign.calendar_adopted"
    before: str
    before_sha256: str
    version: str
    sha256: str


class CampaignClosed(Happened):
    type: Literal["campaign.closed"] = "campaign.closed"
    decision: str


class CampaignReopened(Happened):
    type: Literal["campaign.reopened"] = "campaign.reopened"
    reason: str


class CampaignArchived(Happened):
    type: Literal["campaign.archived"] = "campaign.archived"
