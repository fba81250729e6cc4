"""What a campaign is made of: reviews, milestones, frozen numbers, bulletins, evaluation, leads, links."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from schemas.figures import Audience
from schemas.measure import Frozen


class Party(StrEnum):
    """Who reviews a plan. The inspection office is an outside body: discipline records its letter."""

    DISCIPLINE = "discipline"
    ORG_DEPT = "org_dept"
    INSPECTION_OFFICE = "inspection_office"


class MilestoneKind(StrEnum):
    """专题会, 民主生活会, 督查组组建, and whatever else the office wants to keep. None is a state."""

    THEMATIC_MEETING = "thematic_meeting"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"
    SUPERVISION_TEAMS_FORMED = "supervision_teams_formed"
    CUSTOM = "custom"


class Deadline(StrEnum):
    PLAN = "plan"
    PLAN_REVIEW = "plan_review"
    PROGRESS_REPORT = "progress_report"
    BULLETIN = "bulletin"
    EVALUATION = "evaluation"
    LEAD = "lead"
    LEAD_HARD_STOP = "lead_hard_stop"


class LinkKind(StrEnum):
    """`origin`: the same measure of an earlier inspection, carried over. `recurrence`: a problem that came back."""

    ORIGIN = "origin"
    RECURRENCE = "recurrence"


class Opinion(Frozen):
    party: Party
    agrees: bool
    text: str
    by: str


class Reply(Frozen):
    """The one reply into which discipline merges the opinions; `missing` parties let their time pass."""

    passed: bool
    text: str
    missing: tuple[Party, ...]
    by: str


class PlanReview(Frozen):
    """The version of the plan under review. `plan_hash` is what every approval refers to."""

    version: int
    plan_hash: str
    submitted_by: str
    submitted_on: date
    opinions: tuple[Opinion, ...] = ()
    reply: Reply | None = None
    approved_by: str | None = None


class Milestone(Frozen):
    kind: MilestoneKind
    held_on: date
    note: str


class FrozenRef(Frozen):
    """A snapshot of numbers that never changes; its content lies in a table under `id`."""

    id: str
    label: str
    cut_off: datetime
    hash: str


class PhaseReport(Frozen):
    snapshot_id: str
    submitted_by: str
    submitted_on: date


class Withheld(Frozen):
    """拟不公开: a measure that an audience is not shown, what of it, and why."""

    audience: Audience
    measure_id: str = Field(max_length=64)
    text: str = Field(min_length=1, max_length=2000)
    reason: str = Field(min_length=1, max_length=2000)


class BulletinRef(Frozen):
    id: str
    audience: Audience
    snapshot_id: str
    hash: str
    published_on: date


class Objection(Frozen):
    """`upheld` is null until the leading group decides."""

    number: int
    text: str
    by: str
    upheld: bool | None = None


class Evaluation(Frozen):
    """The score in force or in the making. `final` when the window closed with nothing open."""

    version: int
    snapshot_id: str
    score: int
    grade: str
    drafted_by: str
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    objections: tuple[Objection, ...] = ()
    overturned: bool = False
    final: bool = False


class Lead(Frozen):
    """问题线索 handed to discipline: a reference and dates, nothing of its content."""

    ref: str
    transferred_on: date
    settled_on: date | None = None


class Link(Frozen):
    """`target` is a measure of another campaign (`origin`) or a problem of one (`recurrence`), by id."""

    measure_id: str = Field(max_length=64)
    kind: LinkKind
    target: str = Field(max_length=64)
