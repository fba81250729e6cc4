"""`LaneWorkflow` in virtual time: each try at its moment, the last one the last, and no history without an end."""

import asyncio
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

import activities.delivery
from activities.sending import Answer
from services.hooks.options import waits_of
from services.settings import Settings
from tests.fixtures.skipping import SkippingServer
from tests.workflows.lane_shop import LaneShop
from workflows.delivery_rules import JITTER

SCHEDULE = waits_of(Settings.model_fields["hooks_retry_seconds"].default)
AWAY = Answer(1, error="connection")
WELL = Answer(1, status=200)
HOUR = timedelta(hours=1)
# What a run of the activity may take of the lane's own time.
SLACK = 5.0


@pytest.fixture(autouse=True)
def nothing_lingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run waits two seconds of real time for a bell that nobody rings here."""
    monkeypatch.setattr(activities.delivery, "LINGER_SECONDS", 0.0)


def pauses(tried: list[datetime]) -> list[float]:
    return [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]


async def tried(shop: LaneShop, times: int) -> None:
    async with asyncio.timeout(30):
        while len(shop.outbox.tried) < times:  # noqa: ASYNC110 - the activity has no event for it
            await asyncio.sleep(0.02)


async def test_the_schedule_from_five_seconds_to_a_day(skipping_server: SkippingServer) -> None:
    """Ten tries, each pause the setting's within its jitter; then the endpoint is off and the lane is over."""
    shop = LaneShop(skipping_server, [AWAY])
    async with shop.open(SCHEDULE, idle_seconds=86_400 * 2) as lane:
        await tried(shop, 1)
        await skipping_server.forward(lane, timedelta(days=5))
        await lane.result()

    assert (SCHEDULE[0], SCHEDULE[-1]) == (5, 86_400)
    assert len(shop.outbox.tried) == len(SCHEDULE) + 1
    for pause, wanted in zip(pauses(shop.outbox.tried), SCHEDULE, strict=True):
        assert wanted * (1 - JITTER) - SLACK <= pause <= wanted * (1 + JITTER) + SLACK
    assert shop.outbox.disabled


@pytest.mark.parametrize(("asked", "least"), [(7200.0, 7200.0), (0.0, 5.0), (10.0**9, 86_400.0)])
async def test_what_a_receiver_asks_for_holds(skipping_server: SkippingServer, asked: float, least: float) -> None:
    """`Retry-After`: two hours are two hours, nothing is the first pause, for ever is a day."""
    shop = LaneShop(skipping_server, [Answer(1, status=429, retry_after=asked), WELL])
    async with shop.open(SCHEDULE, idle_seconds=86_400 * 2) as lane:
        await tried(shop, 1)
        await skipping_server.forward(lane, timedelta(days=1.5))
        await tried(shop, 2)
        await lane.terminate()

    (pause,) = pauses(shop.outbox.tried)
    assert least <= pause <= least + SLACK


async def test_a_history_has_an_end(skipping_server: SkippingServer) -> None:
    """Hours of looking every few minutes are many short runs, and the lane still hears when it is called."""
    shop = LaneShop(skipping_server, [AWAY, WELL])
    async with shop.open((30 * 3600.0,), idle_seconds=300, continue_after=60) as lane:
        await tried(shop, 1)
        first = (await lane.describe()).run_id
        await skipping_server.forward(lane, 6 * HOUR)
        looked, now = shop.runs, await lane.describe()
        shop.outbox.due = shop.outbox.now
        await lane.signal("wake")
        await tried(shop, 2)
        await lane.terminate()

    # More than one run has room for: a look is at least six events.
    assert looked > 60 / 6
    assert now.run_id != first
    # One look more than the limit at most: an activity, a timer and their workflow tasks.
    assert now.history_length <= 60 + 12


async def test_a_closed_endpoint_costs_nothing(skipping_server: SkippingServer) -> None:
    """Gone is gone: one try, one run, and the workflow has ended."""
    shop = LaneShop(skipping_server, [Answer(1, status=410)])
    async with shop.open(SCHEDULE, idle_seconds=300) as lane:
        await lane.result()

    assert (len(shop.outbox.tried), shop.outbox.disabled) == (1, True)
