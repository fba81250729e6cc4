"""The relay: publishes what was appended and calls the lanes it is for. One runs beside every worker.

Nothing depends on a single call: a lane looks by itself now and then, and what is overdue is called
again here. So a relay keeps nothing that it could lose.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from activities.bells import Bells
from schemas.endpoints import EndpointStatus
from schemas.tables.hooks import ENDPOINTS, PUBLICATIONS
from schemas.tables.record import LEDGER, MEASURES
from services.database import AWAY, Database
from services.hooks.lanes import LaneDoor
from services.hooks.log import waiting_endpoints
from services.hooks.publication import catch_up

logger = logging.getLogger(__name__)
# A round serves everything that came meanwhile: under load this many rounds a second, not one an event.
ROUND_SECONDS = 0.1
POLL_SECONDS = 1.0
# A lane that runs in another process hears its own relay; it is not called through Temporal all the time.
CALL_AGAIN_SECONDS = 1.0
Row = Any
ACTIVE = select(ENDPOINTS.c.id, ENDPOINTS.c.types, ENDPOINTS.c.campaign, ENDPOINTS.c.cursor).where(
    ENDPOINTS.c.status == EndpointStatus.ACTIVE
)
KINDS = (
    select(LEDGER.c.type, func.coalesce(MEASURES.c.campaign_id, LEDGER.c.stream).label("campaign"))
    .distinct()
    .select_from(PUBLICATIONS)
    .join(LEDGER, LEDGER.c.position == PUBLICATIONS.c.position)
    .outerjoin(MEASURES, MEASURES.c.id == LEDGER.c.stream)
    .where(PUBLICATIONS.c.number > bindparam("after"), PUBLICATIONS.c.number <= bindparam("last"))
)


class Relay:
    def __init__(self, database: Database, lanes: LaneDoor, bells: Bells, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._lanes = lanes
        self._bells = bells
        self._clock = clock
        self._news = asyncio.Event()
        self._seen: int | None = None
        self._polled = 0.0
        self._owed: set[str] = set()
        self._called: dict[str, float] = {}

    def appended(self) -> None:
        """Something was written to the ledger by this process."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            began = asyncio.get_running_loop().time()
            listeners = True
            try:
                listeners = await self.round()
            except AWAY as error:
                logger.warning("relay waits: %s", type(error).__name__)
            except Exception:
                # Without a relay every lane would be minutes late.
                logger.exception("relay goes on")
            await self._rest(began, patient=not listeners)

    async def _rest(self, began: float, *, patient: bool) -> None:
        if patient:
            await asyncio.sleep(POLL_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await self._news.wait()
        self._news.clear()
        await asyncio.sleep(max(0.0, began + ROUND_SECONDS - asyncio.get_running_loop().time()))

    async def round(self) -> bool:
        """Publish, and call whom it concerns. False when nobody has anything sent to them."""
        head = await catch_up(self._database, self._clock())
        active = await self._database.hot_read(lambda connection: connection.execute(ACTIVE).all())
        if self._seen is None:
            self._owed |= {row.id for row in active if row.cursor < head}
        elif active and head > self._seen:
            kinds = await self._kinds(self._seen, head)
            self._owed |= {row.id for row in active if _concerned(row, kinds)}
        self._seen = head
        await self._poll()
        await self._call()
        return bool(active)

    async def _kinds(self, after: int, upto: int) -> set[tuple[str, str]]:
        """Types and campaigns of what was published between two numbers."""
        between = {"after": after, "last": upto}
        rows = await self._database.hot_read(lambda connection: connection.execute(KINDS, between).all())
        return {(row.type, row.campaign) for row in rows}

    async def _poll(self) -> None:
        """What is overdue, whoever should have tended to it."""
        now = asyncio.get_running_loop().time()
        if now - self._polled >= POLL_SECONDS:
            self._polled = now
            moment = self._clock()
            self._owed |= set(await self._database.hot_read(lambda connection: waiting_endpoints(connection, moment)))

    async def _call(self) -> None:
        """A bell where the lane runs here, a signal where it does not; who was called a moment ago is called later."""
        now = asyncio.get_running_loop().time()
        self._called = {key: at for key, at in self._called.items() if now - at < CALL_AGAIN_SECONDS}
        self._owed = {key for key in self._owed if not self._bells.ring(key)}
        calls = sorted(self._owed - set(self._called))
        answered = await asyncio.gather(*(self._lanes.wake(key) for key in calls))
        self._called |= dict.fromkeys(calls, now)
        self._owed -= {key for key, heard in zip(calls, answered, strict=True) if heard}


def _concerned(row: Row, kinds: set[tuple[str, str]]) -> bool:
    """By type and campaign; unit and scope are the lane's to judge."""
    types = row.types.split()
    return any(
        (not types or kind in types) and (row.campaign is None or row.campaign == campaign) for kind, campaign in kinds
    )
