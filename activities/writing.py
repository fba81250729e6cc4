"""Events behind the head of one measure, in a transaction that holds its row: ledger, read model, letters, units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update

from activities.connection import Connection
from activities.letters import letters_of
from activities.rows import columns_of, ledger_rows, units_of
from schemas.events import Event
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


def write(
    connection: Connection, held: Held, events: Sequence[Event], submission_id: str | None, now: datetime
) -> Held:
    """The measure as it stands after `events`."""
    before = snapshot = held.snapshot
    for event in events:
        snapshot = evolve(snapshot, event)
    rows = ledger_rows(snapshot.id, submission_id, (before.seq, held.hash), events, now)
    after = Held(snapshot, rows[-1]["hash"])
    connection.execute(ADD_ROWS, rows[0] if len(rows) == 1 else rows)
    connection.execute(SET_MEASURE, {"measure": snapshot.id, **columns_of(snapshot, after.hash)})
    letters = letters_of(snapshot, before.seq + 1, events)
    if letters:
        connection.execute(ADD_LETTERS, letters)
    if units_of(snapshot) != units_of(before):
        _replace_units(connection, snapshot)
    return after


def _replace_units(connection: Connection, snapshot: MeasureSnapshot) -> None:
    connection.execute(NO_UNITS, {"measure": snapshot.id})
    rows = units_of(snapshot)
    if rows:
        connection.execute(ADD_UNITS, rows)
