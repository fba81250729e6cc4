"""The fold of one campaign's ledger stream, and the rules it is judged by (domain.md 6.3)."""

from datetime import date, datetime

from schemas.calendars import PLAIN, WorkCalendar
from schemas.campaign_parts import (
    BulletinRef,
    Evaluation,
    FrozenRef,
    Lead,
    Link,
    Milestone,
    PhaseReport,
    PlanReview,
    Withheld,
)
from schemas.campaigns import CampaignState
from schemas.measure import Frozen
from schemas.packs import PhaseRules, Scoring


class CampaignSnapshot(Frozen):
    """Everything `decide_campaign` needs to know of the past. `passed` are deadlines that went by, each once.

    `calendars` are the versions it counted by, the present one last.
    """

    id: str
    title: str
    state: CampaignState
    seq: int
    imported_by: str
    imported_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    plan: PlanReview | None = None
    issued_on: date | None = None
    concentrated_from: date | None = None
    concentrated_to: date | None = None
    milestones: tuple[Milestone, ...] = ()
    snapshots: tuple[FrozenRef, ...] = ()
    report: PhaseReport | None = None
    principal_report_by: str | None = None
    withheld: tuple[Withheld, ...] = ()
    withholding_decided_on: date | None = None
    bulletins: tuple[BulletinRef, ...] = ()
    evaluation: Evaluation | None = None
    leads: tuple[Lead, ...] = ()
    links: tuple[Link, ...] = ()
    passed: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    changed_at: datetime


class CampaignSetting(Frozen):
    """What a campaign is judged by: its frozen pack and calendar, and D, the day of the feedback."""

    feedback_on: date
    phases: PhaseRules = PhaseRules()
    scoring: Scoring = Scoring()
    calendar: WorkCalendar = PLAIN
