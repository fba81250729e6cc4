"""Drafts are written without their workflows (decision 7): judged by the same gate, appended under their row's lock."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.heads import Heads
from activities.ledger import append
from schemas.commands import Command
from schemas.ledger import AppendRequest
from schemas.measure import Actor
from schemas.packs import Setting
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES
from workflows.lifecycle import decide


async def held(connection: AsyncConnection, measure_id: str) -> MeasureSnapshot | None:
    """The measure as it stands, locked until the transaction ends."""
    statement = select(MEASURES.c.snapshot).where(MEASURES.c.id == measure_id).with_for_update()
    text = await connection.scalar(statement)
    return MeasureSnapshot.model_validate_json(text) if text else None


async def write(
    connection: AsyncConnection,
    snapshot: MeasureSnapshot,
    command: Command,
    actor: Actor,
    setting: Setting,
    *,
    now: datetime,
) -> Refused | None:
    """Judge and append on what is held; None when it is written."""
    decision = decide(snapshot, command, actor, now, setting=setting)
    if isinstance(decision, Refused):
        return decision
    request = AppendRequest(measure_id=snapshot.id, submission_id=None, expected_seq=snapshot.seq, events=decision)
    await connection.run_sync(append, request, now, Heads())
    return None
