"""The end, the one way back, and what is kept along the way: milestones, leads, links to other campaigns."""

from datetime import datetime

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_refusals import CampaignRefusalCode as R
from schemas.measure import Actor
from workflows.campaign_rules.case import CampaignCase, CampaignDecision, refuse
from workflows.campaign_rules.evaluation import open_objections
from workflows.periods import china_day
from workflows.persons import person


def record_milestone(case: CampaignCase, command: c.RecordMilestone, actor: Actor, now: datetime) -> CampaignDecision:
    if command.held_on > china_day(now):
        return refuse(case.snapshot, R.DATE, str(command.held_on))
    held = e.MilestoneRecorded(at=now, by=person(actor), kind=command.kind, held_on=command.held_on, note=command.note)
    return (held,)


def transfer_lead(case: CampaignCase, command: c.TransferLead, actor: Actor, now: datetime) -> CampaignDecision:
    if any(lead.ref == command.ref for lead in case.snapshot.leads):
        return refuse(case.snapshot, R.LEAD, command.ref)
    if command.transferred_on > china_day(now):
        return refuse(case.snapshot, R.DATE, str(command.transferred_on))
    return (e.LeadTransferred(at=now, by=person(actor), ref=command.ref, transferred_on=command.transferred_on),)


def settle_lead(case: CampaignCase, command: c.SettleLead, actor: Actor, now: datetime) -> CampaignDecision:
    lead = next((one for one in case.snapshot.leads if one.ref == command.ref), None)
    if lead is None or lead.settled_on:
        return refuse(case.snapshot, R.LEAD, command.ref)
    if not lead.transferred_on <= command.settled_on <= china_day(now):
        return refuse(case.snapshot, R.DATE, str(command.settled_on))
    return (e.LeadSettled(at=now, by=person(actor), ref=command.ref, settled_on=command.settled_on),)


def link_measures(case: CampaignCase, command: c.LinkMeasures, actor: Actor, now: datetime) -> CampaignDecision:
    """Case 6 and case 18: links that stand already are not written twice."""
    named = {link.measure_id for link in command.links} - case.facts.known
    named |= {link.target for link in command.links} - case.facts.targets
    if named:
        return refuse(case.snapshot, R.MEASURE_UNKNOWN, min(named))
    fresh = tuple(link for link in dict.fromkeys(command.links) if link not in case.snapshot.links)
    return (e.MeasuresLinked(at=now, by=person(actor), links=fresh),) if fresh else ()


def close(case: CampaignCase, command: c.CloseCampaign, actor: Actor, now: datetime) -> CampaignDecision:
    """Every measure signed off, cancelled or superseded, every look-back ended, no objection waiting."""
    if case.facts.still_open:
        return refuse(case.snapshot, R.MEASURES_OPEN, ",".join(case.facts.still_open[:20]))
    waiting = open_objections(case.snapshot.evaluation) if case.snapshot.evaluation else ()
    if waiting:
        return refuse(case.snapshot, R.OBJECTION, str(waiting[0]))
    return (e.CampaignClosed(at=now, by=person(actor), decision=command.decision),)


def reopen(_: CampaignCase, command: c.ReopenCampaign, actor: Actor, now: datetime) -> CampaignDecision:
    return (e.CampaignReopened(at=now, by=person(actor), reason=command.reason),)


def archive(_: CampaignCase, __: c.ArchiveCampaign, actor: Actor, now: datetime) -> CampaignDecision:
    return (e.CampaignArchived(at=now, by=person(actor)),)
