"""A lane in virtual time: the real workflow and the real sending, an outbox in memory, a receiver as told."""

import ssl
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.bells import Bells
from activities.delivery import SendingLanes
from activities.lines import Line
from activities.outbox import Message, Outcome, Taken
from activities.sending import Answer
from schemas.endpoints import LaneOrder, LaneReport, LaneStart
from tests.fixtures.skipping import SkippingServer
from workflows.delivery import LaneWorkflow
from workflows.lane_activities import LaneActivities
from workflows.names import lane_workflow_id

BEFORE = datetime(2026, 1, 1, tzinfo=UTC)
EVENT = Message(None, 1, "evt_1", "measure.claimed", "m-1", "{}", 0)
KEY = "whsec_" + "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0"


@dataclass
class MemoryOutbox:
    """One endpoint with one event, tried until it arrived or had its last try; then nothing is open any more.

    `tried` is when, by the lane's clock.
    """

    now: datetime = BEFORE
    message: Message | None = EVENT
    due: datetime | None = None
    disabled: bool = False
    tried: list[datetime] = field(default_factory=list)

    async def publish(self) -> None:
        """Nothing was appended."""

    async def take(self, _: str, limit: int) -> Taken:
        if self.disabled:
            return Taken(open=False)
        waits = (self.due - self.now).total_seconds() if self.due else 0.0
        if self.message is None or waits > 0:
            return Taken(open=True, wait_seconds=waits if self.message else None)
        return Taken(open=True, url="https://away.test", keys=(KEY,), messages=(self.message,)[:limit])

    async def settle(self, _: str, __: Taken, outcomes: tuple[Outcome, ...]) -> None:
        for one in outcomes:
            self.tried.append(one.at)
            self.due, self.disabled = one.again_at, one.spent or one.gone
            self.message = replace(one.message, delivery_id="d", tries=one.message.tries + 1) if one.again_at else None


@dataclass(frozen=True)
class ToldSender:
    """Answers by itself: what is left of `answers`, the last one over and over."""

    answers: list[Answer]

    def line(self) -> Line:
        return Line(ssl.create_default_context())

    async def send(self, *_: object) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass
class LaneShop(LaneActivities):
    server: SkippingServer
    answers: list[Answer]
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    runs: int = 0

    def __post_init__(self) -> None:
        # A lane of its own in every test, on the one server.
        self.endpoint = uuid.uuid4().hex[:12]
        sender = ToldSender(self.answers)
        self._lanes = SendingLanes(self.outbox, sender, Bells(), lambda: self.outbox.now)  # type: ignore[arg-type] # told

    @activity.defn(name="lane_run")
    async def run(self, order: LaneOrder) -> LaneReport:
        self.runs += 1
        self.outbox.now = await self.server.time_of(self.lane)
        return await self._lanes.run(order)

    @property
    def lane(self) -> WorkflowHandle[LaneWorkflow, None]:
        """Without a run: a lane continues as new."""
        return self.server.client.get_workflow_handle_for(LaneWorkflow.run, lane_workflow_id(self.endpoint))

    @asynccontextmanager
    async def open(
        self, retry_seconds: tuple[float, ...], idle_seconds: float, continue_after: int = 400
    ) -> AsyncIterator[WorkflowHandle[LaneWorkflow, None]]:
        """While it is open, a worker serves the lane, which was started."""
        queue = f"lanes-{self.endpoint}"
        start = LaneStart(
            endpoint_id=self.endpoint,
            retry_seconds=retry_seconds,
            idle_seconds=idle_seconds,
            continue_after=continue_after,
        )
        async with Worker(
            self.server.client,
            task_queue=queue,
            workflows=[LaneWorkflow],
            activities=[self.run],
            workflow_runner=UnsandboxedWorkflowRunner(),
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        ):
            await self.server.client.start_workflow(
                LaneWorkflow.run, start, id=lane_workflow_id(self.endpoint), task_queue=queue
            )
            yield self.lane
