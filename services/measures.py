"""The only door to measure workflows: deliver a submission, say what became of it."""

import asyncio
import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from schemas.commands import Envelope, IssueMeasure
from schemas.ledger import Applied, Loaded, MeasureStart
from schemas.refusals import Refused
from workflows.measure import MeasureWorkflow
from workflows.names import REFUSED, measure_workflow_id

# A person waits for the answer; imports and timers stand behind.
INTERACTIVE = Priority(priority_key=1)
BULK = Priority(priority_key=5)
MeasureHandle = WorkflowHandle[MeasureWorkflow, None]


class Undelivered(StrEnum):
    """Why there is no answer yet. `away` says nothing of the submission; `failed` is its own fault or a bug."""

    AWAY = "away"
    FAILED = "failed"


@dataclass(frozen=True)
class Declined:
    """A refusal, and the hash of the ledger's head that it was decided on; null of what an older release refused."""

    refused: Refused
    head: str | None

    def is_of(self, seq: int, head: str) -> bool:
        """Whether it was decided on that head. Equal hashes are equal ledgers; equal sequences need not be."""
        return self.refused.seq == seq and self.head in {None, head}


Delivery = Applied | Declined | Undelivered


@dataclass(frozen=True)
class MeasureDoor:
    """Sends updates to measure workflows, starting them when needed."""

    client: Client
    task_queue: str
    continue_after: int
    budget_seconds: float

    async def deliver(self, envelope: Envelope, attempt: int = 0, *, refresh: bool = False) -> Delivery:
        """One try within the budget.

        Args:
            envelope: the submission.
            attempt: recorded failures so far. A failed update answers its id for ever with the same
                failure, so a new attempt needs a new id; the ledger de-duplicates by submission.
            refresh: ledger and workflow differ; have it fold the ledger anew first. Each has an id of its own:
                what was answered before is of another ledger.
        """
        fresh = f".{uuid.uuid4().hex}" if refresh else ""
        update_id = envelope.submission_id + (f".{attempt}" if attempt else "") + fresh
        try:
            async with asyncio.timeout(self.budget_seconds):
                return await self._submit(envelope, update_id, refresh=refresh)
        except WorkflowUpdateFailedError as failure:
            return _failure(failure)
        except RPCError as failure:
            wrong = failure.status is RPCStatusCode.INVALID_ARGUMENT
            return Undelivered.FAILED if wrong else Undelivered.AWAY
        except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
            return Undelivered.AWAY
        except RuntimeError:
            # A lazy client that has never reached its server says so with nothing more specific.
            return Undelivered.AWAY

    async def _submit(self, envelope: Envelope, update_id: str, *, refresh: bool) -> Applied:
        """Plain where a run is likely: the server does half the work. Else, and when none runs, with start."""
        if not isinstance(envelope.command, IssueMeasure):
            handle: MeasureHandle = self.client.get_workflow_handle(measure_workflow_id(envelope.measure_id))
            try:
                return await handle.execute_update(
                    MeasureWorkflow.submit,
                    args=[envelope, refresh],
                    id=update_id,
                    rpc_timeout=timedelta(seconds=self.budget_seconds),
                )
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return await self.client.execute_update_with_start_workflow(
            MeasureWorkflow.submit,
            args=[envelope, refresh],
            start_workflow_operation=self._start(envelope.measure_id, INTERACTIVE),
            id=update_id,
            rpc_timeout=timedelta(seconds=self.budget_seconds),
        )

    async def head(self, measure_id: str) -> Loaded | None:
        """The head that the measure's running workflow holds; None when none runs."""
        handle = self.client.get_workflow_handle(measure_workflow_id(measure_id))
        try:
            if (await handle.describe()).status is not WorkflowExecutionStatus.RUNNING:
                return None
            return await handle.query(MeasureWorkflow.head)
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def catch_up(self, measure_id: str, patience: timedelta | None = None) -> Loaded:
        """Have the measure's workflow read its ledger, starting it when none runs; without `patience` wait for it."""
        return await self.client.execute_update_with_start_workflow(
            MeasureWorkflow.catch_up,
            start_workflow_operation=self._start(measure_id, BULK),
            rpc_timeout=patience,
        )

    def _start(self, measure_id: str, priority: Priority) -> WithStartWorkflowOperation[MeasureWorkflow, None]:
        return WithStartWorkflowOperation(
            MeasureWorkflow.run,
            MeasureStart(measure_id=measure_id, continue_after=self.continue_after),
            id=measure_workflow_id(measure_id),
            task_queue=self.task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=priority,
        )


def _failure(failure: WorkflowUpdateFailedError) -> Declined | Undelivered:
    cause = failure.cause
    if isinstance(cause, ApplicationError) and cause.type == REFUSED:
        refused, *head = cause.details
        return Declined(Refused.model_validate(refused), head[0] if head else None)
    return Undelivered.FAILED
