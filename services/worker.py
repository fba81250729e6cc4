"""Composition root of the worker: the one place that joins workflows and activities."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.campaigns import SqlCampaignActivities
from activities.connection import Connection
from activities.ledger import SqlLedgerActivities
from services.database import Database
from services.settings import Settings
from services.temporal import THIS_RELEASE
from workflows.campaign import CampaignWorkflow
from workflows.measure import MeasureWorkflow

T = TypeVar("T")


def _nobody_listens() -> None:
    """For a worker that stands alone."""


def build_worker(
    settings: Settings, client: Client, database: Database, appended: Callable[[], None] = _nobody_listens
) -> Worker:
    """A worker for measures and campaigns; run it with `async with`. `appended` is told of every append."""

    async def write(work: Callable[[Connection], T]) -> T:
        result = await database.hot_write(work)
        appended()
        return result

    async def at_once(work: Callable[[Connection], T]) -> T:
        result = await database.hot_statement(work)
        appended()
        return result

    ledger = SqlLedgerActivities(write, database.hot_read, None if database.is_sqlite else at_once)
    campaigns = SqlCampaignActivities(database.run_write, database.run_read)
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[MeasureWorkflow, CampaignWorkflow],
        activities=[ledger.append, ledger.load, campaigns.look, campaigns.append],
        # Every activity here is a local one; nobody needs to ask the server for others.
        no_remote_activities=True,
        workflow_runner=UnsandboxedWorkflowRunner(),
        # No payload is kept outside of Temporal: looking at one after the other saves a task for each.
        max_workflow_task_external_storage_concurrency=1,
        deployment_config=THIS_RELEASE,
        max_cached_workflows=settings.cached_workflows,
        # After a kill the next command waits this long for the dead worker: one second, not ten.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )
