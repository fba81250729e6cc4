"""Events behind the head of one measure, in a transaction that holds its row: ledger, read model, letters, units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update

from activities.connection import Connection
from activities.letters import letters_of
from activities.rows import Row, columns_of, ledger_rows, units_of
from schemas.events import Event
from schemas.ledger import Applied, SubmissionStatus
from schemas.snapshot import MeasureSnapshot
from schemas.tables.notices import NOTICES
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from workflows.evolution.fold import evolve

# The rows' own numbers are of no use here, so they are not asked for.
ADD_ROWS = insert(LEDGER).inline()
ADD_LETTERS = insert(NOTICES)
ADD_UNITS = insert(MEASURE_UNITS)
NO_UNITS = delete(MEASURE_UNITS).where(MEASURE_UNITS.c.measure_id == bindparam("measure"))
SET_MEASURE = update(MEASURES).where(MEASURES.c.id == bindparam("measure"))


@dataclass(frozen=True)
class Held:
    """A measure as it stands under the lock of its row."""

    snapshot: MeasureSnapshot
    hash: str


@dataclass(frozen=True)
class Following:
    """What is to be written behind a head. `units` is null where the measure's units stay as they are."""

    after: Held
    rows: list[Row]
    letters: list[Row]
    units: list[Row] | None

    @property
    def applied(self) -> Applied:
        return Applied(seq=self.after.snapshot.seq, hash=self.after.hash, state=self.after.snapshot.state)


def following(held: Held, events: Sequence[Event], submission_id: str | None, now: datetime) -> Following:
    """What `events` write; nothing is written yet."""
    before = snapshot = held.snapshot
    for event in events:
        snapshot = evolve(snapshot, event)
    rows = ledger_rows(snapshot.id, submission_id, (before.seq, held.hash), events, now)
    units = units_of(snapshot)
    return Following(
        after=Held(snapshot, rows[-1]["hash"]),
        rows=rows,
        letters=letters_of(snapshot, before.seq + 1, events),
        units=None if units == units_of(before) else units,
    )


def write(connection: Connection, coming: Following) -> None:
    snapshot, rows = coming.after.snapshot, coming.rows
    connection.execute(ADD_ROWS, rows[0] if len(rows) == 1 else rows)
    connection.execute(SET_MEASURE, {"measure": snapshot.id, **columns_of(snapshot, coming.after.hash)})
    if coming.letters:
        connection.execute(ADD_LETTERS, coming.letters)
    if coming.units is not None:
        connection.execute(NO_UNITS, {"measure": snapshot.id})
    if coming.units:
        connection.execute(ADD_UNITS, coming.units)


def settled(own: Applied) -> Row:
    """A submission's columns once its events are in the ledger."""
    return {"status": SubmissionStatus.APPLIED, "outcome": own.model_dump_json(), "next_attempt_at": None}
