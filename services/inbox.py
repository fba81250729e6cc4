"""The inbox: a submission is on disk before anything is tried, and it ends applied or refused.

Idempotency: same principal and key with the same body gives the stored outcome, with another body
a refusal (draft-ietf-httpapi-idempotency-key-header-07).
"""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, and_, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.rows import Row
from schemas.commands import Command, Envelope
from schemas.ledger import Applied
from schemas.ledger import SubmissionStatus as Status
from schemas.measure import Grant
from schemas.order_commands import Refer
from schemas.refusals import Refused
from schemas.tables.record import MEASURES, SUBMISSIONS
from services.auth import Caller
from services.database import AWAY, Database
from services.errors import ProblemError
from services.grounds import forget_record
from services.measures import Declined, MeasureDoor, Undelivered
from services.scope import opened
from workflows.canonical import canonical, sha256

logger = logging.getLogger(__name__)


RECEIVED_COLUMNS = (
    "id",
    "principal_id",
    "key",
    "request_hash",
    "measure_id",
    "command",
    "envelope",
    "status",
    "attempts",
    "received_at",
    "next_attempt_at",
)


@lru_cache(maxsize=512)
def receive_if_seen(grants: tuple[Grant, ...]) -> Insert:
    """One statement takes a submission in if its measure is there for these grants; building it is dear, so kept."""
    given = [bindparam(name, type_=SUBMISSIONS.c[name].type) for name in RECEIVED_COLUMNS]
    seen = select(*given).where(MEASURES.c.id == bindparam("measure_id"), opened(grants)).select_from(MEASURES)
    return insert(SUBMISSIONS).from_select(RECEIVED_COLUMNS, seen, include_defaults=False)


@dataclass(frozen=True)
class Answer:
    """What is known of a submission now. `outcome` is set once it is applied or refused."""

    submission_id: str
    measure_id: str
    status: Status
    outcome: Applied | Refused | None = None
    replayed: bool = False


@dataclass(frozen=True)
class Ask:
    """One command on its way in."""

    measure_id: str
    key: str
    command: Command
    expected_seq: int | None


