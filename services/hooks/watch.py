"""Waiting for news of the feed: one look at the database for everybody who waits in this process."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from services.database import Database
from services.hooks.publication import catch_up

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 0.2


class Watch:
    """Looks while somebody waits, and not otherwise."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._waiting = 0
        self._head = 0
        self._moved = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def beyond(self, number: int, seconds: float) -> None:
        """Return when the feed has more than `number` rows, or after so many seconds."""
        self._waiting += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(seconds):
                while self._head <= number:
                    await self._moved.wait()
        except TimeoutError:
            return
        finally:
            self._waiting -= 1

    async def _look(self) -> None:
        while self._waiting:
            try:
                self._tell(await catch_up(self._database, self._clock()))
            except Exception as error:  # noqa: BLE001 - whoever waits asks the database itself, and is told
                logger.warning("feed not looked at: %s", type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    def _tell(self, head: int) -> None:
        if head != self._head:
            self._head = head
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    async def close(self) -> None:
        if self._looking:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking
