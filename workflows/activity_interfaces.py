"""What a measure's workflow needs from outside, with budgets and retries. `activities` implements it."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TypedDict

from temporalio import activity
from temporalio.common import RetryPolicy

from schemas.campaign_clock import CampaignAppend, CampaignAppended, Look, LookRequest
from schemas.ledger import AppendRequest, AppendResult, Loaded, LoadRequest


class LocalOptions(TypedDict):
    start_to_close_timeout: timedelta
    retry_policy: RetryPolicy


# A local activity longer than a second and a half would cost the workflow task a heartbeat.
# It retries for as long as the database is away: the submission waits, it is never dropped.
LEDGER: LocalOptions = {
    "start_to_close_timeout": timedelta(milliseconds=1500),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=100),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=5),
        non_retryable_error_types=["ValueError", "IntegrityError", "LedgerBrokenError"],
    ),
}


class LedgerActivities(ABC):
    """The one way a workflow reads and writes the record."""

    @abstractmethod
    @activity.defn(name="ledger_append")
    async def append(self, request: AppendRequest) -> AppendResult:
        """Compare and append in one transaction; see `AppendResult`."""

    @abstractmethod
    @activity.defn(name="ledger_load")
    async def load(self, request: LoadRequest) -> Loaded:
        """Fold the measure's rows, from the start or from a known snapshot."""


class CampaignActivities(ABC):
    """How a campaign's clock reads its campaign and writes what became due."""

    @abstractmethod
    @activity.defn(name="campaign_look")
    async def look(self, request: LookRequest) -> Look:
        """The campaign as the ledger has it now."""

    @abstractmethod
    @activity.defn(name="campaign_append")
    async def append(self, request: CampaignAppend) -> CampaignAppended:
        """Compare and append in one transaction."""
