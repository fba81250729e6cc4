"""Reading the feed: what is behind a number, in a reader's scope and of a reader's interest, in order."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select

from activities.connection import Connection
from schemas.measure import Actor, Grant
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.hooks import PUBLICATIONS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from schemas.webhooks import PUBLISHED
from services.scope import campaigns_opened, opened

Row = Any
# One for each set of roles and filters that somebody listens with.
STATEMENTS_KEPT = 512


@dataclass(frozen=True)
class Interest:
    """What a reader wants of what is theirs to see. `types` are names of the ledger; empty means all."""

    types: tuple[str, ...] = ()
    campaign: str | None = None
    unit: str | None = None


@dataclass(frozen=True)
class Slice:
    """Rows in the order of their numbers. Everything up to `upto` was looked at; `more` may be behind it."""

    rows: tuple[Row, ...]
    upto: int
    more: bool


def read_slice(connection: Connection, actor: Actor, interest: Interest, place: tuple[int, int], limit: int) -> Slice:
    """At most `limit` rows of a place: behind its first number, up to its second.

    Scope is what the actor may see now, not what it was then.
    """
    after, last = place
    values = {"after": after, "last": last, "rows": limit + 1}
    rows = connection.execute(_slice(actor.grants, interest), values).all()
    more = len(rows) > limit
    return Slice(tuple(rows[:limit]), rows[limit - 1].number if more else max(last, after), more)


def read_row(connection: Connection, actor: Actor, number: int) -> Row | None:
    """The row of this number, if the actor may see it now."""
    found = read_slice(connection, actor, Interest(), (number - 1, number), 1).rows
    return found[0] if found else None


@lru_cache(maxsize=STATEMENTS_KEPT)
def _slice(grants: tuple[Grant, ...], interest: Interest) -> Select[Any]:
    """Kept, because a statement made anew is compiled anew; what it asks follows from its arguments alone."""
    return (
        select(
            PUBLICATIONS.c.number,
            LEDGER.c.stream,
            LEDGER.c.seq,
            LEDGER.c.type,
            LEDGER.c.body,
            LEDGER.c.hash,
            MEASURES.c.campaign_id,
            MEASURES.c.number.label("measure_number"),
        )
        .join(LEDGER, LEDGER.c.position == PUBLICATIONS.c.position)
        .outerjoin(MEASURES, MEASURES.c.id == LEDGER.c.stream)
        .where(PUBLICATIONS.c.number > bindparam("after"), PUBLICATIONS.c.number <= bindparam("last"))
        .where(_published(interest.types), _seen(grants), *_wanted(interest))
        .order_by(PUBLICATIONS.c.number)
        .limit(bindparam("rows"))
    )


def _published(types: tuple[str, ...]) -> ColumnElement[bool]:
    # Not an IN list: statements of the hot path have a fixed text.
    wanted = [one for one in PUBLISHED if not types or one in types]
    return or_(false(), *(LEDGER.c.type == one for one in wanted))


def _seen(grants: tuple[Grant, ...]) -> ColumnElement[bool]:
    own = LEDGER.c.stream.in_(select(CAMPAIGNS.c.id).where(campaigns_opened(grants)))
    return or_(and_(MEASURES.c.id.is_not(None), opened(grants)), own)


def _wanted(interest: Interest) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if interest.campaign:
        wanted.append(or_(MEASURES.c.campaign_id == interest.campaign, LEDGER.c.stream == interest.campaign))
    if interest.unit:
        of_unit = and_(MEASURE_UNITS.c.measure_id == LEDGER.c.stream, MEASURE_UNITS.c.unit_id == interest.unit)
        wanted.append(exists().where(of_unit))
    return wanted
