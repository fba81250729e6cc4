"""Routes of a campaign's plan: review with one merged reply, approval, milestones, leads, links."""

from fastapi import APIRouter, Response

from schemas import campaign_commands as c
from services.campaigns.desk import CAMPAIGN_COMMAND, CampaignDeskDep

router = APIRouter(prefix="/api/v1/campaigns/{campaign_id}", tags=["campaigns 整改工作"])


@router.post(":submit-plan", **CAMPAIGN_COMMAND)
async def submit_plan(campaign_id: str, desk: CampaignDeskDep, body: c.SubmitPlan) -> Response:
    """报审: the complete plan goes to its reviewers; again, as a new version, after a reply that asks for changes."""
    return await desk.hand_in(campaign_id, body)


@router.post(":give-opinion", **CAMPAIGN_COMMAND)
async def give_opinion(campaign_id: str, desk: CampaignDeskDep, body: c.GiveOpinion) -> Response:
    """审核意见: discipline and the organisation department; discipline records the inspection office's letter."""
    return await desk.hand_in(campaign_id, body)


@router.post(":merge-reply", **CAMPAIGN_COMMAND)
async def merge_reply(campaign_id: str, desk: CampaignDeskDep, body: c.MergeReply) -> Response:
    """合并答复: discipline makes one reply of all opinions; without a party only when its time is over."""
    return await desk.hand_in(campaign_id, body)


@router.post(":approve-plan", **CAMPAIGN_COMMAND)
async def approve_plan(campaign_id: str, desk: CampaignDeskDep, body: c.ApprovePlan) -> Response:
    """批准方案: the leading group approves the version that was reviewed; it is what will be issued."""
    return await desk.hand_in(campaign_id, body)


@router.post(":record-milestone", **CAMPAIGN_COMMAND)
async def record_milestone(campaign_id: str, desk: CampaignDeskDep, body: c.RecordMilestone) -> Response:
    """专题会、民主生活会、督查组组建等: what was held, and when. A milestone moves no state."""
    return await desk.hand_in(campaign_id, body)


@router.post(":transfer-lead", **CAMPAIGN_COMMAND)
async def transfer_lead(campaign_id: str, desk: CampaignDeskDep, body: c.TransferLead) -> Response:
    """问题线索移交: its file number and day, seen by discipline and the leading group only; due in half a year."""
    return await desk.hand_in(campaign_id, body)


@router.post(":settle-lead", **CAMPAIGN_COMMAND)
async def settle_lead(campaign_id: str, desk: CampaignDeskDep, body: c.SettleLead) -> Response:
    """线索办结: ends its deadline."""
    return await desk.hand_in(campaign_id, body)


@router.post(":link-measures", **CAMPAIGN_COMMAND)
async def link_measures(campaign_id: str, desk: CampaignDeskDep, body: c.LinkMeasures) -> Response:
    """承接与反弹: measures carried over from an earlier campaign (origin), problems that came back (recurrence)."""
    return await desk.hand_in(campaign_id, body)
