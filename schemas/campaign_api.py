"""Answers of a campaign's routes. They carry no defaults."""

from datetime import date, datetime

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
from schemas.figures import Audience, BulletinBody, Correction, FrozenBody
from schemas.measure import Frozen


class CampaignReceipt(Frozen):
    """A command's answer: where the campaign stands after it, and what was made (a snapshot's or bulletin's id)."""

    campaign_id: str
    seq: int
    hash: str
    state: CampaignState
    events: tuple[str, ...]
    made: str | None


class Upcoming(Frozen):
    """A day the campaign waits for: a deadline's last day, or the last day before a phase moves on."""

    what: str
    due: date
    about: str


class CampaignCourse(Frozen):
    """Where a campaign is on its way. `withheld` and `leads` are null for those who may not see them.

    `evaluated`: a confirmed score is in force. `passed` are deadlines that went by, each once.
    """

    id: str
    title: str
    state: CampaignState
    evaluated: bool
    seq: int
    plan: PlanReview | None
    issued_on: date | None
    concentrated_from: date | None
    concentrated_to: date | None
    milestones: tuple[Milestone, ...]
    snapshots: tuple[FrozenRef, ...]
    report: PhaseReport | None
    principal_report_by: str | None
    withheld: tuple[Withheld, ...] | None
    bulletins: tuple[BulletinRef, ...]
    evaluation: Evaluation | None
    leads: tuple[Lead, ...] | None
    links: tuple[Link, ...]
    upcoming: tuple[Upcoming, ...]
    passed: tuple[str, ...]
    allowed_commands: tuple[str, ...]
    changed_at: datetime


class SnapshotView(Frozen):
    """`hash` is SHA-256 of the canonical JSON of `body`, and stands in the campaign's ledger."""

    id: str
    hash: str
    body: FrozenBody


class PublicBulletin(Frozen):
    """A bulletin as anyone may read it. `correction_due`: something in it no longer holds."""

    id: str
    published_at: datetime
    hash: str
    correction_due: bool
    body: BulletinBody


class BulletinView(PublicBulletin):
    """`corrections` is null for those who do not oversee the campaign."""

    audience: Audience
    snapshot_id: str
    corrections: tuple[Correction, ...] | None


class BulletinList(Frozen):
    items: tuple[BulletinView, ...]


class Satisfied(Frozen):
    """A campaign that a measure's sign-off satisfies: its own, and those it was carried over from."""

    campaign_id: str
    title: str
    measure_id: str
    relation: str


class SatisfiedList(Frozen):
    """`signed_off`: whether it is so already. `recurrences` are problems of other campaigns that came back here."""

    measure_id: str
    signed_off: bool
    satisfies: tuple[Satisfied, ...]
    recurrences: tuple[str, ...]
