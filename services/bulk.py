"""Many commands through the inbox at once: each in transactions of its own, as if it had come alone (S7)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from schemas.campaigns import BulkResult, RowResult
from schemas.refusals import Refused
from services.auth import Caller
from services.errors import ProblemError
from services.inbox import Answer, Ask, Inbox
from workflows.canonical import sha256

# More at once would only wait in the same queues, in front of people who sent a single command.
AT_ONCE = 8


def row_key(key: str, measure_id: str) -> str:
    """The Idempotency-Key of one row: repeating the whole repeats no row."""
    return sha256(f"{key}/{measure_id}")


async def hand_in_all(inbox: Inbox, caller: Caller, asks: Sequence[Ask], now: datetime) -> list[Answer | ProblemError]:
    """What became of each, in the given order. A problem of one harms no other."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(ask: Ask) -> Answer | ProblemError:
        async with gate:
            try:
                return await inbox.submit(caller, ask, now)
            except ProblemError as problem:
                return problem

    return await asyncio.gather(*(one(ask) for ask in asks))


def summary(numbers: Sequence[str], answers: Sequence[Answer | ProblemError]) -> BulkResult:
    """What became of each measure, by its number, in the given order."""
    results = [_result(number, answer) for number, answer in zip(numbers, answers, strict=True)]
    changed = sum(result.ok for result in results)
    return BulkResult(changed=changed, refused=len(results) - changed, rows=tuple(results))


def _result(number: str, answer: Answer | ProblemError) -> RowResult:
    if isinstance(answer, ProblemError):
        return RowResult(number=number, ok=False, seq=None, problem=answer.code, about=answer.about)
    outcome = answer.outcome
    if isinstance(outcome, Refused):
        return RowResult(number=number, ok=False, seq=None, problem=outcome.code, about=outcome.about)
    # Kept in the inbox counts as done: it will be applied without anybody asking again.
    return RowResult(number=number, ok=True, seq=outcome.seq if outcome else None, problem=None, about=None)
