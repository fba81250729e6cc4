"""A bug in one send: the rest of its batch is settled, and the event has its tries like one that failed."""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from temporalio.testing import ActivityEnvironment

from activities.bells import Bells
from activities.delivery import SendingLanes
from activities.outbox import Message, Outcome, Taken
from activities.sending import Answer
from schemas.endpoints import LaneOrder
from tests.workflows.lane_shop import KEY, ToldSender

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGES = tuple(Message(None, n, f"evt_{n}", "measure.claimed", f"m-{n % 2}", "{}", 0) for n in range(1, 6))


@dataclass
class OneBatch:
    """Everything at once, and when that was settled nothing more."""

    settled: list[tuple[Outcome, ...]] = field(default_factory=list)

    async def publish(self) -> None:
        """Nothing was appended."""

    async def take(self, *_: object) -> Taken:
        return Taken(open=not self.settled, url="https://away.test", keys=(KEY,), messages=MESSAGES, more=True)

    async def settle(self, _: str, __: Taken, outcomes: tuple[Outcome, ...]) -> None:
        self.settled.append(outcomes)


class BrokenSender(ToldSender):
    async def send(self, *given: object) -> Answer:
        if "evt_3" in str(given):
            raise ArithmeticError("a bug")
        return await super().send(*given)


@pytest.mark.parametrize(("schedule", "again"), [((5.0,), True), ((), False)], ids=["tried-again", "spent"])
async def test_a_bug_with_one_event(schedule: tuple[float, ...], again: bool, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, tried again as long as there are tries, and then given up."""
    outbox = OneBatch()
    lanes = SendingLanes(outbox, BrokenSender([Answer(1, status=200)]), Bells(), lambda: NOW)  # type: ignore[arg-type] # told
    with caplog.at_level(logging.ERROR):
        await ActivityEnvironment().run(lanes.run, LaneOrder(endpoint_id="e", retry_seconds=schedule))

    (outcomes,) = outbox.settled
    (failed,) = [one for one in outcomes if not one.delivered]
    assert len(outcomes) == len(MESSAGES)
    assert (failed.message.event_id, failed.answer.status, failed.answer.error) == ("evt_3", None, "internal")
    assert (failed.again_at is not None, failed.spent) == (again, not again)
    assert "ArithmeticError: a bug" in caplog.text
