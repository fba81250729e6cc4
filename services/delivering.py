"""Composition root of delivery: the lanes' worker, what it sends with, the relay that calls it, the log's pruning."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.addresses import system_resolver
from activities.bells import Bells
from activities.delivery import SendingLanes
from activities.sending import Sender, tls_context
from services.database import Database
from services.dependencies import utc_now
from services.hooks.lanes import LaneDoor
from services.hooks.options import waits_of
from services.hooks.outbox import SqlOutbox
from services.hooks.parts import address_rules
from services.hooks.pruning import prune_forever
from services.hooks.relay import Relay
from services.hooks.rendering import Renderer
from services.hooks.sealing import build_seal
from services.settings import Settings, StartError
from services.temporal import THIS_RELEASE
from workflows.delivery import LaneWorkflow
from workflows.names import lane_queue

# A lane that waits for a slow receiver holds a place; others must find one.
LANES_AT_ONCE = 64


@asynccontextmanager
async def delivering(
    settings: Settings,
    client: Client,
    database: Database,
    clock: Callable[[], datetime] = utc_now,
    sender: Sender | None = None,
) -> AsyncIterator[Relay]:
    """While the block runs, lanes are served. The relay wants to hear of every append of this process."""
    bells = Bells()
    outbox = SqlOutbox(database, Renderer(), build_seal(settings), clock)
    lanes = SendingLanes(outbox, sender or build_sender(settings), bells, clock)
    door = LaneDoor(client, settings.task_queue, waits_of(settings.hooks_retry_seconds))
    relay = Relay(database, door, bells, clock)
    async with _lane_worker(settings, client, lanes):
        pruning = prune_forever(database, clock, settings.hooks_log_days)
        beside = [asyncio.create_task(relay.run()), asyncio.create_task(pruning)]
        try:
            yield relay
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)


def build_sender(settings: Settings) -> Sender:
    file = settings.hooks_ca_file
    try:
        tls = tls_context(str(file) if file else None)
    except OSError as error:
        raise StartError(f"证书文件不可用 / ZHENGGAI_HOOKS_CA_FILE {file}: {error.strerror or error}") from error
    return Sender(address_rules(settings), system_resolver, settings.hooks_deadline_seconds, tls)


def _lane_worker(settings: Settings, client: Client, lanes: SendingLanes) -> Worker:
    return Worker(
        client,
        task_queue=lane_queue(settings.task_queue),
        workflows=[LaneWorkflow],
        activities=[lanes.run],
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=THIS_RELEASE,
        max_concurrent_activities=LANES_AT_ONCE,
        max_cached_workflows=settings.cached_workflows,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
