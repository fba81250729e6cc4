"""Frozen snapshots, read back: the body as it was stored, under the hash the ledger holds."""

from sqlalchemy import select

from schemas.campaign_api import SnapshotView
from schemas.figures import FrozenBody
from schemas.measure import Actor
from schemas.tables.campaign_life import FROZEN_SNAPSHOTS
from services.campaigns.stream import find
from services.database import Database
from services.errors import ProblemError
from services.scope import SEES_CAMPAIGN
from workflows.campaign_rules.case import roles_of


async def one_snapshot(database: Database, actor: Actor, campaign_id: str, snapshot_id: str) -> SnapshotView:
    """A snapshot holds all measures, so it is for those who see all of them.

    Raises:
        ProblemError: `not_found`, `auth.role`.
    """
    table = FROZEN_SNAPSHOTS
    mine = select(table).where(table.c.id == snapshot_id, table.c.campaign_id == campaign_id)
    async with database.read() as connection:
        await find(connection, campaign_id, actor)
        if not roles_of(actor, campaign_id) & SEES_CAMPAIGN:
            raise ProblemError("auth.role", ",".join(sorted(SEES_CAMPAIGN)))
        row = (await connection.execute(mine)).one_or_none()
    if row is None:
        raise ProblemError("not_found", snapshot_id)
    return SnapshotView(id=row.id, hash=row.hash, body=FrozenBody.model_validate_json(row.body))
