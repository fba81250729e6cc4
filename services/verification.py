"""Verifying the record: every ledger row, every hash chain, and the read model against the fold.

It reads only and holds one stream in memory at a time. What it finds is the first bad row in the
order of (stream, seq); the rows behind it in the same chain prove nothing any more.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, func, select, union, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.tables.campaign_life import BULLETINS, FROZEN_SNAPSHOTS
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from services.database import Database
from services.ledger_checks import Chain, Flaw, Wrong, campaign_flaw, chain_of, measure_flaw
from services.published_checks import published_flaw
from services.reads import ledger_of

STREAMS_A_MOMENT = 100


@dataclass(frozen=True)
class Verification:
    """Streams and rows that were found good, and the flaw that ended the walk, if any."""

    streams: int
    rows: int
    flaw: Flaw | None


@dataclass(frozen=True)
class Extent:
    """How much there is to read, by the read model: counting a long ledger itself takes too long."""

    streams: int
    rows: int


async def extent(database: Database) -> Extent:
    async with database.read() as connection:
        measures, campaigns = [(await connection.execute(_sum(table))).one() for table in (MEASURES, CAMPAIGNS)]
    return Extent(measures.streams + campaigns.streams, measures.rows + campaigns.rows)


def _sum(table: Table) -> Select[Any]:
    rows = func.coalesce(func.sum(table.c.seq), 0).label("rows")
    return select(func.count().label("streams"), rows).select_from(table)


async def verify_ledger(database: Database, progress: Callable[[int], None] | None = None) -> Verification:
    """Recompute everything; `progress` hears of every stream found good."""
    streams, rows, last = 0, 0, ""
    while True:
        async with _moment(database) as connection:
            batch = (await connection.scalars(_streams_after(last))).all()
            for stream in batch:
                found = await _verify_stream(connection, stream)
                if isinstance(found, Flaw):
                    return Verification(streams, rows, found)
                streams, rows = streams + 1, rows + found
                if progress:
                    progress(streams)
        if not batch:
            return Verification(streams, rows, None)
        last = batch[-1]


@asynccontextmanager
async def _moment(database: Database) -> AsyncIterator[AsyncConnection]:
    """One view of the database while others write: a stream is compared with its head in the read model."""
    async with database.read() as connection:
        if database.is_sqlite:
            await connection.exec_driver_sql("BEGIN")
            yield connection
        else:
            yield await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _streams_after(last: str) -> Select[Any]:
    """The next streams that have rows or should have: a measure without a ledger is a flaw too."""
    parts = [
        select(column.label("stream")).distinct().where(column > last).order_by(column).limit(STREAMS_A_MOMENT)
        for column in (LEDGER.c.stream, MEASURES.c.id, CAMPAIGNS.c.id)
    ]
    named = union(*(select(part.subquery().c.stream) for part in parts)).subquery()
    return select(named.c.stream).order_by(named.c.stream).limit(STREAMS_A_MOMENT)


async def _verify_stream(connection: AsyncConnection, stream: str) -> int | Flaw:
    """The number of its rows when all is well."""
    rows = (await connection.execute(ledger_of(stream))).all()
    chain = chain_of(stream, rows)
    if isinstance(chain, Flaw):
        return chain
    return await _read_model_flaw(connection, chain) or len(rows)


async def _kept(connection: AsyncConnection, campaign_id: str) -> Sequence[Any]:
    """Every text that was published from this campaign, or frozen for it."""
    parts = [
        select(one.c.id, one.c.body).where(one.c.campaign_id == campaign_id) for one in (FROZEN_SNAPSHOTS, BULLETINS)
    ]
    return (await connection.execute(union_all(*parts))).all()


async def _read_model_flaw(connection: AsyncConnection, chain: Chain) -> Flaw | None:
    measure = (await connection.execute(select(MEASURES).where(MEASURES.c.id == chain.stream))).one_or_none()
    if measure is not None:
        units = await connection.execute(select(MEASURE_UNITS).where(MEASURE_UNITS.c.measure_id == chain.stream))
        return measure_flaw(measure, units.all(), chain)
    campaign = (await connection.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == chain.stream))).one_or_none()
    if campaign is not None:
        return campaign_flaw(campaign, chain) or published_flaw(chain, await _kept(connection, chain.stream))
    return Flaw(chain.stream, len(chain.events), Wrong.HEAD, "measures, campaigns")
