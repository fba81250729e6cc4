"""Redrive: submissions that are on disk but unanswered are sent again until they are settled."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import and_, select, update

from schemas.commands import Envelope
from schemas.ledger import SubmissionStatus as Status
from schemas.tables.record import SUBMISSIONS
from services.inbox import Inbox
from services.repeating import repeat

logger = logging.getLogger(__name__)
BATCH = 16
PAUSE_SECONDS = 1.0
LEASE_SECONDS = 30.0


async def sweep_forever(inbox: Inbox, clock: Callable[[], datetime]) -> None:
    """Until cancelled: ended, it would leave every later 202 without an answer."""

    async def turn() -> float:
        return 0.0 if await sweep(inbox, clock()) else PAUSE_SECONDS

    await repeat(turn, "sweeper", PAUSE_SECONDS)


async def sweep(inbox: Inbox, now: datetime) -> bool:
    """Settle one batch of submissions that are due; true when the batch was full."""
    due = (
        select(SUBMISSIONS)
        .where(SUBMISSIONS.c.status == Status.RECEIVED, SUBMISSIONS.c.next_attempt_at <= now)
        .order_by(SUBMISSIONS.c.next_attempt_at)
        .limit(BATCH)
    )
    async with inbox.database.read() as connection:
        rows = (await connection.execute(due)).all()
    await asyncio.gather(*(_redrive(inbox, row, now) for row in rows))
    return len(rows) == BATCH


async def _redrive(inbox: Inbox, row: Any, now: datetime) -> None:  # noqa: ANN401 - a database row
    if not await _lease(inbox, row, now):
        return
    try:
        envelope = Envelope.model_validate_json(row.envelope)
    except ValidationError:
        # No release that reads this row can do better by trying again.
        await inbox.quarantine(row.id)
        return
    try:
        answer = await inbox.redrive(envelope, row.attempts, now)
        logger.info("redrove submission %s: %s", row.id, answer.status)
    except Exception:
        # Whatever is wrong with this one, those behind it have a right to their answer.
        logger.exception("submission %s can't be redriven", row.id)


async def _lease(inbox: Inbox, row: Any, now: datetime) -> bool:  # noqa: ANN401 - a database row
    """Several processes sweep one inbox: whoever moves the time owns the row for a while."""
    as_seen = and_(
        SUBMISSIONS.c.id == row.id,
        SUBMISSIONS.c.status == Status.RECEIVED,
        SUBMISSIONS.c.next_attempt_at == row.next_attempt_at,
    )
    later = now + timedelta(seconds=LEASE_SECONDS)
    async with inbox.database.write() as connection:
        taken = await connection.execute(update(SUBMISSIONS).where(as_seen).values(next_attempt_at=later))
    return bool(taken.rowcount)
