"""Routes from frozen numbers to the public: snapshots, reports, withhold lists, bulletins."""

import asyncio

from fastapi import APIRouter, Response

from schemas import campaign_commands as c
from schemas.campaign_api import BulletinList, SnapshotView
from services.campaigns.bulletins import list_bulletins
from services.campaigns.desk import CAMPAIGN_COMMAND, CampaignDeskDep
from services.campaigns.frozen import one_snapshot
from services.campaigns.stream import find
from services.dependencies import PlatformDep, Reader
from services.evidence.names import content_disposition
from workflows.campaign_rules.case import roles_of

router = APIRouter(prefix="/api/v1/campaigns/{campaign_id}", tags=["campaigns 整改工作"])


@router.post(":freeze-snapshot", **CAMPAIGN_COMMAND)
async def freeze_snapshot(campaign_id: str, desk: CampaignDeskDep, body: c.FreezeSnapshot) -> Response:
    """固化数据: every measure as it stood at the end of a day, kept for good under a hash; `made` is its id."""
    return await desk.hand_in(campaign_id, body)


@router.post(":report-progress", **CAMPAIGN_COMMAND)
async def report_progress(campaign_id: str, desk: CampaignDeskDep, body: c.ReportProgress) -> Response:
    """进展报告: on the numbers of a frozen snapshot, when the concentrated phase is over."""
    return await desk.hand_in(campaign_id, body)


@router.post(":report-as-principal", **CAMPAIGN_COMMAND)
async def report_as_principal(campaign_id: str, desk: CampaignDeskDep, body: c.ReportAsPrincipal) -> Response:
    """主要负责人组织落实情况报告: where the pack asks for one, nothing is disclosed before it is in."""
    return await desk.hand_in(campaign_id, body)


@router.post(":decide-withholding", **CAMPAIGN_COMMAND)
async def decide_withholding(campaign_id: str, desk: CampaignDeskDep, body: c.DecideWithholding) -> Response:
    """拟不公开: both lists whole, each entry with text and reason; the first decision opens the disclosure."""
    return await desk.hand_in(campaign_id, body)


@router.post(":publish-bulletin", **CAMPAIGN_COMMAND)
async def publish_bulletin(campaign_id: str, desk: CampaignDeskDep, body: c.PublishBulletin) -> Response:
    """通报: inside the party, then to the public, from one snapshot; `made` is the bulletin's id."""
    return await desk.hand_in(campaign_id, body)


@router.get("/snapshots/{snapshot_id}")
async def get_snapshot(campaign_id: str, snapshot_id: str, platform: PlatformDep, caller: Reader) -> SnapshotView:
    """快照全文: a frozen snapshot whole, for who oversees the campaign. `hash` covers the canonical JSON of `body`."""
    return await one_snapshot(platform.database, caller.actor, campaign_id, snapshot_id)


@router.get("/snapshots/{snapshot_id}/report.docx", response_class=Response)
async def get_report(campaign_id: str, snapshot_id: str, platform: PlatformDep, caller: Reader) -> Response:
    """阶段报告初稿: drafted from the snapshot, to be completed by the office; the same snapshot, the same numbers."""
    snapshot = await one_snapshot(platform.database, caller.actor, campaign_id, snapshot_id)
    headers = {"Content-Disposition": content_disposition(f"{snapshot.body.title}-阶段报告.docx")}
    # 8 MiB of libraries, needed a few times in a campaign.
    from services.campaigns.phase_report import DOCX, phase_report  # noqa: PLC0415

    made = await asyncio.to_thread(phase_report, snapshot)
    return Response(made, media_type=DOCX, headers=headers)


@router.get("/bulletins")
async def get_bulletins(campaign_id: str, platform: PlatformDep, caller: Reader) -> BulletinList:
    """通报清单: bulletins as published, with what needs correction; those inside the party for people only."""
    async with platform.database.read() as connection:
        await find(connection, campaign_id, caller.actor)
    roles = roles_of(caller.actor, campaign_id)
    return await list_bulletins(platform.database, campaign_id, roles)
