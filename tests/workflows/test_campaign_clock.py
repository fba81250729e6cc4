"""`CampaignWorkflow` in virtual time: phases and deadlines on their days, once, whatever was down meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHandle

from schemas import campaign_events as e
from schemas.campaign_parts import Deadline
from schemas.campaign_snapshot import CampaignSetting
from schemas.campaigns import CampaignEvent
from schemas.campaigns import CampaignState as S
from schemas.packs import PhaseRules, Span
from tests.fixtures.polling import until
from tests.fixtures.skipping import SkippingServer
from tests.unit.campaign.builders import by, road
from tests.workflows.campaign_shop import CampaignShop, MemoryCampaign
from workflows.campaign import CampaignWorkflow
from workflows.periods import china_day

RULES = PhaseRules(
    plan_due=None, concentrated=Span(days=10), progress_report_due=Span(days=15), evaluation=Span(days=10)
)
ALL = ["concentrated_begun", "concentrated_ended", "deadline_passed", "deadline_passed"]


def issued_today(state: S = S.ISSUED) -> MemoryCampaign:
    """A campaign with its feedback and its issue today, by the real clock the server starts from."""
    now = datetime.now(UTC)
    steps = road(now)
    states = list(steps)[: list(steps).index(state) + 1]
    events: list[CampaignEvent] = [event for state in states for event in steps[state]]
    return MemoryCampaign(events, CampaignSetting(feedback_on=china_day(now), phases=RULES))


async def until_looked(campaign: MemoryCampaign, looks: int) -> None:
    async with asyncio.timeout(30):
        while campaign.looks < looks:  # noqa: ASYNC110 - an activity in another thread of work has no event
            await asyncio.sleep(0.02)


async def test_phases_and_deadlines_come_on_their_days(skipping_server: SkippingServer) -> None:
    """Begin, end, report and evaluation, each on its day and once."""
    campaign = issued_today()
    before = len(campaign.events)
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start(continue_after=10_000)
        assert await shop.forward(clock, 30)

    assert campaign.types()[before:] == ALL
    issued_on = china_day(campaign.events[before - 1].at)
    days = [(china_day(event.at) - issued_on).days for event in campaign.events[before:]]
    # Due on day 10, 15 and 10 + 10: written when that day is over.
    assert days == [1, 11, 16, 21]


async def until_happened(clock: WorkflowHandle[CampaignWorkflow, None], kind: EventType.ValueType) -> None:
    """Until the server has written an event of this kind into the workflow's history."""

    async def happened() -> bool:
        return any(event.event_type == kind for event in (await clock.fetch_history()).events)

    await until(happened)


async def test_the_history_stays_bounded(skipping_server: SkippingServer) -> None:
    """Days in runs of a few each: nothing is written twice where one run hands over to the next."""
    campaign = issued_today()
    before = len(campaign.events)
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start(continue_after=40)
        first_run = (await clock.describe()).run_id
        # The server may skip without a timer while a new run begins, so no step is longer than a look.
        for _ in range(9):
            assert await shop.forward(clock, 1)
        described = await clock.describe()

    assert campaign.types()[before:] == ["concentrated_begun"]
    assert described.run_id != first_run
    assert described.history_length < 80


async def test_case_22_a_worker_down_over_the_end_of_a_phase_fires_once(skipping_server: SkippingServer) -> None:
    """Nobody served the clock for a month; the next worker writes all of it, once, in order."""
    campaign = issued_today()
    before = len(campaign.events)
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start()
        # The server has to know of it too: it skips no time while a task waits for a worker.
        await until_happened(clock, EventType.EVENT_TYPE_TIMER_STARTED)
    asleep = asyncio.create_task(shop.forward(clock, 30))
    looks = campaign.looks
    # However near the midnight of its first timer is.
    await until_happened(clock, EventType.EVENT_TYPE_TIMER_FIRED)
    assert campaign.types()[before:] == []
    assert campaign.looks == looks
    async with shop.open():
        assert await asleep
        await shop.forward(clock, 1)

    assert campaign.types()[before:] == ALL


async def test_the_first_claim_begins_the_phase_when_the_clock_is_woken(skipping_server: SkippingServer) -> None:
    """Woken after a claim it writes at once; woken without reason it writes nothing."""
    campaign = issued_today()
    before = len(campaign.events)
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start()
        await until_looked(campaign, 1)
        await clock.signal("wake")
        await until_looked(campaign, 2)
        nothing = campaign.types()[before:]
        campaign.claimed = True
        await clock.signal("wake")
        await until_looked(campaign, 4)

    assert nothing == []
    assert campaign.types()[before:] == ["concentrated_begun"]


async def test_a_lost_wake_up_costs_a_day_at_most(skipping_server: SkippingServer) -> None:
    """Nobody said that a lead was handed over long ago; the clock looks by itself and finds it overdue."""
    campaign = issued_today(S.CLOSED)
    before = len(campaign.events)
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start()
        await until_looked(campaign, 1)
        now = datetime.now(UTC)
        long_ago = china_day(now) - timedelta(days=200)
        lead = e.LeadTransferred(at=now, by=by("p-discipline"), ref="线索1", transferred_on=long_ago)
        campaign.events.append(lead)
        await shop.forward(clock, 1.5)

    assert campaign.types()[before:] == ["lead_transferred", "deadline_passed"]
    passed = campaign.events[-1]
    assert isinstance(passed, e.DeadlinePassed)
    assert passed.deadline is Deadline.LEAD


async def test_what_somebody_else_wrote_first_is_not_written_again(skipping_server: SkippingServer) -> None:
    """A command wrote what was due in the same moment: the append is refused, nothing doubles."""
    campaign = issued_today()
    before = len(campaign.events)
    campaign.rival = [e.ConcentratedBegun(at=datetime.now(UTC), by=by("clock"), from_day=china_day(datetime.now(UTC)))]
    shop = CampaignShop(skipping_server, campaign)
    async with shop.open():
        clock = await shop.start()
        await shop.forward(clock, 3)

    assert campaign.types()[before:] == ["concentrated_begun"]


async def test_an_archived_campaign_needs_no_clock(skipping_server: SkippingServer) -> None:
    """The workflow ends by itself, and so does one whose campaign is not in the ledger."""
    archived = CampaignShop(skipping_server, issued_today(S.ARCHIVED))
    unknown = CampaignShop(
        skipping_server, MemoryCampaign([], CampaignSetting(feedback_on=china_day(datetime.now(UTC))))
    )
    for shop in (archived, unknown):
        async with shop.open():
            await (await shop.start()).result()
        assert shop.campaign.looks == 1
