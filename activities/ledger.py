"""Compare-and-append: one transaction writes ledger rows, read model and the submission's outcome.

Every change of a measure after its draft comes through here: by its workflow, or by completing the plan.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import bindparam, select, update
from temporalio import activity

from activities.connection import Connection
from activities.frozen import FROZEN, setting_of
from activities.heads import Heads
from activities.offspring import bring_forth, family_of
from activities.one_statement import HEAD, OUTCOME, append_at_once
from activities.rows import event_of
from activities.writing import Held, following, settled, write
from schemas.events import Event
from schemas.ledger import AppendRequest, AppendResult, Applied, Loaded, LoadRequest
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER, MEASURES, SUBMISSIONS
from workflows.activity_interfaces import LedgerActivities
from workflows.evolution.fold import fold

T = TypeVar("T")


class Transaction(Protocol):
    """Runs a function of a connection in one transaction."""

    async def __call__(self, work: Callable[[Connection], T]) -> T: ...


LOCKED_HEAD = HEAD.with_for_update(of=MEASURES)
ROWS_AFTER = (
    select(LEDGER.c.body, LEDGER.c.hash)
    .where(LEDGER.c.stream == bindparam("measure"), LEDGER.c.seq > bindparam("after"))
    .order_by(LEDGER.c.seq)
)
SET_SUBMISSION = update(SUBMISSIONS).where(SUBMISSIONS.c.id == bindparam("submission"))


class LedgerBrokenError(Exception):
    """The ledger is not what the code can have written; no retry mends it."""


class SqlLedgerActivities(LedgerActivities):
    """The ledger in SQLite or PostgreSQL. `write` opens a writing transaction, `read` a reading one.

    `at_once` runs statements that commit by themselves, where the database can append in a single one.
    """

    def __init__(self, write: Transaction, read: Transaction, at_once: Transaction | None = None) -> None:
        self._write = write
        self._read = read
        self._at_once = at_once
        self._heads = Heads()

    @activity.defn(name="ledger_append")
    async def append(self, request: AppendRequest) -> AppendResult:
        now = datetime.now(UTC)
        if self._at_once:
            written = await self._at_once(lambda connection: append_at_once(connection, request, now, self._heads))
            if written:
                return written
        return await self._write(lambda connection: append(connection, request, now, self._heads))

    @activity.defn(name="ledger_load")
    async def load(self, request: LoadRequest) -> Loaded:
        return await self._read(lambda connection: load(connection, request))


def load(connection: Connection, request: LoadRequest) -> Loaded:
    """The fold of the measure's rows and the hash of the last; a measure has some tens of them."""
    rows = connection.execute(ROWS_AFTER, {"measure": request.measure_id, "after": 0}).all()
    frozen = connection.execute(FROZEN, {"measure": request.measure_id}).one_or_none()
    return Loaded(
        snapshot=fold(_events(rows)),
        hash=rows[-1].hash if rows else "",
        setting=setting_of(frozen) if frozen else None,
    )


def append(connection: Connection, request: AppendRequest, now: datetime, heads: Heads) -> AppendResult:
    """Write the events if the expected row is the last; else write nothing and say what was written behind it.

    Raises:
        LedgerBrokenError: there is no such measure, its read model is not its ledger's, or there is no such submission:
            its sender has to repeat it.
    """
    keys = {"measure": request.measure_id, "submission": request.submission_id}
    head = connection.execute(LOCKED_HEAD, keys).one_or_none()
    if head is None:
        raise LedgerBrokenError(f"no measure {request.measure_id}")
    if head.outcome is not None or not request.follows(head.seq, head.hash):
        return _already(connection, request, head.hash)
    known = heads.of(request.measure_id)
    if known and known.hash == head.hash:
        held = known
    else:
        held = Held(MeasureSnapshot.model_validate_json(head.snapshot), head.hash)
    family = family_of(connection, request, held)
    if isinstance(family, Refused):
        return AppendResult(own=None, missing=(), hash=head.hash, refused=family)
    coming = following(held, request.events, request.submission_id, now)
    write(connection, coming)
    heads.keep(coming.after)
    own = coming.applied
    if family:
        bring_forth(connection, family, coming.after, now)
    if request.submission_id is not None:
        answered = connection.execute(SET_SUBMISSION, {"submission": request.submission_id, **settled(own)})
        if not answered.rowcount:
            raise LedgerBrokenError(f"no submission {request.submission_id}")
    return AppendResult(own=own, missing=(), hash=own.hash)


def _already(connection: Connection, request: AppendRequest, head_hash: str) -> AppendResult:
    # Asked anew: on PostgreSQL a statement that waited for the row lock saw submissions as they
    # were before it waited, and the rival it waited for may have been an earlier try of this one.
    outcome = connection.execute(OUTCOME, {"submission": request.submission_id}).scalar_one_or_none()
    own = Applied.model_validate_json(outcome) if outcome is not None else None
    keys = {"measure": request.measure_id, "after": request.expected_seq - 1}
    expected, *newer = connection.execute(ROWS_AFTER, keys).all() or [None]
    diverged = request.expected_hash is not None and (expected is None or expected.hash != request.expected_hash)
    last = newer[-1] if newer else expected
    if not own and last and (last.hash != head_hash or not (newer or diverged)):
        # Believed, it would break the chain; asked again, it would be the same again.
        raise LedgerBrokenError(f"the read model of {request.measure_id} is not its ledger's")
    missing = () if diverged else _events(newer)
    return AppendResult(own=own, missing=missing, hash=head_hash, diverged=diverged)


def _events(rows: Sequence[Any]) -> tuple[Event, ...]:
    return tuple(event_of(row.body) for row in rows)
