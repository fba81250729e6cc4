"""Bulletins, read back as published, and held against what is true now."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from schemas.campaign_api import BulletinList, BulletinView, PublicBulletin
from schemas.figures import Audience, BulletinBody, Correction, FrozenBody, Standing
from schemas.measure import Role
from schemas.snapshot import MeasureSnapshot
from schemas.tables.campaign_life import BULLETINS, FROZEN_SNAPSHOTS
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.scope import SEES_CAMPAIGN
from workflows.bulletins import corrections
from workflows.counting import standing
from workflows.periods import china_day

Row = Any
BOTH = select(BULLETINS, FROZEN_SNAPSHOTS.c.body.label("frozen")).join(
    FROZEN_SNAPSHOTS, FROZEN_SNAPSHOTS.c.id == BULLETINS.c.snapshot_id
)


async def list_bulletins(database: Database, campaign_id: str, roles: frozenset[Role]) -> BulletinList:
    """Newest first. A machine holds no role, and is shown what the public is shown."""
    mine = BOTH.where(BULLETINS.c.campaign_id == campaign_id).order_by(BULLETINS.c.published_at.desc())
    seen = mine if roles else mine.where(BULLETINS.c.audience == Audience.PUBLIC)
    async with database.read() as connection:
        rows = (await connection.execute(seen)).all()
        found = [(row, await connection.run_sync(corrections_of, row)) for row in rows]
    whole = bool(roles & SEES_CAMPAIGN)
    return BulletinList(items=tuple(_view(row, wrong, whole=whole) for row, wrong in found))


async def public_bulletin(database: Database, bulletin_id: str) -> PublicBulletin:
    """What anyone may read without login.

    Raises:
        ProblemError: `not_found`, for one inside the party too.
    """
    mine = BOTH.where(BULLETINS.c.id == bulletin_id, BULLETINS.c.audience == Audience.PUBLIC)
    async with database.read() as connection:
        row = (await connection.execute(mine)).one_or_none()
        if row is None:
            raise ProblemError("not_found", bulletin_id[:64])
        wrong = await connection.run_sync(corrections_of, row)
    return PublicBulletin(
        id=row.id,
        published_at=row.published_at,
        hash=row.hash,
        correction_due=bool(wrong),
        body=BulletinBody.model_validate_json(row.body),
    )


def corrections_of(connection: Connection, row: Row) -> tuple[Correction, ...]:
    """What the bulletin says that no longer holds, by the read model of now."""
    ids = json.loads(row.measures)
    listed = [one for one in FrozenBody.model_validate_json(row.frozen).standings if one.measure_id in set(ids)]
    now = connection.execute(select(MEASURES.c.id, MEASURES.c.snapshot).where(MEASURES.c.id.in_(ids))).all()
    return corrections(listed, {one.id: _now(one.snapshot, listed) for one in now})


def _now(snapshot: str, listed: Sequence[Standing]) -> Standing:
    found = MeasureSnapshot.model_validate_json(snapshot)
    then = next(one for one in listed if one.measure_id == found.id)
    return standing(found, (then.problem_ordinal, then.problem), then.text, china_day(found.changed_at))


def _view(row: Row, wrong: tuple[Correction, ...], *, whole: bool) -> BulletinView:
    return BulletinView(
        id=row.id,
        audience=Audience(row.audience),
        snapshot_id=row.snapshot_id,
        published_at=row.published_at,
        hash=row.hash,
        correction_due=bool(wrong),
        corrections=wrong if whole else None,
        body=BulletinBody.model_validate_json(row.body),
    )
