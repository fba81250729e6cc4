"""Forgetting old deliveries: what was settled long ago leaves the log. The feed keeps every event."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from activities.connection import Connection
from schemas.endpoints import DeliveryStatus
from schemas.tables.hooks import ATTEMPTS, DELIVERIES, ENDPOINTS
from services.database import Database
from services.hooks.settling import LOCKED
from services.repeating import repeat

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 3600.0
# So few at a time that nobody waits long behind them.
BATCH = 200
ALL = select(ENDPOINTS.c.id).order_by(ENDPOINTS.c.id)
# `created_at` for the index; what was sent again lately is old and stays.
OLD = (
    select(DELIVERIES.c.id)
    .where(
        DELIVERIES.c.endpoint_id == bindparam("endpoint"),
        DELIVERIES.c.created_at < bindparam("before"),
        DELIVERIES.c.status != DeliveryStatus.WAITING,
        DELIVERIES.c.settled_at < bindparam("before"),
    )
    .order_by(DELIVERIES.c.created_at)
    .limit(BATCH)
)
FORGET_ATTEMPTS = delete(ATTEMPTS).where(ATTEMPTS.c.delivery_id == bindparam("delivery"))
FORGET = delete(DELIVERIES).where(DELIVERIES.c.id == bindparam("delivery"))


async def prune_forever(database: Database, clock: Callable[[], datetime], days: int) -> None:
    """Until cancelled. Several processes may do it at once: what is gone can't be taken twice."""

    async def turn() -> float:
        gone = await prune(database, clock() - timedelta(days=days))
        logger.info("forgot %d deliveries", gone)
        return PAUSE_SECONDS

    await repeat(turn, "pruning", PAUSE_SECONDS)


async def prune(database: Database, before: datetime) -> int:
    """Forget what was settled before that moment; how many deliveries that were."""
    endpoints = await database.run_read(lambda connection: connection.execute(ALL).scalars().all())
    return sum([await _prune_one(database, endpoint, before) for endpoint in endpoints])


async def _prune_one(database: Database, endpoint_id: str, before: datetime) -> int:
    sought = {"endpoint": endpoint_id, "before": before}
    gone = batch = await database.run_write(lambda connection: _forget(connection, sought))
    while batch == BATCH:
        batch = await database.run_write(lambda connection: _forget(connection, sought))
        gone += batch
    return gone


def _forget(connection: Connection, sought: dict[str, object]) -> int:
    """The endpoint's row first, as whoever settles, removes or asks for one of them again has it first."""
    if connection.execute(LOCKED, {"key": sought["endpoint"]}).one_or_none() is None:
        return 0
    rows = [{"delivery": row.id} for row in connection.execute(OLD, sought).all()]
    for statement in (FORGET_ATTEMPTS, FORGET) if rows else ():
        connection.execute(statement, rows)
    return len(rows)
