"""(g) clocks: how fast the letters of many measures go out that are all due in one moment."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from schemas.tables.record import LEDGER
from services.database import Database
from services.packs.calendars import shipped_calendar
from tests.bench.campaign import PLAN, Office, prepare
from tests.bench.midnight import next_day
from tests.bench.processes import BenchError, Place, PlatformProcess, module_program
from workflows.working_days import is_working_day

# Until then all measures have to be issued; after it, all letters have to be written.
SET_UP_SECONDS, SECONDS_A_MEASURE = 40, 0.12
BUDGET_SECONDS = 120.0
POLL_SECONDS = 0.2
# Calendar days before a due date on which the standard pack writes; 0 and -1: on the day after it.
RUNGS = (20, 10, -1)


async def due_together(place: Place, number: int) -> dict[str, Any]:
    """Measures of which each has one letter to write when the day begins."""
    midnight = int(time.time() + SET_UP_SECONDS + SECONDS_A_MEASURE * number)
    tokens = await prepare(place)
    platform = PlatformProcess(place, program=module_program("tests.bench.midnight", str(midnight)))
    try:
        platform.spawn()
        await platform.ready()
        await Office(platform.port, tokens).issued(number, {**PLAN, "due": _due(midnight)})
        if time.time() > midnight:
            raise BenchError("the day began before all measures were issued")
        written = await _all_written(place, number, midnight)
    finally:
        platform.stop()
    last = written[-1].timestamp() - midnight
    return {
        "timers": number,
        "fired_per_second": round(number / last, 1),
        "first_after_seconds": round(written[0].timestamp() - midnight, 2),
        "last_after_seconds": round(last, 2),
    }


def _due(midnight: int) -> str:
    """A working day, which no issue moves, such that one of the ladder's letters goes out on the day to come."""
    for days in RUNGS:
        day = next_day(midnight) + timedelta(days=days)
        if is_working_day(shipped_calendar(), day):
            return str(day)
    raise BenchError("no due date puts a letter on the coming day: a long holiday")


async def _all_written(place: Place, number: int, midnight: int) -> list[datetime]:
    """When each letter was recorded, in order. Nobody asks before the moment, so as not to disturb."""
    await asyncio.sleep(max(0.0, midnight - time.time()))
    database = Database(place.database_url or f"sqlite+aiosqlite:///{(place.data / 'zhenggai.db').resolve()}")
    letters = select(LEDGER.c.recorded_at).where(LEDGER.c.type == "measure.reminded").order_by(LEDGER.c.recorded_at)
    try:
        async with asyncio.timeout(BUDGET_SECONDS):
            while True:
                async with database.read() as connection:
                    found = list(await connection.scalars(letters))
                if len(found) == number:
                    return found
                await asyncio.sleep(POLL_SECONDS)
    finally:
        await database.close()
