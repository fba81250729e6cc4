"""Issuing: the campaign moves once, then every draft goes through its own workflow."""

from dataclasses import replace

from sqlalchemy import select

from schemas.campaign_commands import IssueCampaign
from schemas.campaigns import BulkResult, RowResult
from schemas.commands import IssueMeasure
from schemas.measure import MeasureState
from schemas.refusals import Refused
from schemas.tables.record import MEASURES
from services.bulk import hand_in_all, row_key
from services.campaigns.desk import CampaignDesk
from services.errors import ProblemError
from services.inbox import Answer, Ask


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
    results = [_result(row.number, answer) for row, answer in zip(waiting, answers, strict=True)]
    issued = sum(result.ok for result in results)
    return BulkResult(changed=issued, refused=len(results) - issued, rows=tuple(results))


def _result(number: str, answer: Answer | ProblemError) -> RowResult:
    if isinstance(answer, ProblemError):
        return RowResult(number=number, ok=False, seq=None, problem=answer.code, about=answer.about)
    outcome = answer.outcome
    if isinstance(outcome, Refused):
        return RowResult(number=number, ok=False, seq=None, problem=outcome.code, about=outcome.about)
    # Kept in the inbox counts as done: it will be applied without anybody asking again.
    return RowResult(number=number, ok=True, seq=outcome.seq if outcome else None, problem=None, about=None)
