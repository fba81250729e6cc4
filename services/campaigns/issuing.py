"""Issuing: the campaign moves once, then every draft goes through its own workflow."""

import asyncio
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from schemas.campaign_commands import IssueCampaign
from schemas.campaigns import BulkResult, RowResult
from schemas.commands import IssueMeasure
from schemas.measure import MeasureState
from schemas.refusals import Refused
from schemas.tables.record import MEASURES
from services.auth import Caller
from services.campaigns.desk import CampaignDesk
from services.errors import ProblemError
from services.inbox import Ask, Inbox
from workflows.canonical import sha256

AT_ONCE = 8


async def issue(desk: CampaignDesk, campaign_id: str) -> BulkResult:
    """Issue every draft. The same key repeats nothing, and finishes a batch that was cut short."""
    # The batch has its own answers; the campaign's step is repeated without harm, so it is not remembered.
    await replace(desk, key=None).apply(campaign_id, IssueCampaign())
    inbox, caller, now = desk.platform.inbox, desk.caller, desk.now
    drafts = select(MEASURES.c.id, MEASURES.c.number).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == MeasureState.DRAFT
    )
    async with desk.platform.database.read() as connection:
        waiting = (await connection.execute(drafts.order_by(MEASURES.c.ordinal))).all()
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(measure_id: str, number: str) -> RowResult:
        async with gate:
            ask = Ask(measure_id, sha256(f"{desk.key}/{measure_id}"), IssueMeasure(), None)
            return await _issue(inbox, caller, ask, number, now)

    results = await asyncio.gather(*(one(row.id, row.number) for row in waiting))
    issued = sum(result.ok for result in results)
    return BulkResult(changed=issued, refused=len(results) - issued, rows=tuple(results))


async def _issue(inbox: Inbox, caller: Caller, ask: Ask, number: str, now: datetime) -> RowResult:
    try:
        answer = await inbox.submit(caller, ask, now)
    except ProblemError as problem:
        return RowResult(number=number, ok=False, seq=None, problem=problem.code, about=problem.about)
    outcome = answer.outcome
    if isinstance(outcome, Refused):
        return RowResult(number=number, ok=False, seq=None, problem=outcome.code, about=outcome.about)
    # Kept in the inbox counts as done: it will be applied without anybody asking again.
    return RowResult(number=number, ok=True, seq=outcome.seq if outcome else None, problem=None, about=None)
