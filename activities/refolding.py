"""The read model folded anew from the ledger, when a release folds differently than the one before."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from activities.ledger import load
from activities.rows import columns_of
from schemas.ledger import LoadRequest
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES, READ_MODEL
from workflows.canonical import canonical, sha256

# Raise it when the fold gives other values in the same fields; other fields are noticed by themselves.
FOLD = 3
PAGE = 500


def current_fold() -> str:
    """Names what the fold of this release gives: its number and the shape of a snapshot."""
    return f"{FOLD}-{sha256(canonical(MeasureSnapshot.model_json_schema()))[:16]}"


def refold(connection: Connection) -> int:
    """Bring every measure's row up to the present fold; the number of rows written, 0 when nothing changed."""
    fold = current_fold()
    if connection.scalar(select(READ_MODEL.c.fold)) == fold:
        return 0
    written = sum(_refold_page(connection, page) for page in _pages(connection))
    connection.execute(delete(READ_MODEL))
    connection.execute(insert(READ_MODEL), {"id": 1, "fold": fold})
    return written


def _pages(connection: Connection) -> Iterator[list[Any]]:
    last = ""
    while True:
        statement = select(MEASURES.c.id).where(MEASURES.c.id > last).order_by(MEASURES.c.id).limit(PAGE)
        page = list(connection.scalars(statement))
        if not page:
            return
        yield page
        last = page[-1]


def _refold_page(connection: Connection, page: list[str]) -> int:
    for measure_id in page:
        loaded = load(connection, LoadRequest(measure_id=measure_id))
        if loaded.snapshot:
            values = columns_of(loaded.snapshot, loaded.hash)
            connection.execute(update(MEASURES).where(MEASURES.c.id == measure_id).values(**values))
    return len(page)
