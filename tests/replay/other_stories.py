"""The lives of campaigns' clocks and of webhooks' lanes whose histories are kept, told on a client."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from schemas.campaign_clock import CampaignStart
from schemas.campaign_snapshot import CampaignSetting
from schemas.campaigns import CampaignState
from schemas.endpoints import LaneOrder, LaneReport, LaneStart
from schemas.packs import PhaseRules, Span
from tests.unit.campaign.builders import road
from tests.workflows.campaign_shop import MemoryCampaign
from workflows.campaign import CampaignWorkflow
from workflows.delivery import LaneWorkflow
from workflows.lane_activities import LaneActivities
from workflows.periods import china_day

QUEUE = "recorded"
LONG_AGO = timedelta(days=40)
PHASES = PhaseRules(
    plan_due=None, concentrated=Span(days=10), progress_report_due=Span(days=15), evaluation=Span(days=10)
)
Told = WorkflowHandle[Any, Any]
OtherStory = Callable[[Client], Awaitable[Told]]


@asynccontextmanager
async def served(client: Client, workflow: type, activities: Sequence[Callable[..., Any]]) -> AsyncIterator[None]:
    async with Worker(
        client,
        task_queue=QUEUE,
        workflows=[workflow],
        activities=activities,
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        yield


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - an activity has no event for it
            await asyncio.sleep(0.02)


async def campaign_clock(client: Client) -> Told:
    """Forty days late: phases and deadlines are written one after the other, then it rests; called, it looks again."""
    then = datetime.now(UTC) - LONG_AGO
    steps = road(then)
    states = list(steps)[: list(steps).index(CampaignState.ISSUED) + 1]
    events = [event for state in states for event in steps[state]]
    campaign = MemoryCampaign(events, CampaignSetting(feedback_on=china_day(then), phases=PHASES))
    start = CampaignStart(campaign_id="c00000001", continue_after=400)
    async with served(client, CampaignWorkflow, [campaign.look, campaign.append]):
        told = await client.start_workflow(CampaignWorkflow.run, start, id="campaign-c00000001", task_queue=QUEUE)
        await until(lambda: "deadline_passed" in campaign.types()[-1:])
        looks = campaign.looks
        await told.signal(CampaignWorkflow.wake)
        await until(lambda: campaign.looks > looks)
        return told


class ToldLanes(LaneActivities):
    """Reports as a story has them; the last one over and over."""

    def __init__(self, *reports: LaneReport) -> None:
        self._reports = list(reports)
        self.runs = 0

    @activity.defn(name="lane_run")
    async def run(self, order: LaneOrder) -> LaneReport:  # noqa: ARG002 - there is one endpoint
        self.runs += 1
        return self._reports.pop(0) if len(self._reports) > 1 else self._reports[0]


DUE_SOON, QUIET = LaneReport(open=True, wait_seconds=0.05), LaneReport(open=True, wait_seconds=None)
CLOSED = LaneReport(open=False, wait_seconds=None)


async def _lane(client: Client, name: str, continue_after: int) -> Told:
    start = LaneStart(endpoint_id=name, retry_seconds=(5.0, 300.0), idle_seconds=300.0, continue_after=continue_after)
    return await client.start_workflow(LaneWorkflow.run, start, id=f"lane-{name}", task_queue=QUEUE)


async def lane_until_closed(client: Client) -> Told:
    """A next try that was due, a rest that a call ended, and the end when the endpoint was gone."""
    lanes = ToldLanes(DUE_SOON, DUE_SOON, QUIET, CLOSED)
    async with served(client, LaneWorkflow, [lanes.run]):
        told = await _lane(client, "closed", 400)
        await until(lambda: lanes.runs == 3)
        await told.signal(LaneWorkflow.wake)
        await told.result()
        return told


async def lane_in_another_run(client: Client) -> Told:
    """A run that handed over when its history had grown long."""
    lanes = ToldLanes(*[DUE_SOON] * 6, CLOSED)
    async with served(client, LaneWorkflow, [lanes.run]):
        told = await _lane(client, "long", 20)
        await client.get_workflow_handle(told.id).result()
        return client.get_workflow_handle(told.id, run_id=told.first_execution_run_id)


OTHER_STORIES: dict[str, OtherStory] = {
    "campaign-clock": campaign_clock,
    "lane-until-closed": lane_until_closed,
    "lane-in-another-run": lane_in_another_run,
}
