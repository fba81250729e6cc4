"""Grounds of referrals (M19): kept apart from the ledger, which holds a salted hash of them."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, and_, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.ledger import SubmissionStatus as Status
from schemas.measure import Actor
from schemas.order_commands import Refer
from schemas.referrals import ReferralBody
from schemas.tables.record import MEASURES, SUBMISSIONS
from schemas.tables.rounds import REFERRALS
from services.asked import Asked
from services.database import Database
from services.errors import ProblemError
from services.repeating import repeat
from services.scope import visible
from workflows.canonical import canonical, sha256
from workflows.steps.orders import REFERRING

ID_DIGITS = 32
# No body may be without grounds.
FORGOTTEN = ""
# A submission is received moments after its grounds are kept, or never.
ABANDONED = timedelta(hours=1)
PAUSE_SECONDS = 600.0
IN_HAND: ColumnElement[bool] = and_(
    SUBMISSIONS.c.measure_id == REFERRALS.c.measure_id,
    SUBMISSIONS.c.command == Refer.model_fields["type"].default,
    SUBMISSIONS.c.status != Status.REFUSED,
)


def grounds_hash(salt: str, kind: str, grounds: str) -> str:
    return sha256(canonical([salt, kind, grounds]))


async def campaign_of(database: Database, actor: Actor, measure_id: str) -> str:
    """Of a measure the actor sees.

    Raises:
        ProblemError: `not_found`.
    """
    seen = select(MEASURES.c.campaign_id).where(MEASURES.c.id == measure_id, visible(actor))
    async with database.read() as connection:
        campaign = await connection.scalar(seen)
    if campaign is None:
        raise ProblemError("not_found", measure_id)
    return str(campaign)


async def keep(asked: Asked, said: ReferralBody) -> dict[str, object]:
    """Put the grounds down, and name the record and its hash; the same request finds its record again.

    Raises:
        ProblemError: `auth.role`; `not_found` for a measure the caller does not see.
    """
    asked.caller.require_role(*sorted(REFERRING))
    await campaign_of(asked.database, asked.caller.actor, asked.measure_id)
    salt = await _salt(asked, said)
    return {
        "referral_id": _record_of(asked.caller.actor.id, asked.key),
        "grounds_sha256": grounds_hash(salt, said.kind, said.grounds),
    }


async def forget(asked: Asked) -> None:
    """What was refused is in no ledger: its grounds have no reason to stay. What may still get there keeps them.

    The salt stays, so that the same request again is known as the same.
    """
    async with asked.database.write() as connection:
        await connection.execute(_abandoned(asked).values(grounds=FORGOTTEN))


def _abandoned(asked: Asked) -> Update:
    """The record of what is asked, unless it was received and may still be applied, or is."""
    wanted = exists().where(
        SUBMISSIONS.c.principal_id == asked.caller.actor.id,
        SUBMISSIONS.c.key == asked.key,
        IN_HAND,
    )
    return update(REFERRALS).where(REFERRALS.c.id == _record_of(asked.caller.actor.id, asked.key), ~wanted)


async def forget_forever(database: Database, clock: Callable[[], datetime]) -> None:
    """Until cancelled: forget what was kept by processes that died before they received the submission."""

    async def turn() -> float:
        await forget_abandoned(database, clock() - ABANDONED)
        return PAUSE_SECONDS

    await repeat(turn, "forgetting of grounds", PAUSE_SECONDS)


async def forget_abandoned(database: Database, before: datetime) -> None:
    """Grounds kept before a moment whose submission was never received."""
    mine = and_(SUBMISSIONS.c.principal_id == REFERRALS.c.referred_by, IN_HAND)
    pairs = select(REFERRALS.c.id, REFERRALS.c.referred_by, SUBMISSIONS.c.key).outerjoin(SUBMISSIONS, mine)
    old = and_(REFERRALS.c.grounds != FORGOTTEN, REFERRALS.c.referred_at < before)
    async with database.read() as connection:
        rows = (await connection.execute(pairs.where(old))).all()
    received = {row.id for row in rows if row.key is not None and row.id == _record_of(row.referred_by, row.key)}
    alone = {row.id for row in rows} - received
    if alone:
        async with database.write() as connection:
            # Who asks again meanwhile makes it young.
            forgotten = update(REFERRALS).where(REFERRALS.c.id.in_(alone), old)
            await connection.execute(forgotten.values(grounds=FORGOTTEN))


async def forget_record(connection: AsyncConnection, referral_id: str) -> None:
    """The same, in the transaction that refuses the submission: whoever dies behind it leaves no grounds."""
    mine = update(REFERRALS).where(REFERRALS.c.id == referral_id)
    await connection.execute(mine.values(grounds=FORGOTTEN))


def _record_of(principal_id: str, key: str) -> str:
    return sha256(canonical([principal_id, key]))[:ID_DIGITS]


async def _salt(asked: Asked, said: ReferralBody) -> str:
    record, made = _record_of(asked.caller.actor.id, asked.key), secrets.token_hex(16)
    row = {"id": record, "salt": made, "measure_id": asked.measure_id, "kind": said.kind, "grounds": said.grounds}
    who = {"referred_by": asked.caller.actor.id, "referred_at": asked.now}
    try:
        async with asked.database.write() as connection:
            await connection.execute(insert(REFERRALS), {**row, **who})
    except IntegrityError:
        async with asked.database.write() as connection:
            empty = update(REFERRALS).where(REFERRALS.c.id == record, REFERRALS.c.grounds == FORGOTTEN)
            await connection.execute(empty.values(kind=said.kind, grounds=said.grounds))
            await connection.execute(_abandoned(asked).values(referred_at=asked.now))
            return str(await connection.scalar(select(REFERRALS.c.salt).where(REFERRALS.c.id == record)))
    return made
