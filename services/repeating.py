"""Work that is done again and again beside requests, whatever becomes of one turn of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

from services.database import AWAY

logger = logging.getLogger(__name__)


async def repeat(turn: Callable[[], Awaitable[float]], name: str, after_failure: float) -> NoReturn:
    """Until cancelled. A turn says how many seconds to pause then; after one that failed it is `after_failure`."""
    while True:
        pause = after_failure
        try:
            pause = await turn()
        except AWAY as error:
            logger.warning("%s waits: %s", name, type(error).__name__)
        except Exception:
            # Ended, it would leave undone whatever comes later.
            logger.exception("%s goes on", name)
        await asyncio.sleep(pause)
