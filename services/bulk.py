"""Many commands through the inbox at once: each in transactions of its own, as if it had come alone (S7)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from schemas.campaigns import BulkResult, RowResult
from schemas.refusals import Refused
from services.auth import Caller
from services.database import AWAY
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
            except AWAY:
                # The others go on: each has an answer of its own, and the same key again gives it again.
                return ProblemError("unavailable", "database")

    return await asyncio.gather(*(one(ask) for ask in asks))


def summary(numbers: Sequence[str], answers: Sequence[Answer | ProblemError]) -> BulkResult:
    """What became of each measure, by its number, in the given order."""
    return counted([_result(number, answer) for number, answer in zip(numbers, answers, strict=True)])


def counted(rows: Sequence[RowResult]) -> BulkResult:
    changed, good = sum(row.changed for row in rows), sum(row.ok for row in rows)
    return BulkResult(changed=changed, unchanged=good - changed, refused=len(rows) - good, rows=tuple(rows))


def refused_row(number: str, code: str, about: str | None) -> RowResult:
    return RowResult(number=number, ok=False, changed=False, seq=None, problem=code, about=about)


def good_row(number: str, seq: int | None, *, changed: bool = True) -> RowResult:
    return RowResult(number=number, ok=True, changed=changed, seq=seq, problem=None, about=None)


def _result(number: str, answer: Answer | ProblemError) -> RowResult:
    if isinstance(answer, ProblemError):
        return refused_row(number, answer.code, answer.about)
    outcome = answer.outcome
    if isinstance(outcome, Refused):
        return refused_row(number, outcome.code, outcome.about)
    # Kept in the inbox counts as done: it will be applied without anybody asking again.
    return good_row(number, outcome.seq if outcome else None)
