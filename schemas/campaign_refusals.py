"""Why a campaign's command was refused: stable codes, worded in `services.wording`."""

from enum import StrEnum

from schemas.campaigns import CampaignState
from schemas.measure import Frozen


class CampaignRefusalCode(StrEnum):
    ROLE = "auth.role"
    ILLEGAL_STEP = "campaign.illegal_step"
    DUTIES_CONFLICT = "campaign.duties_conflict"
    UNCONFIRMED = "campaign.unconfirmed"
    INCOMPLETE = "campaign.incomplete"
    REVIEW_REQUIRED = "campaign.review_required"
    PLAN_CHANGED = "campaign.plan_changed"
    PLAN_APPROVED = "campaign.plan_approved"
    OPINIONS_MISSING = "campaign.opinions_missing"
    NOT_AGREED = "campaign.not_agreed"
    DATE = "campaign.date"
    SNAPSHOT_UNKNOWN = "campaign.snapshot_unknown"
    REPORT_MISSING = "campaign.report_missing"
    MEASURE_UNKNOWN = "campaign.measure_unknown"
    PARTY_FIRST = "campaign.party_first"
    PUBLISHED = "campaign.published"
    NO_SCORE = "campaign.no_score"
    SCORE_STANDS = "campaign.score_stands"
    OBJECTION = "campaign.objection"
    LEAD = "campaign.lead"
    MEASURES_OPEN = "campaign.measures_open"


class CampaignRefused(Frozen):
    """A refusal is a value. `about` names the offender, `rule` the rule of separation, if one speaks."""

    code: CampaignRefusalCode
    state: CampaignState
    about: str = ""
    rule: str | None = None
