"""Referrals to the discipline organ: the grounds are kept apart from the ledger, and read by a few (M19)."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import Actor
from schemas.order_commands import Refer
from schemas.referrals import ReferralBody, ReferralView
from schemas.tables.record import LEDGER, MEASURES
from schemas.tables.rounds import REFERRALS
from services.auth import Caller
from services.database import Database
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.desk import COMMAND, DeskDep
from services.errors import ProblemError
from services.preconditions import KeyDep
from services.scope import visible
from workflows.canonical import canonical, sha256
from workflows.restricted import RESTRICTED, SEES_REFERRALS, sees_referrals
from workflows.steps.orders import REFERRING

Row = Any
ID_DIGITS = 32
router = APIRouter(prefix="/api/v1", tags=["referrals 问责移交"])


@dataclass(frozen=True)
class Kept:
    """A record in the table; `fresh` when this request put it there."""

    id: str
    salt: str
    fresh: bool


@router.post("/measures/{measure_id}:refer", **COMMAND)
async def refer(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    measure_id: str, platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep, desk: DeskDep, body: ReferralBody
) -> Response:
    """M19 移交: perfunctory, sham or overdue; grounds and existence are for the discipline organ and a few others."""
    caller.require_role(*sorted(REFERRING))
    await _campaign_of(platform.database, caller.actor, measure_id)
    kept = await _keep(platform.database, caller, (measure_id, key), body, now)
    command = Refer(
        referral_id=kept.id, kind=body.kind, grounds_sha256=grounds_hash(kept.salt, body.kind, body.grounds)
    )
    try:
        return await desk.hand_in(measure_id, command)
    except ProblemError:
        if kept.fresh:
            await _forget(platform.database, kept.id)
        raise


@router.get("/measures/{measure_id}/referrals")
async def list_referrals(measure_id: str, platform: PlatformDep, caller: Reader) -> list[ReferralView]:
    """问责移送清单: of a measure; for discipline organ, organisation department and leading group all, else one's own.

    For everybody else 403, whether there is one or not.
    """
    campaign = await _campaign_of(platform.database, caller.actor, measure_id)
    everything = sees_referrals(caller.actor, campaign)
    if not everything:
        caller.require_role(*sorted(REFERRING | SEES_REFERRALS))
    async with platform.database.read() as connection:
        rows = await _in_the_ledger(connection, measure_id)
    return [_view(row) for row in rows if everything or row.referred_by == caller.actor.id]


def grounds_hash(salt: str, kind: str, grounds: str) -> str:
    return sha256(canonical([salt, kind, grounds]))


async def _campaign_of(database: Database, actor: Actor, measure_id: str) -> str:
    seen = select(MEASURES.c.campaign_id).where(MEASURES.c.id == measure_id, visible(actor))
    async with database.read() as connection:
        campaign = await connection.scalar(seen)
    if campaign is None:
        raise ProblemError("not_found", measure_id)
    return str(campaign)


async def _keep(
    database: Database, caller: Caller, request: tuple[str, str], body: ReferralBody, now: datetime
) -> Kept:
    """`request` is measure and key: the same request finds its record again, so that its hash stays the same."""
    measure_id, key = request
    made = Kept(sha256(canonical([caller.actor.id, key]))[:ID_DIGITS], secrets.token_hex(16), fresh=True)
    said = {"measure_id": measure_id, "kind": body.kind, "grounds": body.grounds}
    who = {"referred_by": caller.actor.id, "referred_at": now}
    try:
        async with database.write() as connection:
            await connection.execute(insert(REFERRALS), {"id": made.id, "salt": made.salt, **said, **who})
    except IntegrityError:
        async with database.read() as connection:
            salt = await connection.scalar(select(REFERRALS.c.salt).where(REFERRALS.c.id == made.id))
        return Kept(made.id, str(salt), fresh=False)
    return made


async def _forget(database: Database, referral_id: str) -> None:
    """What was refused is in no ledger: its grounds have no reason to stay."""
    async with database.write() as connection:
        await connection.execute(delete(REFERRALS).where(REFERRALS.c.id == referral_id))


async def _in_the_ledger(connection: AsyncConnection, measure_id: str) -> list[Row]:
    bodies = select(LEDGER.c.body).where(LEDGER.c.stream == measure_id, LEDGER.c.type.in_(RESTRICTED))
    ids = [json.loads(body)["event"]["referral_id"] for body in (await connection.scalars(bodies)).all()]
    found = select(REFERRALS).where(REFERRALS.c.id.in_(ids)).order_by(REFERRALS.c.referred_at, REFERRALS.c.id)
    return list((await connection.execute(found)).all())


def _view(row: Row) -> ReferralView:
    said = {name: getattr(row, name) for name in set(ReferralView.model_fields) - {"grounds_sha256"}}
    return ReferralView(**said, grounds_sha256=grounds_hash(row.salt, row.kind, row.grounds))
