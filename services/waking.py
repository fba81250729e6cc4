"""Measures whose ledger another one's command began or moved: their workflows are called until they have seen it.

Who has its row in `wakings` may have no workflow, and so no clock, or one that knows an older head.
"""

import asyncio
import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, select
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from schemas.tables.record import WAKINGS
from services.database import AWAY, Database
from services.measures import MeasureDoor
from services.repeating import repeat

logger = logging.getLogger(__name__)
AT_ONCE = 8
PAUSE_SECONDS = 1.0
# A lazy client that has never reached its server says so with a RuntimeError.
UNREACHED = (RPCError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, RuntimeError, *AWAY)


async def wake_measures_forever(database: Database, door: MeasureDoor) -> None:
    """Until cancelled: ended, it would leave every later child without a clock."""

    async def turn() -> float:
        await wake_measures(database, door)
        return PAUSE_SECONDS

    await repeat(turn, "waking", PAUSE_SECONDS)


async def wake_measures(database: Database, door: MeasureDoor) -> int:
    """Call every workflow that is waited for; the number of those that have seen their ledger."""
    async with database.read() as connection:
        rows = (await connection.execute(select(WAKINGS))).all()
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(row: Any) -> bool:  # noqa: ANN401 - a database row
        async with gate:
            return await _wake(database, door, row)

    return sum(await asyncio.gather(*(one(row) for row in rows)))


async def _wake(database: Database, door: MeasureDoor, row: Any) -> bool:  # noqa: ANN401 - a database row
    try:
        await door.catch_up(row.measure_id, timedelta(seconds=door.budget_seconds))
        seen = and_(WAKINGS.c.measure_id == row.measure_id, WAKINGS.c.seq == row.seq)
        async with database.write() as connection:
            await connection.execute(delete(WAKINGS).where(seen))
    except UNREACHED as error:
        logger.warning("measure %s is called again: %s", row.measure_id, type(error).__name__)
        return False
    return True
