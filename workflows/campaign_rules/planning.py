"""From the feedback to the issue: reconciliation, review of the plan with one merged reply, approval, issue."""

from datetime import date, datetime

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_parts import Party, PlanReview
from schemas.campaign_refusals import CampaignRefusalCode as R
from schemas.campaign_refusals import CampaignRefused
from schemas.campaign_snapshot import CampaignSnapshot
from schemas.campaigns import CampaignIssued, ReconciliationConfirmed
from schemas.campaigns import CampaignState as S
from schemas.measure import Actor, Role
from workflows.campaign_rules.case import CampaignCase, CampaignDecision, may_run_office, refuse, roles_of
from workflows.campaign_rules.steps import OUT
from workflows.periods import china_day
from workflows.persons import person
from workflows.working_days import add_span

# Whose role gives a party's opinion. The inspection office is outside: discipline records its letter.
VOICE = {
    Party.DISCIPLINE: Role.DISCIPLINE,
    Party.ORG_DEPT: Role.ORG_DEPT,
    Party.INSPECTION_OFFICE: Role.DISCIPLINE,
}


def confirm(_: CampaignCase, command: c.ConfirmReconciliation, actor: Actor, now: datetime) -> CampaignDecision:
    """Domain.md 7, case 7: declared and found totals differ; a named person answers for it."""
    return (ReconciliationConfirmed(at=now, by=person(actor), statement=command.statement),)


def may_amend(snapshot: CampaignSnapshot, actor: Actor) -> CampaignRefused | None:
    """The office completes a plan, until the leading group approved it: what was approved is what is issued."""
    if not may_run_office(actor, snapshot.id):
        return refuse(snapshot, R.ROLE, Role.OFFICE)
    if snapshot.plan and snapshot.plan.approved_by:
        return refuse(snapshot, R.PLAN_APPROVED)
    return None


def submit_plan(case: CampaignCase, command: c.SubmitPlan, actor: Actor, now: datetime) -> CampaignDecision:
    """A new version makes the opinions on the one before void."""
    if case.facts.incomplete:
        return refuse(case.snapshot, R.INCOMPLETE, _first(case.facts.incomplete))
    version = case.snapshot.plan.version + 1 if case.snapshot.plan else 1
    return (
        e.PlanSubmitted(at=now, by=person(actor), version=version, plan_hash=case.facts.plan_hash, note=command.note),
    )


def give_opinion(case: CampaignCase, command: c.GiveOpinion, actor: Actor, now: datetime) -> CampaignDecision:
    plan = _under_review(case.snapshot)
    if VOICE[command.party] not in roles_of(actor, case.snapshot.id):
        return refuse(case.snapshot, R.ROLE, VOICE[command.party])
    if plan.reply:
        return refuse(case.snapshot, R.ILLEGAL_STEP, command.type)
    return (
        e.OpinionGiven(
            at=now,
            by=person(actor),
            version=plan.version,
            party=command.party,
            agrees=command.agrees,
            text=command.text,
        ),
    )


def merge_reply(case: CampaignCase, command: c.MergeReply, actor: Actor, now: datetime) -> CampaignDecision:
    """One reply to the office (Dali). Nobody's silence counts as consent before their time is over."""
    plan = _under_review(case.snapshot)
    if plan.reply:
        return refuse(case.snapshot, R.ILLEGAL_STEP, command.type)
    missing = missing_parties(plan)
    if missing and china_day(now) <= review_by(case, plan):
        return refuse(case.snapshot, R.OPINIONS_MISSING, ",".join(missing))
    return (
        e.ReplyMerged(
            at=now,
            by=person(actor),
            version=plan.version,
            passed=command.passed,
            text=command.text,
            missing=missing,
        ),
    )


def missing_parties(plan: PlanReview) -> tuple[Party, ...]:
    heard = {opinion.party for opinion in plan.opinions}
    return tuple(party for party in Party if party not in heard)


def review_by(case: CampaignCase, plan: PlanReview) -> date:
    """The last day on which the parties' opinions are waited for."""
    return add_span(case.setting.calendar, plan.submitted_on, case.setting.phases.plan_review).day


def approve_plan(case: CampaignCase, command: c.ApprovePlan, actor: Actor, now: datetime) -> CampaignDecision:
    """The approval is of the version that was reviewed, by somebody who neither wrote nor reviewed it."""
    plan = _under_review(case.snapshot)
    if plan.reply is None or not plan.reply.passed:
        return refuse(case.snapshot, R.NOT_AGREED)
    if plan.plan_hash != case.facts.plan_hash:
        return refuse(case.snapshot, R.PLAN_CHANGED, str(plan.version))
    if actor.id in {plan.submitted_by, plan.reply.by, *(opinion.by for opinion in plan.opinions)}:
        return refuse(case.snapshot, R.DUTIES_CONFLICT, rule="S2")
    approved = e.PlanApproved(
        at=now, by=person(actor), version=plan.version, plan_hash=plan.plan_hash, decision=command.decision
    )
    return (approved,)


def issue(case: CampaignCase, _: c.IssueCampaign, actor: Actor, now: datetime) -> CampaignDecision:
    """All measures go out in one batch. In an issued campaign nothing moves: a cut-short batch is finished."""
    snapshot, facts = case.snapshot, case.facts
    if snapshot.confirmed_by is None:
        return refuse(snapshot, R.UNCONFIRMED)
    if snapshot.state is S.PLAN_REVIEW or (snapshot.state is S.PLANNING and case.setting.phases.plan_review_required):
        return refuse(snapshot, R.REVIEW_REQUIRED)
    if facts.incomplete:
        return refuse(snapshot, R.INCOMPLETE, _first(facts.incomplete))
    if snapshot.state in OUT:
        return ()
    return (CampaignIssued(at=now, by=person(actor), measures=facts.measures),)


def _under_review(snapshot: CampaignSnapshot) -> PlanReview:
    assert snapshot.plan is not None  # noqa: S101 - the state plan_review says so
    return snapshot.plan


def _first(numbers: tuple[str, ...]) -> str:
    return ",".join(numbers[:20])
