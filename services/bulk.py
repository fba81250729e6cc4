"""Many commands through the inbox at once: each in transactions of its own, as if it had come alone (S7)."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

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
