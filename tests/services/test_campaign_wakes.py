"""The platform's own clock of a campaign, on both databases: woken by commands, and again after a loss."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.campaigns import SqlCampaignActivities
from schemas.campaign_clock import CampaignAppend, LookRequest
from services.campaign_clock import CampaignClock, open_campaigns, wake_all
from services.verification import verify_ledger
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import to_in_progress
from tests.services.campaign_roads import SAID, ask, course, disclosing, done, issued_under, looked_back, publish
from tests.services.ledgers import problem
from workflows.campaign_rules.moments import due_events
from workflows.names import campaign_workflow_id

pytestmark = pytest.mark.usefixtures("clock")


async def until_state(world: World, campaign: str, state: str) -> None:
    async with asyncio.timeout(30):
        while (await course(world, campaign))["state"] != state:  # noqa: ASYNC110 - a workflow has no event for us
            await asyncio.sleep(0.05)


async def test_a_woken_clock_writes_what_the_rules_say(world: World) -> None:
    """After the first claim the next wake-up begins the concentrated phase, by the system's own hand."""
    campaign = await issued_under(world)
    await to_in_progress(world, f"{campaign}-1-1")
    clock = CampaignClock(world.platform.temporal, world.platform.settings)

    assert await clock.wake(campaign)
    await until_state(world, campaign, "concentrated")

    history = (await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    begun = [row for row in history if row["type"] == "campaign.concentrated_begun"]
    assert [row["by"]["kind"] for row in begun] == ["system"]
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_a_lost_clock_is_started_again(world: World) -> None:
    """Terminated, as if Temporal's store were gone: waking all open campaigns starts it from the ledger."""
    campaign = await issued_under(world)
    handle = world.platform.temporal.get_workflow_handle(campaign_workflow_id(campaign))
    await handle.terminate()
    clock = CampaignClock(world.platform.temporal, world.platform.settings)

    woken = await wake_all(world.platform.database, clock)

    assert woken == len(await open_campaigns(world.platform.database))
    assert (await handle.describe()).status is WorkflowExecutionStatus.RUNNING


async def test_case_22_clock_and_command_write_a_day_once(world: World, clock: Clock) -> None:
    """What the clock was about to write a command has written: the append finds another head and writes nothing."""
    campaign = await issued_under(world)
    database = world.platform.database
    activities = SqlCampaignActivities(database.run_write, database.run_read)
    clock.ahead = timedelta(days=2)
    seen = await activities.look(LookRequest(campaign_id=campaign))
    assert seen.snapshot
    assert seen.setting
    events = due_events(seen.snapshot, seen.setting, world.clock(), claimed=seen.claimed)
    late = CampaignAppend(campaign_id=campaign, expected_seq=seen.snapshot.seq, events=events)
    milestone = {"kind": "custom", "held_on": "2026-10-30", "note": "督导会"}
    await done(world, "office", campaign, "record-milestone", milestone)

    assert events
    assert not (await activities.append(late)).written
    assert (await course(world, campaign))["state"] == "concentrated"
    nobody = await activities.look(LookRequest(campaign_id="c-nowhere"))
    assert (nobody.snapshot, nobody.setting) == (None, None)
    assert (await verify_ledger(database)).flaw is None


async def test_the_same_command_twice_at_once_counts_once(world: World) -> None:
    """Five at the same instant with one key: one event, and everybody is told the same."""
    campaign, snapshot = await disclosing(world)
    body = {"audience": "party", "snapshot_id": snapshot}
    answers = await asyncio.gather(
        *(ask(world, "leader", campaign, "publish-bulletin", body, key="k-at-once") for _ in range(5))
    )

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert len((await course(world, campaign))["bulletins"]) == 1
    second = await ask(world, "leader", campaign, "publish-bulletin", body)
    problem(second, 409, "campaign.published")


async def test_an_archived_campaign_has_no_clock(world: World) -> None:
    """Its workflow ends, and nobody starts it again."""
    everything = ("1-1", "1-2", "2-1", "2-2")
    campaign, snapshot = await disclosing(world, everything)
    await publish(world, campaign, snapshot)
    for number in everything:
        await looked_back(world, f"{campaign}-{number}")
    await done(world, "leader", campaign, "close", SAID)
    await done(world, "leader", campaign, "archive")
    handle = world.platform.temporal.get_workflow_handle(campaign_workflow_id(campaign))
    async with asyncio.timeout(30):
        while (await handle.describe()).status is WorkflowExecutionStatus.RUNNING:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.05)

    assert campaign not in await open_campaigns(world.platform.database)
