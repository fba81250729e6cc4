"""Publication: every ledger row gets its number in the feed, once, and rows of one stream in their order.

The ledger is the outbox: its rows are written in the transaction of the change and carry nothing for
us. Their positions come from a sequence, so on PostgreSQL a row can become visible after one with a
higher position. Readers therefore never read by position. Whoever wants to read publishes first:
under one lock, rows that are visible and have no number get the next ones.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, column, exists, func, insert, select, text, update

from activities.connection import Connection
from schemas.tables.hooks import FEED, PUBLICATIONS
from schemas.tables.record import LEDGER
from services.database import Database

BATCH = 1000
BATCHES_A_CALL = 20
NOT_NUMBERED = ~exists().where(PUBLICATIONS.c.position == LEDGER.c.position)
ANYTHING_NEW = (
    select(LEDGER.c.position).select_from(LEDGER.join(FEED, LEDGER.c.position > FEED.c.settled)).where(NOT_NUMBERED)
).limit(1)
NEW_ROWS = (
    select(LEDGER.c.position)
    .where(LEDGER.c.position > bindparam("settled"), NOT_NUMBERED)
    .order_by(LEDGER.c.position)
    .limit(BATCH)
)
# Whoever inserts into a table holds this lock from before it takes a number of the sequence until its end.
WRITERS: Select[Any] = (
    select(column("virtualtransaction"))
    .select_from(text("pg_locks"))
    .where(
        text(
            """locktype = 'relation' AND relation = 'ledger'::regclass AND mode = 'RowExclusiveLock'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        )
    )
)
FEED_NOW = select(FEED)
FEED_LOCKED = select(FEED).with_for_update()
ADD = insert(PUBLICATIONS).inline()
MOVE = update(FEED)
FIRST_SINCE = select(func.min(PUBLICATIONS.c.number).label("number"))
FIRST_SINCE = FIRST_SINCE.where(PUBLICATIONS.c.published_at >= bindparam("moment"))


async def catch_up(database: Database, now: datetime) -> int:
    """Publish what is there; the number of the last row published."""
    for _ in range(BATCHES_A_CALL):
        if not await database.hot_read(_anything_new):
            break
        await database.hot_write(lambda connection: publish(connection, now, sqlite=database.is_sqlite), many=True)
    return await database.hot_read(head)


def _anything_new(connection: Connection) -> bool:
    return connection.execute(ANYTHING_NEW).one_or_none() is not None


def head(connection: Connection) -> int:
    return int(connection.execute(FEED_NOW).one_or_none().head)


def store(connection: Connection) -> str:
    """The name of this store; a cursor of another one is not for us."""
    return str(connection.execute(FEED_NOW).one_or_none().store)


def publish(connection: Connection, now: datetime, *, sqlite: bool) -> None:
    """Number up to a batch of rows, in one writing transaction.

    SQLite has one writer, and that is us; elsewhere others may have taken positions nobody sees yet.
    """
    feed = connection.execute(FEED_LOCKED).one_or_none()
    # Asked before the rows: who is not among them has ended, and what it wrote is seen below.
    writers = set() if sqlite else {row.virtualtransaction for row in connection.execute(WRITERS).all()}
    positions = [row.position for row in connection.execute(NEW_ROWS, {"settled": feed.settled}).all()]
    if positions:
        numbered = enumerate(positions, start=feed.head + 1)
        rows = [{"number": number, "position": position, "published_at": now} for number, position in numbered]
        connection.execute(ADD, rows)
    values = {"head": feed.head + len(positions), "top": max([feed.top, *positions])}
    if len(positions) < BATCH:
        values |= _settled(feed, writers)
    connection.execute(MOVE, values)


def _settled(feed: Any, writers: set[str]) -> dict[str, Any]:  # noqa: ANN401 - a database row
    """Up to where no row can turn up any more, so that the next call need not look there again.

    A position below `top` that is not visible belongs to a transaction that was under way when `top`
    was seen. Once all of those have ended, what was below the top of then is published or never will be.
    """
    if writers & set(json.loads(feed.holders)):
        return {}
    return {"settled": feed.marked, "marked": feed.top, "holders": json.dumps(sorted(writers))}


async def published_since(database: Database, moment: datetime) -> int:
    """The number before the first row published at that moment or later."""
    sought = {"moment": moment}
    # It may look at every row: not on the loop's own thread.
    found = await database.run_read(lambda connection: connection.execute(FIRST_SINCE, sought).scalar_one_or_none())
    return await database.hot_read(head) if found is None else int(found) - 1
