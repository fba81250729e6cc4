"""From a published ledger row to the event that leaves: thin unless the reader asked for all of it."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select

from activities.connection import Connection
from activities.rows import event_of
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import LEDGER
from schemas.webhooks import CAMPAIGN_TYPES, AnyEvent, wire_type
from services.hooks.cursors import feed_cursor
from services.hooks.publication import store
from workflows.evolution.fold import evolve

Row = Any
States = dict[tuple[str, int], str]
STATES_KEPT = 20_000
# What ten lanes send is written once: as many events as come in half a minute.
TEXTS_KEPT = 1000
THEIR_ROWS = select(LEDGER.c.body).where(LEDGER.c.stream == bindparam("stream")).order_by(LEDGER.c.seq)


class Renderer:
    """Renders events; remembers which state each ledger row led to, and the last events as text. Neither changes."""

    def __init__(self) -> None:
        self._states: States = {}
        self._texts: dict[tuple[str, bool], tuple[str, str]] = {}

    def texts(self, connection: Connection, rows: Iterable[Row], *, full: bool) -> tuple[tuple[str, str], ...]:
        """Id and JSON of each event, in their order."""
        given = tuple(rows)
        # What was found is kept here: another lane may empty the cache while this one asks the database.
        known = {row.hash: self._texts[row.hash, full] for row in given if (row.hash, full) in self._texts}
        missing = [row for row in given if row.hash not in known]
        events = self.render(connection, missing, full=full)
        made = {row.hash: (event.id, event.model_dump_json()) for row, event in zip(missing, events, strict=True)}
        found = {**known, **made}
        if len(self._texts) > TEXTS_KEPT:
            self._texts = {}
        self._texts |= {(row_hash, full): text for row_hash, text in made.items()}
        return tuple(found[row.hash] for row in given)

    def render(self, connection: Connection, rows: Iterable[Row], *, full: bool) -> tuple[AnyEvent, ...]:
        """The events of published rows, in their order. `full` adds the whole event of the ledger."""
        given = tuple(rows)
        if not given:
            return ()
        states, name = self._states_of(connection, given), store(connection)
        return tuple(_event(row, name, states.get((row.stream, row.seq)), full=full) for row in given)

    def _states_of(self, connection: Connection, rows: tuple[Row, ...]) -> States:
        known = {(row.stream, row.seq): self._states.get((row.stream, row.seq)) for row in rows}
        missing = {stream for (stream, _), state in known.items() if state is None}
        # Campaigns have no fold of their own; their events say what they led to.
        folded = _folded(connection, {row.stream for row in rows if row.type not in CAMPAIGN_TYPES} & missing)
        if len(self._states) > STATES_KEPT:
            self._states = {}
        self._states.update(folded)
        return {**{key: state for key, state in known.items() if state}, **folded}


def _folded(connection: Connection, streams: set[str]) -> States:
    """The state after each row of these measures; a measure has some tens of rows."""
    states: States = {}
    for stream in sorted(streams):
        snapshot: MeasureSnapshot | None = None
        for row in connection.execute(THEIR_ROWS, {"stream": stream}).all():
            snapshot = evolve(snapshot, event_of(row.body))
            states[stream, snapshot.seq] = snapshot.state.value
    return states


def _event(row: Row, name: str, state: str | None, *, full: bool) -> AnyEvent:
    event: dict[str, Any] = json.loads(row.body)["event"]
    by = {key: event["by"].get(key) for key in ("id", "kind", "unit_id")}
    data = _subject(row, state) | {"hash": row.hash, "by": by, "event": event if full else None}
    return AnyEvent(
        specversion="1.0",
        id=f"evt_{row.stream}_{row.seq}",
        source=f"urn:zhenggai:{name}",
        type=wire_type(row.type),
        subject=row.stream,
        time=event["at"],
        datacontenttype="application/json",
        dataschema=f"/api/v1/events/schemas/{wire_type(row.type)}",
        sequence=row.seq,
        cursor=feed_cursor(name, row.number, row.hash),
        data=data,
    )


def _subject(row: Row, state: str | None) -> dict[str, Any]:
    if row.type in CAMPAIGN_TYPES:
        return {"campaign_id": row.stream, "links": {"campaign": f"/api/v1/campaigns/{row.stream}"}}
    path = f"/api/v1/measures/{row.stream}"
    return {
        "measure_id": row.stream,
        "campaign_id": row.campaign_id,
        "number": row.measure_number,
        "state": state,
        "links": {"measure": path, "ledger": f"{path}/ledger"},
    }
