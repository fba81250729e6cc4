"""Referrals to the discipline organ: the grounds are kept apart from the ledger, and read by a few (M19)."""

import json
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.referrals import ReferralBody, ReferralView
from schemas.tables.record import LEDGER
from schemas.tables.rounds import REFERRALS
from services.dependencies import PlatformDep, Reader
from services.desk import COMMAND, DeskDep
from services.grounds import campaign_of, grounds_hash
from workflows.restricted import RESTRICTED, SEES_REFERRALS, sees_referrals
from workflows.steps.orders import REFERRING

Row = Any
router = APIRouter(prefix="/api/v1", tags=["referrals 问责移交"])


@router.post("/measures/{measure_id}:refer", **COMMAND)
async def refer(measure_id: str, desk: DeskDep, body: ReferralBody) -> Response:
    """M19 移交: perfunctory, sham or overdue; grounds and existence are for the discipline organ and a few others."""
    return await desk.hand_in(measure_id, body)


@router.get("/measures/{measure_id}/referrals")
async def list_referrals(measure_id: str, platform: PlatformDep, caller: Reader) -> list[ReferralView]:
    """问责移送清单: of a measure; for discipline organ, organisation department and leading group all, else one's own.

    For everybody else 403, whether there is one or not.
    """
    campaign = await campaign_of(platform.database, caller.actor, measure_id)
    everything = sees_referrals(caller.actor, campaign)
    if not everything:
        caller.require_role(*sorted(REFERRING | SEES_REFERRALS))
    async with platform.database.read() as connection:
        rows = await _in_the_ledger(connection, measure_id)
    return [_view(row) for row in rows if everything or row.referred_by == caller.actor.id]


async def _in_the_ledger(connection: AsyncConnection, measure_id: str) -> list[Row]:
    bodies = select(LEDGER.c.body).where(LEDGER.c.stream == measure_id, LEDGER.c.type.in_(RESTRICTED))
    ids = [json.loads(body)["event"]["referral_id"] for body in (await connection.scalars(bodies)).all()]
    found = select(REFERRALS).where(REFERRALS.c.id.in_(ids)).order_by(REFERRALS.c.referred_at, REFERRALS.c.id)
    return list((await connection.execute(found)).all())


def _view(row: Row) -> ReferralView:
    said = {name: getattr(row, name) for name in set(ReferralView.model_fields) - {"grounds_sha256"}}
    return ReferralView(**said, grounds_sha256=grounds_hash(row.salt, row.kind, row.grounds))
