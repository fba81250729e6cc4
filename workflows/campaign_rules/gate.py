"""The one gate of a campaign: `decide_campaign` turns a command into events or a refusal; nothing else may.

Order of checks: may this person act at all (403), is it the right moment (409), do the facts hold (409).
Its measures have their own gate in `workflows.lifecycle`.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schemas import campaign_commands as c
from schemas.campaign_refusals import CampaignRefusalCode, CampaignRefused
from schemas.campaign_snapshot import CampaignSnapshot
from schemas.measure import Actor
from workflows.campaign_rules import calendar, closing, disclosure, evaluation, planning
from workflows.campaign_rules.case import CampaignCase, CampaignDecision, refuse, roles_of
from workflows.campaign_rules.steps import CAMPAIGN_STEPS

Decider = Callable[[CampaignCase, Any, Actor, datetime], CampaignDecision]
DECIDERS: dict[type[c.CampaignCommand], Decider] = {
    c.ConfirmReconciliation: planning.confirm,
    c.SubmitPlan: planning.submit_plan,
    c.GiveOpinion: planning.give_opinion,
    c.MergeReply: planning.merge_reply,
    c.ApprovePlan: planning.approve_plan,
    c.IssueCampaign: planning.issue,
    c.RecordMilestone: closing.record_milestone,
    c.FreezeSnapshot: disclosure.freeze_snapshot,
    c.ReportProgress: disclosure.report_progress,
    c.ReportAsPrincipal: disclosure.report_as_principal,
    c.DecideWithholding: disclosure.decide_withholding,
    c.PublishBulletin: disclosure.publish_bulletin,
    c.DraftScore: evaluation.draft_score,
    c.ConfirmScore: evaluation.confirm_score,
    c.ObjectToScore: evaluation.object_to_score,
    c.DecideObjection: evaluation.decide_objection,
    c.TransferLead: closing.transfer_lead,
    c.SettleLead: closing.settle_lead,
    c.LinkMeasures: closing.link_measures,
    c.AdoptCampaignCalendar: calendar.adopt_calendar,
    c.CloseCampaign: closing.close,
    c.ReopenCampaign: closing.reopen,
    c.ArchiveCampaign: closing.archive,
}


def decide_campaign(case: CampaignCase, command: c.CampaignCommand, actor: Actor, now: datetime) -> CampaignDecision:
    """Events that `command` causes on the campaign, none where it is as asked already, or why it is refused."""
    denied = enter(case.snapshot, command, actor)
    return denied or DECIDERS[type(command)](case, command, actor, now)


def allowed_commands(snapshot: CampaignSnapshot, actor: Actor) -> tuple[str, ...]:
    """The commands this actor may give in this state, as far as role and state say."""
    roles = roles_of(actor, snapshot.id)
    return tuple(name for name, step in CAMPAIGN_STEPS.items() if step.roles & roles and snapshot.state in step.states)


def enter(snapshot: CampaignSnapshot, command: c.CampaignCommand, actor: Actor) -> CampaignRefused | None:
    """What can be said before anything is counted: who and when."""
    step = CAMPAIGN_STEPS[command.type]
    if not step.roles & roles_of(actor, snapshot.id):
        return refuse(snapshot, CampaignRefusalCode.ROLE, ",".join(sorted(step.roles)))
    if snapshot.state not in step.states:
        return refuse(snapshot, CampaignRefusalCode.ILLEGAL_STEP, command.type)
    return None
