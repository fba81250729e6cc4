"""A campaign's clock on the real server in virtual time, with the ledger in memory behind its interface."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from schemas.campaign_clock import CampaignAppend, CampaignAppended, CampaignStart, Look, LookRequest
from schemas.campaign_snapshot import CampaignSetting
from schemas.campaigns import CampaignEvent
from tests.fixtures.skipping import SkippingServer
from workflows.activity_interfaces import CampaignActivities
from workflows.campaign import CampaignWorkflow
from workflows.campaign_rules.evolution import fold_campaign
from workflows.names import campaign_workflow_id


@dataclass
class MemoryCampaign(CampaignActivities):
    """One campaign's stream. `looks` counts how often the clock looked; `rival` is written before its next append."""

    events: list[CampaignEvent]
    setting: CampaignSetting
    claimed: bool = False
    looks: int = 0
    rival: list[CampaignEvent] = field(default_factory=list)

    @activity.defn(name="campaign_look")
    async def look(self, request: LookRequest) -> Look:  # noqa: ARG002 - there is one campaign
        self.looks += 1
        return Look(snapshot=fold_campaign(self.events), setting=self.setting, claimed=self.claimed)

    @activity.defn(name="campaign_append")
    async def append(self, request: CampaignAppend) -> CampaignAppended:
        self.events += self.rival
        self.rival = []
        if len(self.events) != request.expected_seq:
            return CampaignAppended(written=False)
        self.events += request.events
        return CampaignAppended(written=True)

    def types(self) -> list[str]:
        return [event.type.removeprefix("campaign.") for event in self.events]


class CampaignShop:
    def __init__(self, server: SkippingServer, campaign: MemoryCampaign) -> None:
        self.campaign = campaign
        self._server = server
        self._queue = f"campaign-{uuid.uuid4().hex}"
        # Every test has a campaign of its own on the one server.
        self._id = uuid.uuid4().hex[:12]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """While it is open, a worker serves the clock."""
        async with Worker(
            self._server.client,
            task_queue=self._queue,
            workflows=[CampaignWorkflow],
            activities=[self.campaign.look, self.campaign.append],
            workflow_runner=UnsandboxedWorkflowRunner(),
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        ):
            yield

    async def start(self, continue_after: int = 400) -> WorkflowHandle[CampaignWorkflow, None]:
        await self._server.client.start_workflow(
            CampaignWorkflow.run,
            CampaignStart(campaign_id=self._id, continue_after=continue_after),
            id=campaign_workflow_id(self._id),
            task_queue=self._queue,
        )
        # Without a run: the clock continues as new.
        return self._server.client.get_workflow_handle_for(CampaignWorkflow.run, campaign_workflow_id(self._id))

    async def forward(self, clock: WorkflowHandle[CampaignWorkflow, None], days: float) -> bool:
        return await self._server.forward(clock, timedelta(days=days))
