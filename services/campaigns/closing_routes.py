"""Routes of the end of a campaign, of its score, and of the way it has gone so far."""

from fastapi import APIRouter, Response

from schemas import campaign_commands as c
from schemas.api import LedgerEntry
from schemas.campaign_api import CampaignCourse, SatisfiedList
from schemas.campaigns import BulkResult
from services.campaigns.adopting import adopt
from services.campaigns.course import course, history
from services.campaigns.desk import CAMPAIGN_COMMAND, CampaignDeskDep
from services.campaigns.links import satisfied_by
from services.dependencies import Now, PlatformDep, Reader

router = APIRouter(prefix="/api/v1/campaigns/{campaign_id}", tags=["campaigns 整改工作"])


@router.post(":draft-score", **CAMPAIGN_COMMAND)
async def draft_score(campaign_id: str, desk: CampaignDeskDep, body: c.DraftScore) -> Response:
    """评分: from 100 by the pack's deductions, each with the ledger rows it rests on, up to a snapshot's cut-off."""
    return await desk.hand_in(campaign_id, body)


@router.post(":confirm-score", **CAMPAIGN_COMMAND)
async def confirm_score(campaign_id: str, desk: CampaignDeskDep, body: c.ConfirmScore) -> Response:
    """确认评分: by the leading group, not by who drafted it; opens the window for objections."""
    return await desk.hand_in(campaign_id, body)


@router.post(":object-to-score", **CAMPAIGN_COMMAND)
async def object_to_score(campaign_id: str, desk: CampaignDeskDep, body: c.ObjectToScore) -> Response:
    """异议: a unit's principal or the office, while the window is open."""
    return await desk.hand_in(campaign_id, body)


@router.post(":decide-objection", **CAMPAIGN_COMMAND)
async def decide_objection(campaign_id: str, desk: CampaignDeskDep, body: c.DecideObjection) -> Response:
    """裁定异议: upheld, the score is drafted anew; the confirmed one stays on record."""
    return await desk.hand_in(campaign_id, body)


@router.post(":adopt-calendar")
async def adopt_calendar(campaign_id: str, desk: CampaignDeskDep) -> BulkResult:
    """采用新日历: due dates under way counted anew on the newest calendar; whoever has a day that moves is told."""
    return await adopt(desk, campaign_id)


@router.post(":close", **CAMPAIGN_COMMAND)
async def close(campaign_id: str, desk: CampaignDeskDep, body: c.CloseCampaign) -> Response:
    """办结: when every measure is signed off, cancelled or superseded."""
    return await desk.hand_in(campaign_id, body)


@router.post(":reopen", **CAMPAIGN_COMMAND)
async def reopen(campaign_id: str, desk: CampaignDeskDep, body: c.ReopenCampaign) -> Response:
    """重新打开: the one way back, from closed to sustaining, when a sign-off was revoked."""
    return await desk.hand_in(campaign_id, body)


@router.post(":archive", **CAMPAIGN_COMMAND)
async def archive_campaign(campaign_id: str, desk: CampaignDeskDep) -> Response:
    """归档: a closed campaign is filed away; its clock stops."""
    return await desk.hand_in(campaign_id, c.ArchiveCampaign())


@router.get("/course")
async def get_course(campaign_id: str, platform: PlatformDep, caller: Reader, now: Now) -> CampaignCourse:
    """进程: state, plan review, milestones, days to come and days that went by, and what you may do now."""
    return await course(platform.database, campaign_id, caller.actor, now)


@router.get("/history")
async def get_history(campaign_id: str, platform: PlatformDep, caller: Reader) -> list[LedgerEntry]:
    """整改工作台账: every event of the campaign itself, for the leading group, discipline and auditors."""
    return await history(platform.database, campaign_id, caller.actor)


measures = APIRouter(prefix="/api/v1/measures/{measure_id}", tags=["reading 查询"])


@measures.get("/satisfies")
async def get_satisfied(measure_id: str, platform: PlatformDep, caller: Reader) -> SatisfiedList:
    """销号对应的整改工作: which campaigns this sign-off satisfies, its own and those it was carried over from."""
    return await satisfied_by(platform.database, caller.actor, measure_id)
