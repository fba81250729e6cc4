"""The floor with everything of ours that makes a worker fast: its settings, its data converter, its database driver.

No target: it says how much of what this machine can do is left for the platform's own work (ADR 53).
Run as a module it is the worker.
"""

import asyncio
import sys
from dataclasses import asdict
from datetime import timedelta

import uvloop
from sqlalchemy import insert
from temporalio import activity
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from services.database import Database
from services.running import settle
from services.settings import Settings
from services.temporal import connect
from tests.bench.floor import ROWS, WRITE, Entry, FloorWorkflow, until_interrupted

TASK_QUEUE = "bench-tuned"
ADD_ROW = insert(ROWS)


class WriteEntry:
    """The same one activity, by the way of our hot statements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name=WRITE)
    async def write(self, entry: Entry) -> int:
        await self._database.hot_write(lambda connection: connection.execute(ADD_ROW, asdict(entry)))
        return entry.seq


async def work(address: str, database_url: str) -> None:
    """The same settings as `services.worker`, until interrupted."""
    async with Database(database_url) as database:
        async with database.engine.begin() as connection:
            await connection.run_sync(ROWS.metadata.create_all)
        worker = Worker(
            await connect(address),
            task_queue=TASK_QUEUE,
            workflows=[FloorWorkflow],
            activities=[WriteEntry(database).write],
            no_remote_activities=True,
            workflow_runner=UnsandboxedWorkflowRunner(),
            max_workflow_task_external_storage_concurrency=1,
            max_cached_workflows=Settings.model_fields["cached_workflows"].default,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        )
        settle()
        await until_interrupted(worker)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(*sys.argv[1:]))
