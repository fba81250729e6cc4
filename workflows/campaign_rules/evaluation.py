"""The score: drafted by the evaluator, confirmed by the leading group, open to objection for a while."""

from datetime import date, datetime

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_parts import Evaluation
from schemas.campaign_refusals import CampaignRefusalCode as R
from schemas.campaign_snapshot import CampaignSetting
from schemas.figures import ScoreSheet
from schemas.measure import Actor
from workflows.campaign_rules.case import CampaignCase, CampaignDecision, refuse
from workflows.campaign_rules.disclosure import unknown_snapshot
from workflows.periods import china_day
from workflows.persons import person
from workflows.working_days import add_span


def objection_until(evaluation: Evaluation, setting: CampaignSetting) -> date | None:
    """The last day on which a confirmed score may be objected to."""
    if evaluation.confirmed_on is None:
        return None
    return add_span(setting.calendar, evaluation.confirmed_on, setting.phases.objection).day


def open_objections(evaluation: Evaluation) -> tuple[int, ...]:
    return tuple(one.number for one in evaluation.objections if one.upheld is None)


def draft_score(case: CampaignCase, command: c.DraftScore, actor: Actor, now: datetime) -> CampaignDecision:
    """A confirmed score stands; only an upheld objection opens it again, as a new version."""
    before = case.snapshot.evaluation
    if before and before.confirmed_on and not before.overturned:
        return refuse(case.snapshot, R.SCORE_STANDS, str(before.version))
    unknown = unknown_snapshot(case, command.snapshot_id)
    if unknown:
        return unknown
    sheet = case.facts.prepared
    assert isinstance(sheet, ScoreSheet)  # noqa: S101 - counted before the gate is asked
    return (
        e.ScoreDrafted(
            at=now,
            by=person(actor),
            version=before.version + 1 if before else 1,
            snapshot_id=command.snapshot_id,
            sheet=sheet,
            note=command.note,
        ),
    )


def confirm_score(case: CampaignCase, command: c.ConfirmScore, actor: Actor, now: datetime) -> CampaignDecision:
    drafted = case.snapshot.evaluation
    if drafted is None or drafted.overturned:
        return refuse(case.snapshot, R.NO_SCORE)
    if drafted.confirmed_on:
        return refuse(case.snapshot, R.SCORE_STANDS, str(drafted.version))
    if actor.id == drafted.drafted_by:
        return refuse(case.snapshot, R.DUTIES_CONFLICT, rule="S2")
    return (e.ScoreConfirmed(at=now, by=person(actor), version=drafted.version, decision=command.decision),)


def object_to_score(case: CampaignCase, command: c.ObjectToScore, actor: Actor, now: datetime) -> CampaignDecision:
    confirmed = case.snapshot.evaluation
    until = objection_until(confirmed, case.setting) if confirmed else None
    if confirmed is None or until is None or confirmed.overturned:
        return refuse(case.snapshot, R.NO_SCORE)
    if china_day(now) > until:
        return refuse(case.snapshot, R.OBJECTION, str(until))
    number = len(confirmed.objections) + 1
    return (e.ScoreObjected(at=now, by=person(actor), number=number, text=command.text),)


def decide_objection(case: CampaignCase, command: c.DecideObjection, actor: Actor, now: datetime) -> CampaignDecision:
    confirmed = case.snapshot.evaluation
    waiting = [one for one in confirmed.objections if one.upheld is None] if confirmed else []
    found = next((one for one in waiting if one.number == command.number), None)
    if found is None:
        return refuse(case.snapshot, R.OBJECTION, str(command.number))
    if actor.id == found.by:
        return refuse(case.snapshot, R.DUTIES_CONFLICT, rule="S11")
    decided = e.ObjectionDecided(
        at=now, by=person(actor), number=command.number, upheld=command.upheld, reason=command.reason
    )
    return (decided,)
