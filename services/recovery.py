"""Putting workflows and ledger in step again: rehydrate what Temporal lost, reconcile what differs.

The ledger is the record. A workflow is started from it, never the other way round.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from schemas.measure import MeasureState
from schemas.tables.record import MEASURES
from services.database import Database
from services.measures import MeasureDoor

AT_ONCE = 8
PAGE = 200
WITHOUT_WORKFLOW = (MeasureState.DRAFT, MeasureState.ARCHIVED)


class Finding(StrEnum):
    """`behind`: an older head, as after a crash; `differs`: another one, as over a restored ledger.

    Either way the next command, or `rehydrate`, has the workflow fold its ledger anew.
    """

    AGREES = "agrees"
    STARTED = "started"
    MISSING = "missing"
    BEHIND = "behind"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Compared:
    measure_id: str
    finding: Finding
    ledger_seq: int
    workflow_seq: int | None


@dataclass(frozen=True)
class Head:
    measure_id: str
    seq: int
    hash: str


async def count_open(database: Database) -> int:
    statement = select(func.count()).select_from(MEASURES).where(MEASURES.c.state.not_in(WITHOUT_WORKFLOW))
    async with database.read() as connection:
        return await connection.scalar(statement) or 0


async def open_measures(database: Database) -> AsyncIterator[list[Head]]:
    """Measures that have, or should have, a running workflow: all but drafts and what is filed away; page by page."""
    last = ""
    while True:
        statement = (
            select(MEASURES.c.id, MEASURES.c.seq, MEASURES.c.hash)
            .where(MEASURES.c.state.not_in(WITHOUT_WORKFLOW), MEASURES.c.id > last)
            .order_by(MEASURES.c.id)
            .limit(PAGE)
        )
        async with database.read() as connection:
            rows = (await connection.execute(statement)).all()
        if not rows:
            return
        yield [Head(row.id, row.seq, row.hash) for row in rows]
        last = rows[-1].id


async def rehydrate(database: Database, door: MeasureDoor) -> AsyncIterator[Compared]:
    """Start every open measure that has no workflow, and have one that differs fold its ledger anew."""
    async for page in open_measures(database):
        for compared in await _in_parallel(page, door, start=True):
            yield compared


async def reconcile(database: Database, door: MeasureDoor) -> AsyncIterator[Compared]:
    """Compare only; nothing is started or changed."""
    async for page in open_measures(database):
        for compared in await _in_parallel(page, door, start=False):
            yield compared


async def _in_parallel(page: list[Head], door: MeasureDoor, *, start: bool) -> list[Compared]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(head: Head) -> Compared:
        async with gate:
            return await (_bring_up(head, door) if start else compare(head, door))

    return await asyncio.gather(*(one(head) for head in page))


async def compare(head: Head, door: MeasureDoor) -> Compared:
    held = await door.head(head.measure_id)
    if held is None:
        return Compared(head.measure_id, Finding.MISSING, head.seq, None)
    seq = held.snapshot.seq if held.snapshot else 0
    if seq == head.seq:
        finding = Finding.AGREES if held.hash == head.hash else Finding.DIFFERS
    else:
        finding = Finding.BEHIND if seq < head.seq else Finding.DIFFERS
    return Compared(head.measure_id, finding, head.seq, seq)


async def _bring_up(head: Head, door: MeasureDoor) -> Compared:
    found = await compare(head, door)
    if found.finding is Finding.AGREES:
        return found
    await door.catch_up(head.measure_id)
    after = await compare(head, door)
    if after.finding is not Finding.AGREES:
        return after
    return Compared(head.measure_id, Finding.STARTED, head.seq, after.workflow_seq)
