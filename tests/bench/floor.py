"""The floor: the least that a durable transition can cost with this engine, on the same servers as ours.

One workflow a measure; a transition is one update whose handler runs one local activity, which
inserts one row through `services.database.Database.hot_write`. Run as a module it is the floor's worker.
"""

import asyncio
import signal
import sys
import time
import uuid
from datetime import timedelta

import uvloop
from sqlalchemy import Column, Integer, MetaData, String, Table, insert
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from schemas.measure import Frozen
from services.database import Database
from services.running import settle
from services.settings import Settings
from services.temporal import connect

TASK_QUEUE = "bench-floor"
STEPS = 7
ROWS = Table(
    "floor_rows",
    MetaData(),
    Column("id", String(64), primary_key=True),
    Column("measure", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", String, nullable=False),
)

ADD_ROW = insert(ROWS)


class Entry(Frozen):
    id: str
    measure: str
    seq: int
    body: str


class WriteEntry:
    """The floor's one activity."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn(name="floor_write")
    async def write(self, entry: Entry) -> int:
        await self._database.hot_write(lambda connection: connection.execute(ADD_ROW, entry.model_dump()))
        return entry.seq


@workflow.defn(name="Floor")
class FloorWorkflow:
    """Does nothing but pass each update on to the local activity."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def submit(self, entry: Entry) -> int:
        return await workflow.execute_local_activity_method(
            WriteEntry.write, entry, start_to_close_timeout=timedelta(milliseconds=1500)
        )


async def start_workflows(client: Client, measures: list[str]) -> None:
    """Before anything is timed: ours exist as well when their steps begin, since issuing starts them."""
    gate = asyncio.Semaphore(8)

    async def start(measure: str) -> None:
        async with gate:
            handle = await client.start_workflow(FloorWorkflow.run, id=measure, task_queue=TASK_QUEUE)
            await handle.execute_update(FloorWorkflow.submit, _entry(measure, 0))

    await asyncio.gather(*(start(measure) for measure in measures))


async def walk(client: Client, measure: str, latencies: list[float]) -> None:
    handle = client.get_workflow_handle(measure)
    for seq in range(1, STEPS + 1):
        began = time.perf_counter()
        await handle.execute_update(FloorWorkflow.submit, _entry(measure, seq))
        latencies.append(time.perf_counter() - began)


def _entry(measure: str, seq: int) -> Entry:
    return Entry(id=uuid.uuid4().hex, measure=measure, seq=seq, body="已完成验收。")


async def work(address: str, database_url: str) -> None:
    """The same settings as `services.worker`, until interrupted."""
    database = Database(database_url)
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
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
    async with worker:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await stopped.wait()
    await database.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work(*sys.argv[1:]))
