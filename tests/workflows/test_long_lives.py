"""Continue-as-new under fire and workers that come and go: nothing acknowledged is lost, nothing is doubled."""

import asyncio

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkflowRunner

from schemas.ledger import Applied
from schemas.measure import MeasureState
from tests.workflows.asks import OFFICE, ROAD, amend, drafted, envelope
from tests.workflows.shop import Shop

COMMANDS = 30


async def test_thirty_at_once_while_it_continues_as_new(temporal_client: Client, runner: WorkflowRunner) -> None:
    """With a new run every 20 events, each of 30 concurrent submissions ends up in the ledger exactly once."""
    shop = Shop(temporal_client, runner, continue_after=20)
    measure = drafted(shop.ledger, issued=False)
    sent = [envelope(measure, OFFICE, amend(number)) for number in range(COMMANDS)]
    async with shop.open():
        first_run = await shop.door.catch_up(measure)
        before = await shop.described(measure)
        answers = await asyncio.gather(*(shop.settle(one) for one in sent))
        after = await shop.described(measure)
        head = await shop.head(measure)

    assert first_run.snapshot
    stream = shop.ledger.streams[measure]
    assert sorted(stream.submissions[1:], key=str) == sorted(one.submission_id for one in sent)
    assert sorted(answer.seq for answer in answers if isinstance(answer, Applied)) == list(range(2, COMMANDS + 2))
    assert head.snapshot
    assert (head.snapshot.seq, head.hash) == (COMMANDS + 1, stream.head())
    assert after.run_id != before.run_id
    assert after.history_length < 20 + 10 * COMMANDS


async def test_the_road_over_many_runs(temporal_client: Client, runner: WorkflowRunner) -> None:
    """What a run carries over is all the next one needs: it never loads again."""
    shop = Shop(temporal_client, runner, continue_after=20)
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        answers = [await shop.settle(envelope(measure, actor, command)) for actor, command in ROAD]

    assert isinstance(answers[-1], Applied)
    assert answers[-1].state is MeasureState.SIGNED_OFF
    assert shop.ledger.loads == 1


@pytest.mark.parametrize("cached", [0, 100], ids=["replaying", "caching"])
async def test_workers_come_and_go(temporal_client: Client, runner: WorkflowRunner, cached: int) -> None:
    """Each command is served by a new worker, which replays what the ones before it did."""
    shop = Shop(temporal_client, runner, cached=cached)
    measure = drafted(shop.ledger, issued=True)
    answers = []
    for actor, command in ROAD[:4]:
        async with shop.open():
            answers.append(await shop.settle(envelope(measure, actor, command)))

    assert [answer.seq for answer in answers if isinstance(answer, Applied)] == [3, 4, 5, 6]
    assert shop.ledger.loads == 1


async def test_a_command_sent_while_no_worker_runs_is_applied_later(
    temporal_client: Client, runner: WorkflowRunner
) -> None:
    """The server keeps what it accepted; the worker that comes back finds it."""
    shop = Shop(temporal_client, runner)
    measure = drafted(shop.ledger, issued=True)
    actor, command = ROAD[0]
    waiting = asyncio.create_task(shop.settle(envelope(measure, actor, command)))
    async with asyncio.timeout(30):
        while not await _started(shop, measure):  # noqa: ASYNC110 - the event happens on the server
            await asyncio.sleep(0.02)
    async with shop.open():
        answer = await asyncio.wait_for(waiting, 30)

    assert isinstance(answer, Applied)
    assert answer.seq == 3


async def _started(shop: Shop, measure: str) -> bool:
    try:
        await shop.described(measure)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
