"""Lists, one measure and its ledger, read in the caller's scope."""

from datetime import datetime

from schemas.api import LedgerEntry, MeasureDetail, Page
from schemas.measure import Actor
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.reading.names import load_names
from services.reading.rules import load_settings
from services.reading.views import Looking, detail, entry, item
from services.reads import Filters, after, conditions, ledger_of, measures, next_after
from workflows.periods import china_day


async def page(
    database: Database, actor: Actor, filters: Filters, window: tuple[str | None, int], now: datetime
) -> Page:
    """`window` is the cursor and the number of rows."""
    cursor, limit = window
    today = china_day(now)
    # One row more than asked for tells whether there is a next page without counting.
    statement = after(measures(actor).where(*conditions(filters, today)), cursor).limit(limit + 1)
    async with database.read() as connection:
        rows = (await connection.execute(statement)).all()
        settings = await load_settings(connection, (row.campaign_id for row in rows))
    names = await load_names(database)
    more = next_after(rows[limit - 1]) if len(rows) > limit else None
    return Page(items=tuple(item(row, names, today, settings[row.campaign_id]) for row in rows[:limit]), next=more)


async def one_measure(database: Database, actor: Actor, measure_id: str, now: datetime) -> MeasureDetail:
    async with database.read() as connection:
        row = (await connection.execute(measures(actor).where(MEASURES.c.id == measure_id))).one_or_none()
        if row is None:
            raise ProblemError("not_found", measure_id)
        rows = (await connection.execute(ledger_of(measure_id))).all()
        settings = await load_settings(connection, [row.campaign_id])
    looking = Looking(actor, now, settings[row.campaign_id])
    entries = [entry(one, actor, row.campaign_id) for one in rows]
    return detail(row, entries, await load_names(database), looking)


async def ledger(database: Database, actor: Actor, measure_id: str) -> list[LedgerEntry]:
    async with database.read() as connection:
        measure = (await connection.execute(measures(actor).where(MEASURES.c.id == measure_id))).one_or_none()
        if measure is None:
            raise ProblemError("not_found", measure_id)
        rows = (await connection.execute(ledger_of(measure_id))).all()
    return [entry(row, actor, measure.campaign_id) for row in rows]
