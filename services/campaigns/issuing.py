"""Issuing: the campaign moves once, then every draft goes through its own workflow."""

import asyncio
from datetime import datetime

from sqlalchemy import select

from schemas.campaigns import BulkResult, CampaignIssued, CampaignState, RowResult
from schemas.commands import IssueMeasure
from schemas.measure import MeasureState
from schemas.refusals import Refused
from schemas.tables.record import MEASURES
from services.auth import Caller
from services.campaigns.stream import demand, facts, find, person, record
from services.database import Database
from services.errors import ProblemError
from services.inbox import Ask, Inbox
from workflows.campaign_rules import may_issue
from workflows.canonical import sha256

AT_ONCE = 8


async def issue(
    database: Database, inbox: Inbox, caller: Caller, campaign_id: str, request: tuple[str, datetime]
) -> BulkResult:
    """Issue every draft. `request` is the Idempotency-Key and the moment; the same key repeats nothing."""
    key, now = request
    await _move(database, caller, campaign_id, now)
    drafts = select(MEASURES.c.id, MEASURES.c.number).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == MeasureState.DRAFT
    )
    async with database.read() as connection:
        waiting = (await connection.execute(drafts.order_by(MEASURES.c.ordinal))).all()
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(measure_id: str, number: str) -> RowResult:
        async with gate:
            ask = Ask(measure_id, sha256(f"{key}/{measure_id}"), IssueMeasure(), None)
            return await _issue(inbox, caller, ask, number, now)

    results = await asyncio.gather(*(one(row.id, row.number) for row in waiting))
    issued = sum(result.ok for result in results)
    return BulkResult(changed=issued, refused=len(results) - issued, rows=tuple(results))


async def _move(database: Database, caller: Caller, campaign_id: str, now: datetime) -> None:
    async with database.write() as connection:
        row = await find(connection, campaign_id, caller.actor, lock=True)
        known = await facts(connection, row)
        demand(may_issue(known, caller.actor), row)
        if known.state is CampaignState.PLANNING:
            total = len((await connection.scalars(select(MEASURES.c.id).where(MEASURES.c.campaign_id == row.id))).all())
            event = CampaignIssued(at=now, by=person(caller.actor), measures=total)
            await record(connection, row, event, {"state": CampaignState.ISSUED})


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
