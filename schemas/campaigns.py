"""A campaign (整改工作): its states, its events, and the bodies its routes take and give."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from schemas import campaign_events as happened
from schemas.calendars import PLAIN
from schemas.figures import Numbers
from schemas.happened import Happened
from schemas.measure import Category, Day, Frozen
from schemas.notices import Reconciliation


class CampaignState(StrEnum):
    """In the order of a campaign's life; it never goes back but by `reopen_campaign`.

    `evaluated` of domain.md 6.3 is a mark on a sustaining campaign, not a state: it may come at any time then.
    """

    RECEIVED = "received"
    PLANNING = "planning"
    PLAN_REVIEW = "plan_review"
    PLAN_APPROVED = "plan_approved"
    ISSUED = "issued"
    CONCENTRATED = "concentrated"
    REPORTING = "reporting"
    DISCLOSING = "disclosing"
    SUSTAINING = "sustaining"
    CLOSED = "closed"
    ARCHIVED = "archived"


class CampaignImported(Happened):
    """Rows of the first release froze no rules: they have the standard pack and count by weekends."""

    type: Literal["campaign.imported"] = "campaign.imported"
    campaign_id: str
    title: str
    notice_name: str
    notice_sha256: str
    measures: int
    reconciliation: Reconciliation
    pack: str = "standard"
    pack_hash: str | None = None
    calendar_version: str = PLAIN.version


class ReconciliationConfirmed(Happened):
    type: Literal["campaign.reconciliation_confirmed"] = "campaign.reconciliation_confirmed"
    statement: str


class CampaignIssued(Happened):
    type: Literal["campaign.issued"] = "campaign.issued"
    measures: int


class LookBackDrawn(Happened):
    """`sample_sha256` is of the canonical JSON of the seed and the sorted ids drawn, so that units are not warned."""

    type: Literal["campaign.look_back_drawn"] = "campaign.look_back_drawn"
    look_back_id: str
    population: int
    drawn: int
    sample_sha256: str


CampaignEvent = Annotated[
    CampaignImported
    | ReconciliationConfirmed
    | happened.PlanSubmitted
    | happened.OpinionGiven
    | happened.ReplyMerged
    | happened.PlanApproved
    | CampaignIssued
    | happened.ConcentratedBegun
    | happened.ConcentratedEnded
    | happened.MilestoneRecorded
    | happened.SnapshotFrozen
    | happened.ProgressReported
    | happened.PrincipalReported
    | happened.WithholdingDecided
    | happened.BulletinPublished
    | happened.ScoreDrafted
    | happened.ScoreConfirmed
    | happened.ScoreObjected
    | happened.ObjectionDecided
    | happened.EvaluationFinal
    | happened.LeadTransferred
    | happened.LeadSettled
    | happened.DeadlinePassed
    | happened.MeasuresLinked
    | happened.CampaignCalendarAdopted
    | happened.CampaignClosed
    | happened.CampaignReopened
    | happened.CampaignArchived
    | LookBackDrawn,
    Field(discriminator="type"),
]


class CampaignView(Frozen):
    """A campaign with what the notice declares against what was found in it.

    `measures` and `numbers` count what the caller may see: rows of today, and the notice's numbers among them.
    """

    id: str
    title: str
    state: CampaignState
    pack: str
    pack_hash: str
    calendar_version: str
    feedback_date: date | None
    notice_name: str
    notice_sha256: str
    measures: int
    reconciliation: Reconciliation
    numbers: Numbers
    confirmed_by: str | None
    confirmed_at: datetime | None
    created_at: datetime


class CampaignList(Frozen):
    items: tuple[CampaignView, ...]


# As in the Excel ledger: deadlines are counted on from a due date, and the calendar ends with the year 9999.
FIRST_DUE, LAST_DUE = date(1950, 1, 1), date(2199, 12, 31)


class PlanRow(Frozen):
    """Plan fields of one draft. A field that is absent stays as it is; null or an empty list clears it."""

    number: str = Field(max_length=20, examples=["3-2"])
    lead_unit: str | None = None
    joint_units: tuple[str, ...] | None = Field(default=None, max_length=20)
    support_units: tuple[str, ...] | None = Field(default=None, max_length=40)
    special_group: str | None = None
    category: Category | None = None
    due: Day | None = Field(default=None, ge=FIRST_DUE, le=LAST_DUE)
    leader: str | None = Field(default=None, max_length=100)


class PlanChange(Frozen):
    """Up to 500 rows; each has a result of its own. Units and groups by id or by name."""

    rows: tuple[PlanRow, ...] = Field(
        min_length=1,
        max_length=500,
        examples=[[{"number": "3-2", "lead_unit": "区住建局", "category": "deadline", "due": "2027-06-30"}]],
    )


class RowResult(Frozen):
    """What became of one row. `problem` is the problem's code; `about` names the offender.

    `changed` is false also for a good row that says what stands there already.
    """

    number: str
    ok: bool
    changed: bool
    seq: int | None
    problem: str | None
    about: str | None


class BulkResult(Frozen):
    """Every row is counted once: changed, good but unchanged, or refused."""

    changed: int
    unchanged: int
    refused: int
    rows: tuple[RowResult, ...]


class SheetResult(BulkResult):
    """Of an imported ledger sheet: also what was wrong or ignored in the sheet itself."""

    sheet_problems: tuple[dict[str, Any], ...]
