"""Issuing: the campaign moves once, then every draft goes through its own workflow."""

from datetime import datetime

from sqlalchemy import select

from schemas.campaigns import BulkResult, CampaignIssued, CampaignState, RowResult
from schemas.commands import IssueMeasure
from schemas.measure import MeasureState
from schemas.refusals import Refused
from schemas.tables.record import MEASURES
from services.auth import Caller
from services.bulk import hand_in_all, row_key
from services.campaigns.stream import demand, facts, find, person, record
from services.database import Database
from services.errors import ProblemError
from services.inbox import Answer, Ask, Inbox
from workflows.campaign_rules import may_issue


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
    asks = [Ask(row.id, row_key(key, row.id), IssueMeasure(), None) for row in waiting]
    answers = await hand_in_all(inbox, caller, asks, now)
    results = [_result(row.number, answer) for row, answer in zip(waiting, answers, strict=True)]
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


def _result(number: str, answer: Answer | ProblemError) -> RowResult:
    if isinstance(answer, ProblemError):
        return RowResult(number=number, ok=False, seq=None, problem=answer.code, about=answer.about)
    outcome = answer.outcome
    if isinstance(outcome, Refused):
        return RowResult(number=number, ok=False, seq=None, problem=outcome.code, about=outcome.about)
    # Kept in the inbox counts as done: it will be applied without anybody asking again.
    return RowResult(number=number, ok=True, seq=outcome.seq if outcome else None, problem=None, about=None)
