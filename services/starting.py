"""The one-command platform from its first moment: it is refused at once, or Temporal is on its way."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from services.embedded import take_directory, temporal_server
from services.ports import check_port
from services.settings import Settings

if TYPE_CHECKING:
    from services.running import Running, TemporalUp


@asynccontextmanager
async def started_platform(settings: Settings) -> AsyncIterator["Running"]:
    """Everything, until the block ends.

    Raises:
        StartError: something is missing or taken; the text says what to do.
    """
    check_port(settings.host, settings.port)
    async with temporal_starting(settings) as temporal_up:
        # More than a second of imports, in which Temporal starts beside this process. Nothing of them is garbage:
        # `settle` lets the collector begin.
        gc.disable()
        from services.running import running_platform  # noqa: PLC0415

        async with running_platform(settings, temporal_up) as running:
            yield running


@asynccontextmanager
async def temporal_starting(settings: Settings) -> AsyncIterator["TemporalUp"]:
    """TEMPORAL_ADDRESS names a server to connect to; without it one is started."""
    named = bool(os.environ.get("TEMPORAL_ADDRESS"))
    if named and not settings.is_sqlite:
        yield _by_environment
        return
    with take_directory(settings.data) as lock:
        if named:
            yield _by_environment
            return
        async with temporal_server(settings, lock) as server:
            yield server.up


async def _by_environment() -> None:
    """The server that TEMPORAL_ADDRESS and the like name."""
