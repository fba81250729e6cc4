"""Grounds of referrals (M19): kept apart from the ledger, which holds a salted hash of them."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Exists, Update, and_, exists, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.rows import Row
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
# All that was ever kept is looked through once, then what is new.
LOOKED_THROUGH = timedelta(days=1)
REFERRED = and_(SUBMISSIONS.c.command == Refer.model_fields["type"].default, SUBMISSIONS.c.status != Status.REFUSED)


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
        ProblemError: `auth.role`; `not_found` for a measure the caller does not see; `idempotency.reused`.
    """
    asked.caller.require_role(*sorted(REFERRING))
    await campaign_of(asked.database, asked.caller.actor, asked.measure_id)
    record = _record_of(asked.caller.actor.id, asked.key)
    salt = await _salt(asked, record, {"measure_id": asked.measure_id, "kind": said.kind, "grounds": said.grounds})
    return {"referral_id": record, "grounds_sha256": grounds_hash(salt, said.kind, said.grounds)}


async def _salt(asked: Asked, record: str, words: Row) -> str:
    """The salt of the record that has these words now."""
    made = {"id": record, "salt": secrets.token_hex(16), "referred_by": asked.caller.actor.id, "referred_at": asked.now}
    try:
        async with asked.database.write() as connection:
            await connection.execute(insert(REFERRALS), {**made, **words})
    except IntegrityError:
        async with asked.database.write() as connection:
            # Its first request may be refused just now: what is seen below is before that or behind it.
            await connection.execute(select(REFERRALS.c.id).where(REFERRALS.c.id == record).with_for_update())
            await connection.execute(_free(asked, record, words).values(**words, referred_at=asked.now))
            kept = select(REFERRALS.c.salt, *(REFERRALS.c[name] for name in words)).where(REFERRALS.c.id == record)
            salt, *found = (await connection.execute(kept)).one()
        if found != list(words.values()):
            # A moment ago, or for good, the key was another request's: its grounds are not to be written over.
            raise ProblemError("idempotency.reused") from None
        return str(salt)
    return str(made["salt"])


def _free(asked: Asked, record: str, words: Row) -> Update:
    """The record, where nobody received what it was kept for, and whoever may be about to has the same words."""
    same = and_(*(REFERRALS.c[name] == value for name, value in words.items()))
    left = or_(REFERRALS.c.grounds == FORGOTTEN, REFERRALS.c.referred_at < asked.now - ABANDONED)
    return update(REFERRALS).where(REFERRALS.c.id == record, ~_in_hand(asked), or_(left, same))


def _in_hand(asked: Asked) -> Exists:
    """Whether the submission was received, and is applied or may still be."""
    return exists().where(SUBMISSIONS.c.principal_id == asked.caller.actor.id, SUBMISSIONS.c.key == asked.key, REFERRED)


async def forget(asked: Asked) -> None:
    """What was refused is in no ledger: its grounds have no reason to stay. What may still get there keeps them.

    The salt stays, so that the same request again is known as the same.
    """
    record = _record_of(asked.caller.actor.id, asked.key)
    async with asked.database.write() as connection:
        mine = update(REFERRALS).where(REFERRALS.c.id == record, ~_in_hand(asked))
        await connection.execute(mine.values(grounds=FORGOTTEN))


async def forget_record(connection: AsyncConnection, referral_id: str) -> None:
    """The same, in the transaction that refuses the submission: whoever dies behind it leaves no grounds."""
    mine = update(REFERRALS).where(REFERRALS.c.id == referral_id)
    await connection.execute(mine.values(grounds=FORGOTTEN))


async def forget_forever(database: Database, clock: Callable[[], datetime]) -> None:
    """Until cancelled: forget what was kept by processes that died before they received the submission."""
    since: datetime | None = None

    async def turn() -> float:
        nonlocal since
        before = clock() - ABANDONED
        await forget_abandoned(database, since, before)
        since = before - LOOKED_THROUGH
        return PAUSE_SECONDS

    await repeat(turn, "forgetting of grounds", PAUSE_SECONDS)


async def forget_abandoned(database: Database, since: datetime | None, before: datetime) -> None:
    """Grounds kept between two moments, or ever, whose submission was never received."""
    old = and_(REFERRALS.c.grounds != FORGOTTEN, REFERRALS.c.referred_at < before)
    kept = select(REFERRALS.c.id, REFERRALS.c.referred_by).where(old)
    async with database.read() as connection:
        rows = (await connection.execute(kept if since is None else kept.where(REFERRALS.c.referred_at >= since))).all()
        who = {row.referred_by for row in rows}
        theirs = select(SUBMISSIONS.c.principal_id, SUBMISSIONS.c.key).where(
            SUBMISSIONS.c.principal_id.in_(who), REFERRED
        )
        keys = (await connection.execute(theirs)).all() if who else []
    alone = {row.id for row in rows} - {_record_of(row.principal_id, row.key) for row in keys}
    if alone:
        async with database.write() as connection:
            # `old` once more: who asks again meanwhile makes it young.
            forgotten = update(REFERRALS).where(REFERRALS.c.id.in_(alone), old)
            await connection.execute(forgotten.values(grounds=FORGOTTEN))


def _record_of(principal_id: str, key: str) -> str:
    return sha256(canonical([principal_id, key]))[:ID_DIGITS]
