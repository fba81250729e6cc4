"""`evolve_campaign`: the fold of one event into a campaign's snapshot. It never refuses."""

from collections.abc import Callable, Iterable
from typing import Any

from schemas import campaign_events as e
from schemas.campaign_parts import (
    BulletinRef,
    Deadline,
    Evaluation,
    FrozenRef,
    Lead,
    Milestone,
    Objection,
    Opinion,
    PhaseReport,
    PlanReview,
    Reply,
)
from schemas.campaign_snapshot import CampaignSnapshot
from schemas.campaigns import CampaignEvent, CampaignImported, CampaignIssued, CampaignState, ReconciliationConfirmed
from schemas.figures import Audience
from workflows.periods import china_day

S = CampaignState
Changes = dict[str, Any]
STATE_AFTER: dict[type[Any], CampaignState] = {
    ReconciliationConfirmed: S.PLANNING,
    e.PlanSubmitted: S.PLAN_REVIEW,
    e.PlanApproved: S.PLAN_APPROVED,
    CampaignIssued: S.ISSUED,
    e.ConcentratedBegun: S.CONCENTRATED,
    e.ConcentratedEnded: S.REPORTING,
    e.CampaignClosed: S.CLOSED,
    e.CampaignReopened: S.SUSTAINING,
    e.CampaignArchived: S.ARCHIVED,
}


def evolve_campaign(snapshot: CampaignSnapshot | None, event: CampaignEvent) -> CampaignSnapshot:
    """The snapshot after `event`. Only `campaign.imported` may come first, and only first."""
    if isinstance(event, CampaignImported) != (snapshot is None):
        raise ValueError(f"a campaign starts with campaign.imported, once; {event.type} can't stand here")
    if isinstance(event, CampaignImported):
        return _imported(event)
    assert snapshot is not None  # noqa: S101 - the check above, said for the type checker
    changes: Changes = {"seq": snapshot.seq + 1, "changed_at": max(snapshot.changed_at, event.at)}
    if type(event) in STATE_AFTER:
        changes["state"] = STATE_AFTER[type(event)]
    if type(event) in CHANGES:
        changes |= CHANGES[type(event)](snapshot, event)
    return snapshot.model_copy(update=changes)


def fold_campaign(events: Iterable[CampaignEvent]) -> CampaignSnapshot | None:
    snapshot = None
    for event in events:
        snapshot = evolve_campaign(snapshot, event)
    return snapshot


def deadline_key(deadline: Deadline, about: str) -> str:
    return f"{deadline}#{about}" if about else str(deadline)


def _imported(event: CampaignImported) -> CampaignSnapshot:
    return CampaignSnapshot(
        id=event.campaign_id,
        title=event.title,
        state=S.RECEIVED,
        seq=1,
        imported_by=event.by.id,
        imported_at=event.at,
        calendars=(event.calendar_version,),
        changed_at=event.at,
    )


def _confirmed(_: CampaignSnapshot, event: ReconciliationConfirmed) -> Changes:
    return {"confirmed_by": event.by.id, "confirmed_at": event.at}


def _submitted(_: CampaignSnapshot, event: e.PlanSubmitted) -> Changes:
    plan = PlanReview(
        version=event.version,
        plan_hash=event.plan_hash,
        submitted_by=event.by.id,
        submitted_on=china_day(event.at),
    )
    return {"plan": plan}


def _plan(snapshot: CampaignSnapshot, **update: Any) -> Changes:  # noqa: ANN401 - fields of the review
    assert snapshot.plan is not None  # noqa: S101 - only a submitted plan is reviewed
    return {"plan": snapshot.plan.model_copy(update=update)}


def _opinion(snapshot: CampaignSnapshot, event: e.OpinionGiven) -> Changes:
    given = snapshot.plan.opinions if snapshot.plan else ()
    others = tuple(one for one in given if one.party is not event.party)
    opinion = Opinion(party=event.party, agrees=event.agrees, text=event.text, by=event.by.id)
    return _plan(snapshot, opinions=(*others, opinion))


def _reply(snapshot: CampaignSnapshot, event: e.ReplyMerged) -> Changes:
    reply = Reply(passed=event.passed, text=event.text, missing=event.missing, by=event.by.id)
    return _plan(snapshot, reply=reply)


def _milestone(snapshot: CampaignSnapshot, event: e.MilestoneRecorded) -> Changes:
    kept = Milestone(kind=event.kind, held_on=event.held_on, note=event.note)
    return {"milestones": (*snapshot.milestones, kept)}


def _frozen(snapshot: CampaignSnapshot, event: e.SnapshotFrozen) -> Changes:
    kept = FrozenRef(id=event.snapshot_id, label=event.label, cut_off=event.cut_off, hash=event.hash)
    return {"snapshots": (*snapshot.snapshots, kept)}


