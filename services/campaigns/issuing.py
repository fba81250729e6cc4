"""Issuing: the campaign moves once, then every draft goes through its own workflow."""

from dataclasses import replace

from sqlalchemy import select

from schemas.campaign_commands import IssueCampaign
from schemas.campaigns import BulkResult
from schemas.commands import IssueMeasure
from schemas.measure import MeasureState
from schemas.tables.record import MEASURES
from services.bulk import hand_in_all, row_key, summary
from services.campaigns.desk import CampaignDesk
from services.inbox import Ask


async def issue(desk: CampaignDesk, campaign_id: str) -> BulkResult:
    """Issue every draft. The same key repeats nothing, and finishes a batch that was cut short."""
    # The batch has its own answers; the campaign's step is repeated without harm, so it is not remembered.
    await replace(desk, key=None).apply(campaign_id, IssueCampaign())
    drafts = select(MEASURES.c.id, MEASURES.c.number).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == MeasureState.DRAFT
    )
    async with desk.platform.database.read() as connection:
        waiting = (await connection.execute(drafts.order_by(MEASURES.c.ordinal))).all()
    assert desk.key is not None  # noqa: S101 - the route asks for one
    asks = [Ask(row.id, row_key(desk.key, row.id), IssueMeasure(), None) for row in waiting]
    answers = await hand_in_all(desk.platform.inbox, desk.caller, asks, desk.now)
    return summary([row.number for row in waiting], answers)