@dataclass(frozen=True)
class Inbox:
    """Receives, delivers, settles. Thresholds are seconds and counts of `Settings`."""

    database: Database
    door: MeasureDoor
    redrive_after: float
    max_attempts: int

    async def submit(self, caller: Caller, ask: Ask, now: datetime) -> Answer:
        """Receive a command and try it within the door's budget.

        Raises:
            ProblemError: unknown measure, key reused for another body, or the same still running.
        """
        request_hash = _request_hash(caller, ask)
        envelope = Envelope(
            submission_id=uuid.uuid4().hex,
            measure_id=ask.measure_id,
            actor=caller.actor,
            received_at=now,
            expected_seq=ask.expected_seq,
            command=ask.command,
        )
        try:
            await self._receive(caller, ask, envelope, request_hash)
        except IntegrityError:
            return await self._replay(caller.actor.id, ask.key, request_hash, now)
        return await self.settle(envelope, 0, now)

    async def _receive(self, caller: Caller, ask: Ask, envelope: Envelope, request_hash: str) -> None:
        row = {
            "id": envelope.submission_id,
            "principal_id": caller.actor.id,
            "key": ask.key,
            "request_hash": request_hash,
            "measure_id": ask.measure_id,
            "command": ask.command.type,
            "envelope": envelope.model_dump_json(),
            "status": Status.RECEIVED,
            "attempts": 0,
            "received_at": envelope.received_at,
            "next_attempt_at": envelope.received_at + timedelta(seconds=self.redrive_after),
        }
        statement = receive_if_seen(caller.actor.grants)
        received = await self.database.hot_statement(lambda connection: connection.execute(statement, row).rowcount)
        if not received:
            raise ProblemError("not_found", ask.measure_id)

    async def _replay(self, principal_id: str, key: str, request_hash: str, now: datetime) -> Answer:
        mine = and_(SUBMISSIONS.c.principal_id == principal_id, SUBMISSIONS.c.key == key)
        async with self.database.read() as connection:
            row = (await connection.execute(select(SUBMISSIONS).where(mine))).one()
        if row.request_hash != request_hash:
            raise ProblemError("idempotency.reused")
        young = now - row.received_at < timedelta(seconds=self.door.budget_seconds)
        if row.status == Status.RECEIVED and young:
            raise ProblemError("idempotency.running", headers={"Retry-After": "1"})
        return answer_of(row, replayed=True)

    async def redrive(self, envelope: Envelope, attempt: int, now: datetime) -> Answer:
        """Settle what waits here, once more.

        That it is applied is believed when the inbox says so too: the engine also remembers what a record that
        was restored since does not hold.
        """
        answer = await self.settle(envelope, attempt, now)
        if answer.status is Status.APPLIED:
            kept = await self.look_up(envelope.submission_id)
            return await self.settle(envelope, attempt, now, refresh=True) if kept.outcome is None else kept
        return answer

    async def settle(self, envelope: Envelope, attempt: int, now: datetime, *, refresh: bool = False) -> Answer:
        """Deliver a received submission and write down what became of it."""
        delivery = await self.door.deliver(envelope, attempt, refresh=refresh)
        try:
            if isinstance(delivery, Declined) and await self._ledger_differs(envelope.measure_id, delivery):
                delivery = await self.door.deliver(envelope, attempt, refresh=True)
            if isinstance(delivery, Applied):
                return _answer(envelope, Status.APPLIED, delivery)
            if isinstance(delivery, Declined):
                return await self._refused(envelope, delivery.refused)
            return await self._postpone(envelope, attempt, delivery, now)
        except AWAY:
            # It is in the inbox already: the sweeper will come back to it.
            logger.warning("submission %s waits: database away", envelope.submission_id)
            return _answer(envelope, Status.RECEIVED)

    async def _ledger_differs(self, measure_id: str, declined: Declined) -> bool:
        """A workflow may lag its ledger after a crash, or outrun a restored one: what it refuses is asked again."""
        async with self.database.read() as connection:
            seen = select(MEASURES.c.seq, MEASURES.c.hash).where(MEASURES.c.id == measure_id)
            head = (await connection.execute(seen)).one_or_none()
        return head is not None and not declined.is_of(head.seq, head.hash)

    async def _refused(self, envelope: Envelope, refused: Refused) -> Answer:
        values = {"status": Status.REFUSED, "outcome": refused.model_dump_json(), "next_attempt_at": None}
        async with self.database.write() as connection:
            closed = await _close(connection, envelope.submission_id, values)
            if closed and isinstance(envelope.command, Refer):
                await forget_record(connection, envelope.command.referral_id)
        if closed:
            return _answer(envelope, Status.REFUSED, refused)
        # An earlier try had been applied: its answer stands, this refusal is of the state after it.
        return await self.look_up(envelope.submission_id)

    async def _postpone(self, envelope: Envelope, attempt: int, why: Undelivered, now: datetime) -> Answer:
        failures = attempt + (why is Undelivered.FAILED)
        if why is Undelivered.FAILED and failures >= self.max_attempts:
            await self.quarantine(envelope.submission_id)
            return await self.look_up(envelope.submission_id)
        again = now + timedelta(seconds=min(self.redrive_after * 2**failures, 600))
        if await self._close(envelope.submission_id, {"attempts": failures, "next_attempt_at": again}):
            return _answer(envelope, Status.RECEIVED)
        # Settled meanwhile by a try that took longer than this one.
        return await self.look_up(envelope.submission_id)

    async def quarantine(self, submission_id: str) -> None:
        """Keep it, stop trying, and let everybody see it."""
        logger.error("submission %s quarantined", submission_id)
        await self._close(submission_id, {"status": Status.QUARANTINED, "next_attempt_at": None})

    async def _close(self, submission_id: str, values: Row) -> bool:
        async with self.database.write() as connection:
            return await _close(connection, submission_id, values)

    async def look_up(self, submission_id: str) -> Answer:
        """What is kept of a submission.

        Raises:
            ProblemError: `unavailable`: the database no longer has it, as a standby that took over too early; it is
                for its sender to repeat.
        """
        async with self.database.read() as connection:
            found = await connection.execute(select(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id))
            row = found.one_or_none()
        if row is None:
            raise ProblemError("unavailable", "database", headers={"Retry-After": "2"})
        return answer_of(row)


async def _close(connection: AsyncConnection, submission_id: str, values: Row) -> bool:
    open_row = and_(SUBMISSIONS.c.id == submission_id, SUBMISSIONS.c.status == Status.RECEIVED)
    result = await connection.execute(update(SUBMISSIONS).where(open_row).values(**values))
    return bool(result.rowcount)


def _request_hash(caller: Caller, ask: Ask) -> str:
    # What the platform looked up for a command is no part of what was asked.
    words = ask.command.model_dump(mode="json", exclude={"facts"})
    said: list[Any] = [ask.measure_id, ask.expected_seq, words]
    if caller.actor.acting_for:
        # The same words in somebody's place are another request.
        said.append(caller.actor.acting_for.id)
    return sha256(canonical(said))


def answer_of(row: Any, *, replayed: bool = False) -> Answer:  # noqa: ANN401 - a database row
    status = Status(row.status)
    outcome: Applied | Refused | None = None
    if status is Status.APPLIED:
        outcome = Applied.model_validate_json(row.outcome)
    elif status is Status.REFUSED:
        outcome = Refused.model_validate_json(row.outcome)
    return Answer(row.id, row.measure_id, status, outcome, replayed)


def _answer(envelope: Envelope, status: Status, outcome: Applied | Refused | None = None) -> Answer:
    return Answer(envelope.submission_id, envelope.measure_id, status, outcome)
