"""The only door to campaign workflows: wake one, starting it when none runs.

A wake-up that is lost costs nothing but time: commands write what is due themselves, and the
workflow looks by itself at least once a day.
"""

import asyncio
import logging
from dataclasses import dataclass

from sqlalchemy import select
from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.service import RPCError

from schemas.campaign_clock import CampaignStart
from schemas.campaigns import CampaignState
from schemas.tables.campaigns import CAMPAIGNS
from services.database import Database
from services.repeating import repeat
from services.settings import Settings
from workflows.campaign import CampaignWorkflow
from workflows.names import campaign_workflow_id

logger = logging.getLogger(__name__)
# The caller has their answer on disk already; the clock is told in passing.
BUDGET_SECONDS = 1.0
PAUSE_SECONDS = 5.0
AGAIN_SECONDS = 6 * 60 * 60.0
TIMERS = Priority(priority_key=3)


@dataclass(frozen=True)
class CampaignClock:
    """Wakes campaign workflows."""

    client: Client
    settings: Settings

    async def wake(self, campaign_id: str) -> bool:
        """True when the workflow will look at its campaign again, soon."""
        try:
            async with asyncio.timeout(BUDGET_SECONDS):
                await self.client.start_workflow(
                    CampaignWorkflow.run,
                    CampaignStart(campaign_id=campaign_id, continue_after=self.settings.continue_after_events),
                    id=campaign_workflow_id(campaign_id),
                    task_queue=self.settings.task_queue,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    start_signal="wake",
                    priority=TIMERS,
                )
        except (TimeoutError, RPCError, RuntimeError) as error:
            logger.warning("the clock of campaign %s was not woken: %s", campaign_id, type(error).__name__)
            return False
        return True


async def open_campaigns(database: Database) -> list[str]:
    """Campaigns whose clock has to run: all but the archived ones."""
    alive = select(CAMPAIGNS.c.id).where(CAMPAIGNS.c.state != CampaignState.ARCHIVED).order_by(CAMPAIGNS.c.id)
    async with database.read() as connection:
        return list((await connection.scalars(alive)).all())


async def wake_forever(database: Database, clock: CampaignClock) -> None:
    """At the start of a platform and every few hours: whatever was lost, no clock stands still for long."""

    async def turn() -> float:
        await wake_all(database, clock)
        return AGAIN_SECONDS

    await repeat(turn, "campaign clock", PAUSE_SECONDS)


async def wake_all(database: Database, clock: CampaignClock) -> int:
    """Wake every open campaign, waiting for Temporal as long as it takes; the number woken."""
    waiting = await open_campaigns(database)
    for campaign_id in waiting:
        while not await clock.wake(campaign_id):  # noqa: ASYNC110 - another server has no event to wait for
            await asyncio.sleep(PAUSE_SECONDS)
    return len(waiting)
