"""Reading the feed: what is behind a number, in a reader's scope and of a reader's interest, in order."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, or_, select

from schemas.measure import Actor
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.hooks import PUBLICATIONS
from schemas.tables.record import LEDGER, MEASURE_UNITS, MEASURES
from schemas.webhooks import PUBLISHED
from services.hooks.publication import head
from services.scope import campaigns_of, visible

Row = Any


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


def read_slice(connection: Connection, actor: Actor, interest: Interest, after: int, limit: int) -> Slice:
    """At most `limit` rows behind `after`. Scope is what the actor may see now, not what it was then."""
    last = head(connection)
    statement = (
        _published()
        .where(PUBLICATIONS.c.number > after, PUBLICATIONS.c.number <= last)
        .where(_seen(connection, actor), *_wanted(interest))
        .order_by(PUBLICATIONS.c.number)
        .limit(limit + 1)
    )
    rows = tuple(connection.execute(statement).all())
    more = len(rows) > limit
    return Slice(rows[:limit], rows[limit - 1].number if more else max(last, after), more)


def read_rows(connection: Connection, actor: Actor, numbers: tuple[int, ...]) -> tuple[Row, ...]:
    """The rows of these numbers that the actor may see now."""
    seen = _published().where(PUBLICATIONS.c.number.in_(numbers), _seen(connection, actor))
    return tuple(connection.execute(seen.order_by(PUBLICATIONS.c.number)).all())


def _published() -> Select[Any]:
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
        .where(LEDGER.c.type.in_(PUBLISHED))
    )


def _seen(connection: Connection, actor: Actor) -> ColumnElement[bool]:
    # Asked by itself: inside the statement below its own look at `measures` would be taken for the outer one.
    campaigns = connection.execute(select(CAMPAIGNS.c.id).where(campaigns_of(actor))).scalars().all()
    own = LEDGER.c.stream.in_(campaigns) if campaigns else false()
    return or_(and_(MEASURES.c.id.is_not(None), visible(actor)), own)


def _wanted(interest: Interest) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if interest.types:
        wanted.append(LEDGER.c.type.in_(interest.types))
    if interest.campaign:
        wanted.append(or_(MEASURES.c.campaign_id == interest.campaign, LEDGER.c.stream == interest.campaign))
    if interest.unit:
        of_unit = and_(MEASURE_UNITS.c.measure_id == LEDGER.c.stream, MEASURE_UNITS.c.unit_id == interest.unit)
        wanted.append(exists().where(of_unit))
    return wanted