def _reported(_: CampaignSnapshot, event: e.ProgressReported) -> Changes:
    day = china_day(event.at)
    return {"report": PhaseReport(snapshot_id=event.snapshot_id, submitted_by=event.by.id, submitted_on=day)}


def _withheld(snapshot: CampaignSnapshot, event: e.WithholdingDecided) -> Changes:
    moved = S.DISCLOSING if snapshot.state is S.REPORTING else snapshot.state
    first = snapshot.withholding_decided_on or china_day(event.at)
    return {"withheld": event.entries, "withholding_decided_on": first, "state": moved}


def _published(snapshot: CampaignSnapshot, event: e.BulletinPublished) -> Changes:
    kept = BulletinRef(
        id=event.bulletin_id,
        audience=event.audience,
        snapshot_id=event.snapshot_id,
        hash=event.hash,
        published_on=china_day(event.at),
    )
    told = snapshot.state is S.DISCLOSING and event.audience is Audience.PUBLIC
    return {"bulletins": (*snapshot.bulletins, kept), "state": S.SUSTAINING if told else snapshot.state}


def _drafted(_: CampaignSnapshot, event: e.ScoreDrafted) -> Changes:
    drafted = Evaluation(
        version=event.version,
        snapshot_id=event.snapshot_id,
        score=event.sheet.score,
        grade=event.sheet.grade,
        drafted_by=event.by.id,
    )
    return {"evaluation": drafted}


def _evaluation(snapshot: CampaignSnapshot, **update: Any) -> Changes:  # noqa: ANN401 - fields of the evaluation
    assert snapshot.evaluation is not None  # noqa: S101 - only what was drafted goes on
    return {"evaluation": snapshot.evaluation.model_copy(update=update)}


def _objections(snapshot: CampaignSnapshot) -> tuple[Objection, ...]:
    return snapshot.evaluation.objections if snapshot.evaluation else ()


def _confirmed_score(snapshot: CampaignSnapshot, event: e.ScoreConfirmed) -> Changes:
    return _evaluation(snapshot, confirmed_by=event.by.id, confirmed_on=china_day(event.at))


def _objected(snapshot: CampaignSnapshot, event: e.ScoreObjected) -> Changes:
    objection = Objection(number=event.number, text=event.text, by=event.by.id)
    return _evaluation(snapshot, objections=(*_objections(snapshot), objection))


def _decided(snapshot: CampaignSnapshot, event: e.ObjectionDecided) -> Changes:
    decided = tuple(
        one.model_copy(update={"upheld": event.upheld}) if one.number == event.number else one
        for one in _objections(snapshot)
    )
    overturned = any(one.upheld for one in decided)
    return _evaluation(snapshot, objections=decided, overturned=overturned)


def _final(snapshot: CampaignSnapshot, _: e.EvaluationFinal) -> Changes:
    return _evaluation(snapshot, final=True)


def _transferred(snapshot: CampaignSnapshot, event: e.LeadTransferred) -> Changes:
    return {"leads": (*snapshot.leads, Lead(ref=event.ref, transferred_on=event.transferred_on))}


def _settled(snapshot: CampaignSnapshot, event: e.LeadSettled) -> Changes:
    settled = {"settled_on": event.settled_on}
    return {
        "leads": tuple(one.model_copy(update=settled) if one.ref == event.ref else one for one in snapshot.leads),
    }


CHANGES: dict[type[Any], Callable[[CampaignSnapshot, Any], Changes]] = {
    ReconciliationConfirmed: _confirmed,
    e.PlanSubmitted: _submitted,
    e.OpinionGiven: _opinion,
    e.ReplyMerged: _reply,
    e.PlanApproved: lambda snapshot, event: _plan(snapshot, approved_by=event.by.id),
    CampaignIssued: lambda _, event: {"issued_on": china_day(event.at)},
    e.ConcentratedBegun: lambda _, event: {"concentrated_from": event.from_day},
    e.ConcentratedEnded: lambda _, event: {"concentrated_to": event.last_day},
    e.MilestoneRecorded: _milestone,
    e.SnapshotFrozen: _frozen,
    e.ProgressReported: _reported,
    e.PrincipalReported: lambda _, event: {"principal_report_by": event.by.id},
    e.WithholdingDecided: _withheld,
    e.BulletinPublished: _published,
    e.ScoreDrafted: _drafted,
    e.ScoreConfirmed: _confirmed_score,
    e.ScoreObjected: _objected,
    e.ObjectionDecided: _decided,
    e.EvaluationFinal: _final,
    e.LeadTransferred: _transferred,
    e.LeadSettled: _settled,
    e.DeadlinePassed: lambda snapshot, event: {"passed": (*snapshot.passed, deadline_key(event.deadline, event.about))},
    e.CampaignCalendarAdopted: lambda snapshot, event: {"calendars": (*snapshot.calendars, event.version)},
    e.MeasuresLinked: lambda snapshot, event: {"links": (*snapshot.links, *event.links)},
}
