"""A worker of our own on the real server, the product's door to it, and a ledger to look into."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client, WithStartWorkflowOperation, WorkflowExecutionDescription, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from schemas.commands import Envelope
from schemas.ledger import Applied, Loaded, MeasureStart
from services.measures import Delivery, MeasureDoor, Undelivered
from tests.workflows.memory_ledger import MemoryLedger
from workflows.measure import MeasureWorkflow
from workflows.names import measure_workflow_id


class Shop:
    """`runner` decides how workflow code is run; `cached` 0 has every command replay the whole history."""

    def __init__(
        self,
        client: Client,
        runner: WorkflowRunner | None = None,
        *,
        continue_after: int = 400,
        cached: int = 100,
    ) -> None:
        self.client = client
        self.ledger = MemoryLedger()
        self.task_queue = f"shop-{uuid.uuid4().hex}"
        self.door = MeasureDoor(client, self.task_queue, continue_after, budget_seconds=8)
        self._runner = runner or UnsandboxedWorkflowRunner()
        self._cached = cached

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While it is open, a worker serves the queue."""
        worker = Worker(
            self.client,
            task_queue=self.task_queue,
            workflows=[MeasureWorkflow],
            activities=[self.ledger.append, self.ledger.load],
            workflow_runner=self._runner,
            max_cached_workflows=self._cached,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        )
        async with worker:
            yield

    async def deliver(self, envelope: Envelope) -> Applied:
        answer = await self.door.deliver(envelope)
        assert isinstance(answer, Applied), answer
        return answer

    async def ask(self, envelope: Envelope) -> Applied:
        """As the door asks, with the failure as Temporal tells it."""
        start = WithStartWorkflowOperation(
            MeasureWorkflow.run,
            MeasureStart(measure_id=envelope.measure_id, continue_after=self.door.continue_after),
            id=measure_workflow_id(envelope.measure_id),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return await self.client.execute_update_with_start_workflow(
            MeasureWorkflow.submit, args=[envelope, False], start_workflow_operation=start
        )

    async def settle(self, envelope: Envelope) -> Delivery:
        """Send again until there is an answer, as the sweeper would."""
        async with asyncio.timeout(60):
            while True:
                answer = await self.door.deliver(envelope)
                if not isinstance(answer, Undelivered):
                    return answer

    def workflow(self, measure: str, run: str | None = None) -> WorkflowHandle[MeasureWorkflow, None]:
        return self.client.get_workflow_handle_for(MeasureWorkflow.run, measure_workflow_id(measure), run_id=run)

    async def described(self, measure: str) -> WorkflowExecutionDescription:
        return await self.workflow(measure).describe()

    async def head(self, measure: str) -> Loaded:
        return await self.workflow(measure).query(MeasureWorkflow.head)
