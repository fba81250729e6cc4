"""Campaigns in any state, made of events as the ledger would hold them, and people to ask for them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.calendars import WorkCalendar
from schemas.campaign_facts import CampaignFacts, NewBulletin, NewSnapshot
from schemas.campaign_parts import Link, LinkKind, MilestoneKind, Party, Withheld
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent, CampaignImported, CampaignIssued, CampaignState, ReconciliationConfirmed
from schemas.figures import Audience, ScoreSheet
from schemas.measure import Actor, ActorKind, Grant, Person, Role
from schemas.notices import Reconciliation
from schemas.packs import PhaseRules
from workflows.campaign_rules.case import CampaignCase
from workflows.campaign_rules.evolution import fold_campaign
from workflows.counting import count
from workflows.periods import china_day

S = CampaignState
START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
FEEDBACK = date(2026, 1, 4)
HALF_A_YEAR = timedelta(days=181)
HASH = "a" * 64
FIGURES = count([])
SHEET = ScoreSheet(score=100, grade="good", grade_zh="好", deductions=(), vetoes=())
SETTING = CampaignSetting(feedback_on=FEEDBACK)
REVIEWED = SETTING.model_copy(update={"phases": PhaseRules(plan_review_required=True, principal_report=True)})


def somebody(name: str, *roles: Role, campaign: str | None = None, kind: ActorKind = ActorKind.PERSON) -> Actor:
    grants = tuple(Grant(role=role, campaign_id=campaign, unit_id=_unit(role)) for role in roles)
    return Actor(id=name, name=name, kind=kind, grants=grants)


def _unit(role: Role) -> str | None:
    return "water" if role is Role.UNIT_PRINCIPAL else None


ACTORS = {role: somebody(f"p-{role}", role) for role in Role}


def by(name: str) -> Person:
    return Person(id=name, name=name, kind=ActorKind.PERSON)


def imported(at: datetime = START) -> CampaignImported:
    return CampaignImported(
        at=at,
        by=by("p-office"),
        campaign_id="c1",
        title="整改",
        notice_name="n.txt",
        notice_sha256=HASH,
        measures=2,
        reconciliation=Reconciliation(rows=(), missing=()),
    )


def road(at: datetime = START) -> dict[CampaignState, tuple[CampaignEvent, ...]]:
    """For each state the events that lead to it from the one before, a day apart from nothing: all at `at`."""
    office = {"at": at, "by": by("p-office")}
    group = {"at": at, "by": by("p-leading_group")}
    clock = {"at": at, "by": by("clock")}
    begun = china_day(at)
    frozen = e.SnapshotFrozen(snapshot_id="s1", label="x", cut_off=at, hash=HASH, figures=FIGURES, **office)
    newer = frozen.model_copy(update={"snapshot_id": "s2"})
    return {
        S.RECEIVED: (imported(at),),
        S.PLANNING: (ReconciliationConfirmed(statement="核对", **office),),
        S.PLAN_REVIEW: (e.PlanSubmitted(version=1, plan_hash=HASH, note="报审", **office),),
        S.PLAN_APPROVED: (
            e.ReplyMerged(version=1, passed=True, text="同意", missing=tuple(Party), at=at, by=by("p-discipline")),
            e.PlanApproved(version=1, plan_hash=HASH, decision="会议纪要", **group),
        ),
        S.ISSUED: (CampaignIssued(measures=2, **office),),
        S.CONCENTRATED: (e.ConcentratedBegun(from_day=begun, **clock),),
        S.REPORTING: (e.ConcentratedEnded(last_day=begun + HALF_A_YEAR, **clock), frozen, newer),
        S.DISCLOSING: (
            e.ProgressReported(snapshot_id="s1", text="报告", **office),
            e.WithholdingDecided(entries=(), **group),
        ),
        S.SUSTAINING: tuple(
            e.BulletinPublished(bulletin_id=f"b-{one}", audience=one, snapshot_id="s1", hash=HASH, **group)
            for one in Audience
        ),
        S.CLOSED: (e.CampaignClosed(decision="会议纪要", **group),),
        S.ARCHIVED: (e.CampaignArchived(**group),),
    }


def events_to(state: CampaignState, *more: CampaignEvent) -> tuple[CampaignEvent, ...]:
    steps = road()
    until = list(steps)[: list(steps).index(state) + 1]
    return (*(event for one in until for event in steps[one]), *more)


def reach(state: CampaignState, *more: CampaignEvent) -> CampaignSnapshot:
    snapshot = fold_campaign(events_to(state, *more))
    assert snapshot
    return snapshot


def facts(**changes: Any) -> CampaignFacts:
    usual: dict[str, Any] = {
        "measures": 2,
        "incomplete": (),
        "plan_hash": HASH,
        "claimed": False,
        "still_open": (),
        "known": frozenset({"c1-1-1"}),
        "targets": frozenset({"c0-1-1"}),
    }
    return CampaignFacts(**{**usual, **changes})


PREPARED = {
    "freeze_snapshot": NewSnapshot(id="s9", cut_off=START, hash=HASH, figures=FIGURES),
    "publish_bulletin": NewBulletin(id="b9", hash=HASH),
    "draft_score": SHEET,
    "adopt_calendar": WorkCalendar(version="newest", decreed_years=(2026,)),
}


def case(
    snapshot: CampaignSnapshot, setting: CampaignSetting = SETTING, command: str = "", **known: Any
) -> CampaignCase:
    return CampaignCase(snapshot, facts(prepared=PREPARED.get(command), **known), setting)


DAY = START.date()
BODIES: dict[str, c.CampaignCommand] = {
    one.type: one
    for one in (
        c.ConfirmReconciliation(statement="核对"),
        c.SubmitPlan(note="报审"),
        c.GiveOpinion(party=Party.DISCIPLINE, agrees=True, text="同意"),
        c.MergeReply(passed=True, text="同意"),
        c.ApprovePlan(decision="会议纪要"),
        c.IssueCampaign(),
        c.RecordMilestone(kind=MilestoneKind.THEMATIC_MEETING, held_on=DAY, note="专题会"),
        c.FreezeSnapshot(label="阶段", as_of=DAY),
        c.ReportProgress(snapshot_id="s1", text="报告"),
        c.ReportAsPrincipal(text="本人报告"),
        c.DecideWithholding(entries=()),
        c.PublishBulletin(audience=Audience.PARTY, snapshot_id="s2"),
        c.DraftScore(snapshot_id="s1", note="评分"),
        c.ConfirmScore(decision="会议纪要"),
        c.ObjectToScore(text="不同意"),
        c.DecideObjection(number=1, upheld=False, reason="维持"),
        c.TransferLead(ref="线索1", transferred_on=DAY),
        c.SettleLead(ref="线索0", settled_on=DAY),
        c.LinkMeasures(links=(Link(measure_id="c1-1-1", kind=LinkKind.ORIGIN, target="c0-1-1"),)),
        c.AdoptCampaignCalendar(),
        c.CloseCampaign(decision="会议纪要"),
        c.ReopenCampaign(reason="撤销销号"),
        c.ArchiveCampaign(),
    )
}


def withheld(measure: str, audience: Audience) -> Withheld:
    return Withheld(audience=audience, measure_id=measure, text="涉密内容", reason="保密规定")


def later(**span: int) -> datetime:
    return START + timedelta(**span)
