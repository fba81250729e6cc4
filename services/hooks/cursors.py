"""Cursors of the feed: opaque to callers, bound to the store and to the row they name."""

from sqlalchemy import Connection, bindparam, select

from schemas.tables.hooks import PUBLICATIONS
from schemas.tables.record import LEDGER
from services.cursors import cursor_of, parts_of
from services.errors import ProblemError
from services.hooks.publication import head, store

# Enough of the row's hash to tell a store that was restored and went another way.
DIGITS = 8
HASH_OF = select(LEDGER.c.hash).join(PUBLICATIONS, PUBLICATIONS.c.position == LEDGER.c.position)
HASH_OF = HASH_OF.where(PUBLICATIONS.c.number == bindparam("number"))


def feed_cursor(store_name: str, number: int, row_hash: str) -> str:
    return cursor_of(store_name, number, row_hash[:DIGITS])


def cursor_at(connection: Connection, number: int) -> str:
    """The cursor behind a published row; 0 is the place before the first."""
    row_hash = connection.execute(HASH_OF, {"number": number}).scalar_one() if number else ""
    return feed_cursor(store(connection), number, row_hash)


def number_of(connection: Connection, cursor: str) -> int:
    """The number a cursor names.

    Raises:
        ProblemError: `cursor.invalid` for what never was one, `cursor.foreign` for one of another store or
            of this one before it was restored from an older copy.
    """
    number: int
    store_name, number, digits = parts_of(cursor, str, int, str)
    if store_name != store(connection) or number > head(connection):
        raise ProblemError("cursor.foreign")
    known = connection.execute(HASH_OF, {"number": number}).scalar_one() if number else ""
    if known[:DIGITS] != digits:
        raise ProblemError("cursor.foreign")
    return number
