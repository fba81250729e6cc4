"""What goes on beside requests as long as an application serves them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.campaign_clock import CampaignClock, wake_forever
from services.dependencies import Platform
from services.grounds import forget_forever
from services.sweeper import sweep_forever
from services.usage import write_forever
from services.waking import wake_measures_forever


@asynccontextmanager
async def in_the_background(platform: Platform) -> AsyncIterator[None]:
    """Submissions are sent again, workflows woken, the use of keys written down, grounds of nothing forgotten."""
    clock = CampaignClock(platform.temporal, platform.settings)
    tasks = [
        asyncio.create_task(sweep_forever(platform.inbox, platform.clock)),
        asyncio.create_task(wake_measures_forever(platform.database, platform.inbox.door)),
        asyncio.create_task(wake_forever(platform.database, clock)),
        asyncio.create_task(write_forever(platform.usage)),
        asyncio.create_task(forget_forever(platform.database, platform.clock)),
    ]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await platform.usage.write()
    await platform.hooks.watch.close()
