"""What a lane needs from outside. `activities` implements it."""

from abc import ABC, abstractmethod
from datetime import timedelta
from typing import TypedDict

from temporalio import activity
from temporalio.common import RetryPolicy

from schemas.endpoints import LaneOrder, LaneReport


class RemoteOptions(TypedDict):
    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy


# A worker that dies is noticed by its silence. Failing is the database's or ours: a lane never gives up.
LANE: RemoteOptions = {
    "start_to_close_timeout": timedelta(minutes=5),
    "heartbeat_timeout": timedelta(seconds=6),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=500),
        backoff_coefficient=2.0,
        maximum_interval=timedelta(seconds=30),
    ),
}


class LaneActivities(ABC):
    """The one way a lane sends."""

    @abstractmethod
    @activity.defn(name="lane_run")
    async def run(self, order: LaneOrder) -> LaneReport:
        """Send what is due and what comes while it runs; return when it is quiet."""
