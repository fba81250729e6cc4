"""The clock that tests move: nothing fires before its time, all of it in order, across continue-as-new."""

import uuid
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from tests.fixtures.skipping import SkippingServer

DAY = timedelta(days=1)


@workflow.defn(name="Diary")
class Diary:
    """Writes down what its clock shows, once a day, in runs of ten days."""

    def __init__(self) -> None:
        self._written: list[datetime] = []

    @workflow.query
    def written(self) -> list[datetime]:
        return self._written

    @workflow.run
    async def run(self, days: int, written: list[datetime]) -> list[datetime]:
        self._written = written
        for _ in range(min(10, days)):
            await workflow.sleep(DAY)
            self._written.append(workflow.now())
        if days > 10:
            workflow.continue_as_new(args=[days - 10, self._written])
        return self._written


async def test_days_pass_when_the_test_says_so(skipping_server: SkippingServer) -> None:
    """Four and a half days forward are four entries a day apart; the rest of the month is twenty-six more."""
    queue = f"diary-{uuid.uuid4().hex}"
    async with Worker(
        skipping_server.client, task_queue=queue, workflows=[Diary], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        diary = await skipping_server.client.start_workflow(Diary.run, args=[30, []], id=queue, task_queue=queue)
        begun = await skipping_server.time_of(diary)
        await skipping_server.forward(diary, 4.5 * DAY)
        early = await diary.query(Diary.written)
        await skipping_server.forward(diary, 40 * DAY)
        late = await diary.result()

    assert len(early) == 4
    assert len(late) == 30
    for number, moment in enumerate(late, start=1):
        assert timedelta() <= moment - begun - number * DAY < timedelta(minutes=1)
