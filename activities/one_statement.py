"""Compare-and-append as a single statement, for a database that takes one: PostgreSQL, and nearly every command.

A transaction of it is six round trips, this is one: the head is the one that this process wrote last, or is read
without a lock, and the statement writes only where it still is the head. Whoever was slower, and whoever has more
to write, takes the transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, or_, select, update

from activities.connection import Connection
from activities.heads import Heads
from activities.rows import columns_of
from activities.writing import Held, following, settled
from schemas.ledger import AppendRequest, AppendResult, SubmissionStatus
from schemas.offspring_events import MeasureSplit
from schemas.pause_events import Reminded
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER, MEASURES, SUBMISSIONS

# With these come children, or letters.
WITH_MORE = (MeasureSplit, Reminded)
SUBMISSION = bindparam("submission", type_=SUBMISSIONS.c.id.type)
OPEN = select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.id == SUBMISSION, SUBMISSIONS.c.status != SubmissionStatus.APPLIED)
OUTCOME = select(SUBMISSIONS.c.outcome).where(
    SUBMISSIONS.c.id == SUBMISSION, SUBMISSIONS.c.status == SubmissionStatus.APPLIED
)
HEAD = select(MEASURES.c.seq, MEASURES.c.hash, MEASURES.c.snapshot, OUTCOME.scalar_subquery().label("outcome")).where(
    MEASURES.c.id == bindparam("measure")
)


def append_at_once(connection: Connection, request: AppendRequest, now: datetime, heads: Heads) -> AppendResult | None:
    """None, with nothing written, where this is no plain case: see `activities.ledger.append`, which is for all."""
    if request.envelope is not None or len(request.events) != 1 or isinstance(request.events[0], WITH_MORE):
        return None
    held = _held(connection, request, heads)
    if held is None:
        return None
    coming = following(held, request.events, request.submission_id, now)
    if coming.letters or coming.units is not None:
        return None
    own = coming.applied
    columns, (row,), answered = columns_of(coming.after.snapshot, own.hash), coming.rows, settled(own)
    values = {
        "measure": request.measure_id,
        "submission": request.submission_id,
        "expected_seq": request.expected_seq,
        "expected_hash": held.hash,
        **_named("measure", columns),
        **_named("row", row),
        **_named("settled", answered),
    }
    statement = _statement(tuple(columns), tuple(row), tuple(answered))
    if connection.execute(statement, values).one_or_none() is None:
        return None
    heads.keep(coming.after)
    return AppendResult(own=own, missing=(), hash=own.hash)


def _held(connection: Connection, request: AppendRequest, heads: Heads) -> Held | None:
    """The head to write behind; None where it is not the expected one."""
    known = heads.of(request.measure_id)
    if known and request.follows(known.snapshot.seq, known.hash):
        return known
    keys = {"measure": request.measure_id, "submission": request.submission_id}
    head = connection.execute(HEAD, keys).one_or_none()
    if head is None or not request.follows(head.seq, head.hash):
        return None
    return Held(MeasureSnapshot.model_validate_json(head.snapshot), head.hash)


def _named(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{prefix}_{name}": value for name, value in values.items()}


@cache
def _statement(columns: tuple[str, ...], row: tuple[str, ...], answered: tuple[str, ...]) -> Select[Any]:
    """The measure's id where its head was the expected one: then its row, the ledger's and the inbox's are written."""
    moved = (
        update(MEASURES)
        .where(
            MEASURES.c.id == bindparam("measure"),
            MEASURES.c.seq == bindparam("expected_seq"),
            MEASURES.c.hash == bindparam("expected_hash"),
            # An earlier try may be in, and folded since; and what is in no inbox is for its sender to repeat.
            or_(SUBMISSION.is_(None), OPEN.exists()),
        )
        .values(_given("measure", MEASURES, columns))
        .returning(MEASURES.c.id)
        .cte("moved")
    )
    added = select(*_given("row", LEDGER, row).values()).select_from(moved)
    ledger = insert(LEDGER).from_select(row, added, include_defaults=False).cte("added")
    inbox = (
        update(SUBMISSIONS)
        .where(SUBMISSIONS.c.id == bindparam("submission"), select(moved.c.id).exists())
        .values(_given("settled", SUBMISSIONS, answered))
        .cte("settled")
    )
    return select(moved.c.id).add_cte(ledger, inbox)


def _given(prefix: str, table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(f"{prefix}_{name}", type_=table.c[name].type) for name in names}
