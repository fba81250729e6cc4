"""Grounds of referrals (M19): kept apart from the ledger, which holds a salted hash of them."""

import secrets

from sqlalchemy import exists, insert, select, update
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
from services.scope import visible
from workflows.canonical import canonical, sha256
from workflows.steps.orders import REFERRING

ID_DIGITS = 32
# No body may be without grounds.
FORGOTTEN = ""


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
    return {"referral_id": _record_of(asked), "grounds_sha256": grounds_hash(salt, said.kind, said.grounds)}


async def forget(asked: Asked) -> None:
    """What was refused is in no ledger: its grounds have no reason to stay. What may still get there keeps them.

    The salt stays, so that the same request again is known as the same.
    """
    wanted = exists().where(
        SUBMISSIONS.c.principal_id == asked.caller.actor.id,
        SUBMISSIONS.c.key == asked.key,
        SUBMISSIONS.c.measure_id == REFERRALS.c.measure_id,
        SUBMISSIONS.c.command == Refer.model_fields["type"].default,
        SUBMISSIONS.c.status != Status.REFUSED,
    )
    async with asked.database.write() as connection:
        mine = update(REFERRALS).where(REFERRALS.c.id == _record_of(asked), ~wanted)
        await connection.execute(mine.values(grounds=FORGOTTEN))


async def forget_record(connection: AsyncConnection, referral_id: str) -> None:
    """The same, in the transaction that refuses the submission: whoever dies behind it leaves no grounds."""
    mine = update(REFERRALS).where(REFERRALS.c.id == referral_id)
    await connection.execute(mine.values(grounds=FORGOTTEN))


def _record_of(asked: Asked) -> str:
    return sha256(canonical([asked.caller.actor.id, asked.key]))[:ID_DIGITS]


async def _salt(asked: Asked, said: ReferralBody) -> str:
    record, made = _record_of(asked), secrets.token_hex(16)
    row = {"id": record, "salt": made, "measure_id": asked.measure_id, "kind": said.kind, "grounds": said.grounds}
    who = {"referred_by": asked.caller.actor.id, "referred_at": asked.now}
    try:
        async with asked.database.write() as connection:
            await connection.execute(insert(REFERRALS), {**row, **who})
    except IntegrityError:
        async with asked.database.write() as connection:
            empty = update(REFERRALS).where(REFERRALS.c.id == record, REFERRALS.c.grounds == FORGOTTEN)
            await connection.execute(empty.values(kind=said.kind, grounds=said.grounds))
            return str(await connection.scalar(select(REFERRALS.c.salt).where(REFERRALS.c.id == record)))
    return made
