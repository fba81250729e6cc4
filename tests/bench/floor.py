"""The floor: a bare Temporal update with one local activity that writes one row, on the same servers as ours.

One workflow a measure, one update a transition, one inserted row an update: the SDK's worker and
SQLAlchemy as they come, and nothing of ours (ADR 53). Two things are not as they come: workflows run
without the sandbox, which the engine's fact sheet advises, and SQLite is as durable as ours is.
Run as a module it is the floor's worker.
"""

import asyncio
import signal
import sys
import time
import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, event, insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

TASK_QUEUE = "bench-floor"
WRITE = "floor_write"
STEPS = 7
ROWS = Table(
    "floor_rows",
    MetaData(),
    Column("id", String(64), primary_key=True),
    Column("measure", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", String, nullable=False),
)


@dataclass
class Entry:
    id: str
    measure: str
    seq: int
    body: str


class WriteEntry:
    """The floor's one activity."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @activity.defn(name=WRITE)
    async def write(self, entry: Entry) -> int:
        async with self._engine.begin() as connection:
            await connection.execute(insert(ROWS), asdict(entry))
        return entry.seq


@workflow.defn(name="Floor")
class FloorWorkflow:
    """Does nothing but pass each update on to the local activity."""

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.update
    async def submit(self, entry: Entry) -> int:
        written: int = await workflow.execute_local_activity(
            WRITE, entry, result_type=int, start_to_close_timeout=timedelta(seconds=10)
        )
        return written


async def start_workflows(client: Client, queue: str, measures: list[str]) -> None:
    """Before anything is timed: ours exist as well when their steps begin, since issuing starts them."""
    gate = asyncio.Semaphore(8)

    async def start(measure: str) -> None:
        async with gate:
            handle = await client.start_workflow(FloorWorkflow.run, id=measure, task_queue=queue)
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


async def until_interrupted(worker: Worker) -> None:
    """Work; the first line says that it does."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stopped.set)
    async with worker:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await stopped.wait()


async def work(address: str, database_url: str) -> None:
    engine = create_async_engine(database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _as_durable_as_ours)
    async with engine.begin() as connection:
        await connection.run_sync(ROWS.metadata.create_all)
    worker = Worker(
        await Client.connect(address),
        task_queue=TASK_QUEUE,
        workflows=[FloorWorkflow],
        activities=[WriteEntry(engine).write],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    await until_interrupted(worker)
    await engine.dispose()


def _as_durable_as_ours(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
