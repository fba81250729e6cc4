"""What the office does with a campaign: import, confirm, complete the plan, issue."""

from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from sqlalchemy import select

from schemas.campaign_commands import ConfirmReconciliation
from schemas.campaigns import (
    BulkResult,
    CampaignList,
    CampaignView,
    PlanChange,
)
from schemas.tables.campaigns import CAMPAIGNS
from services.campaign_clock import CampaignClock
from services.campaigns.desk import CampaignDesk, CampaignDeskDep
from services.campaigns.importing import Notice, import_notice
from services.campaigns.issuing import issue
from services.campaigns.planning import change_plan
from services.campaigns.stream import find, view
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.packs.sources import STANDARD
from services.preconditions import KeyDep
from services.scope import campaigns_of
from workflows.campaign_rules.case import may_run_office

NOTICE_LIMIT = 10 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
# 500 rows, each with its units written out.
PLAN_LIMIT = 1024 * 1024
router = APIRouter(prefix="/api/v1", tags=["campaigns 整改工作"])


@router.post("/campaigns:import", status_code=201, max_body_size=NOTICE_LIMIT + FORM_OVERHEAD)
async def import_campaign(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    platform: PlatformDep,
    caller: CallerDep,
    now: Now,
    key: KeyDep,
    file: Annotated[UploadFile, File(description="notice or plan, .txt or .docx, at most 10 MiB")],
    title: Annotated[str | None, Form(min_length=1, max_length=200)] = None,
    pack: Annotated[str, Form(description="id of a rule pack, frozen with the campaign")] = STANDARD,
) -> CampaignView:
    """导入通报: read a notice and make its measures drafts. Declared and found totals are reported, never forced."""
    if not may_run_office(caller.actor, None):
        raise ProblemError("auth.role", "office")
    notice = Notice(file.filename or "notice.txt", await file.read(NOTICE_LIMIT + 1), title, pack)
    campaign_id = await import_notice(platform.database, caller.actor, key, notice, now)
    await CampaignClock(platform.temporal, platform.settings).wake(campaign_id)
    return await get_campaign(campaign_id, platform, caller)


@router.get("/campaigns")
async def list_campaigns(platform: PlatformDep, caller: Reader) -> CampaignList:
    """整改工作清单: campaigns you run or oversee, or that hold a measure of yours; newest first."""
    mine = select(CAMPAIGNS).where(campaigns_of(caller.actor)).order_by(CAMPAIGNS.c.created_at.desc())
    async with platform.database.read() as connection:
        rows = (await connection.execute(mine)).all()
        return CampaignList(items=tuple([await view(connection, row, caller.actor) for row in rows]))


@router.get("/campaigns/{campaign_id}")
async def get_campaign(campaign_id: str, platform: PlatformDep, caller: Reader) -> CampaignView:
    """整改工作详情: one campaign with its reconciliation report."""
    async with platform.database.read() as connection:
        return await view(connection, await find(connection, campaign_id, caller.actor), caller.actor)


@router.post("/campaigns/{campaign_id}:confirm-reconciliation")
async def confirm_reconciliation(
    campaign_id: str, platform: PlatformDep, caller: CallerDep, now: Now, body: ConfirmReconciliation
) -> CampaignView:
    """确认核对: a named person answers for the difference between declared and found totals."""
    # Who confirmed is named already when this is sent again, so no key is asked for.
    await CampaignDesk(platform, caller, now, None).apply(campaign_id, body)
    return await get_campaign(campaign_id, platform, caller)


@router.patch("/campaigns/{campaign_id}/measures", max_body_size=PLAN_LIMIT)
async def patch_measures(
    campaign_id: str, platform: PlatformDep, caller: CallerDep, now: Now, body: PlanChange
) -> BulkResult:
    """补充方案: complete the plan of drafts: units, category, due date, leader in charge; a result per row."""
    return await change_plan(platform.database, caller.actor, campaign_id, body.rows, now)


@router.post("/campaigns/{campaign_id}:issue")
async def issue_campaign(campaign_id: str, desk: CampaignDeskDep) -> BulkResult:
    """M1 下达: all drafts in one batch, once the reconciliation is confirmed and the plan complete."""
    return await issue(desk, campaign_id)
