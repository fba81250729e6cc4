"""The only door to lanes: waking one, starting it when none runs."""

import logging
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from schemas.endpoints import LaneStart
from workflows.delivery import LaneWorkflow
from workflows.names import lane_queue, lane_workflow_id

logger = logging.getLogger(__name__)
# A lane that nobody wakes looks by itself this often: only what was lost twice waits so long.
IDLE_SECONDS = 300.0
CONTINUE_AFTER_EVENTS = 400


@dataclass(frozen=True)
class LaneDoor:
    """`retry_seconds` are the pauses between tries; a lane that runs keeps those it was started with."""

    client: Client
    task_queue: str
    retry_seconds: tuple[float, ...]

    async def wake(self, endpoint_id: str) -> bool:
        """False when Temporal is away; what is due stays due, and the relay calls again."""
        start = LaneStart(
            endpoint_id=endpoint_id,
            retry_seconds=self.retry_seconds,
            idle_seconds=IDLE_SECONDS,
            continue_after=CONTINUE_AFTER_EVENTS,
        )
        try:
            await self.client.start_workflow(
                LaneWorkflow.run,
                start,
                id=lane_workflow_id(endpoint_id),
                task_queue=lane_queue(self.task_queue),
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal="wake",
            )
        except (RPCError, RuntimeError) as error:
            # A lazy client that has never reached its server raises nothing more specific.
            logger.warning("lane %s not woken: %s", endpoint_id, type(error).__name__)
            return False
        return True
