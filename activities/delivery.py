"""Running a lane: take, sign, send with bounded concurrency, settle; until it is quiet.

One run serves one endpoint for a while. It lingers so that a steady stream of events costs Temporal
nothing, and returns when there was none for a moment, so that an idle endpoint costs nothing at all.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import activity

from activities.bells import Bells
from activities.lines import Line
from activities.outbox import Message, Outbox, Outcome, Taken
from activities.sending import Answer, Sender
from activities.signing import signed_headers
from schemas.endpoints import LaneOrder, LaneReport
from workflows.delivery_rules import Verdict, verdict, wait_after
from workflows.lane_activities import LaneActivities

logger = logging.getLogger(__name__)
AT_ONCE = 8
BATCH = 32
LINGER_SECONDS = 2.0
# Others wait for a place when there are more lanes at work than places.
LONGEST_RUN_SECONDS = 60.0
HEARTBEAT_SECONDS = 2.0
USER_AGENT = "Zhenggai-Hooks/1"


@dataclass(frozen=True)
class SendingLanes(LaneActivities):
    """Lanes over an outbox and a sender."""

    outbox: Outbox
    sender: Sender
    bells: Bells
    clock: Callable[[], datetime]

    @activity.defn(name="lane_run")
    async def run(self, order: LaneOrder) -> LaneReport:
        beating = asyncio.create_task(_beat())
        line = self.sender.line()
        try:
            with self.bells.hung(order.endpoint_id) as bell:
                return await self._run(order, line, bell)
        finally:
            beating.cancel()
            line.close()

    async def _run(self, order: LaneOrder, line: Line, bell: asyncio.Event) -> LaneReport:
        loop = asyncio.get_running_loop()
        began = quiet_since = loop.time()
        # The relay publishes while it lives; a run that nobody called sees to it itself.
        await self.outbox.publish()
        while True:
            bell.clear()
            taken = await self.outbox.take(order.endpoint_id, BATCH)
            if not taken.open:
                return LaneReport(open=False, wait_seconds=None)
            busy = taken.more or bool(taken.messages)
            level = not taken.more
            if busy:
                level = await self._send_all(order, line, taken) and level
                quiet_since = loop.time()
            if activity.is_worker_shutdown() or loop.time() - began > LONGEST_RUN_SECONDS:
                return LaneReport(open=True, wait_seconds=0.0)
            left = LINGER_SECONDS - (loop.time() - quiet_since)
            if busy:
                # All arrived and nothing was left over: there is nothing to take before the bell rings.
                if level:
                    await _rung(bell, left, taken.wait_seconds)
                continue
            if left <= 0 or not await _rung(bell, left, taken.wait_seconds):
                return await self._leave(order, taken, bell)

    async def _leave(self, order: LaneOrder, taken: Taken, bell: asyncio.Event) -> LaneReport:
        """Nothing is due. What was looked at and is not for this endpoint need not be looked at again."""
        if taken.upto > taken.cursor:
            await self.outbox.settle(order.endpoint_id, taken, ())
        # A bell that rang in between is heard by the next run: nobody else was told.
        return LaneReport(open=True, wait_seconds=0.0 if bell.is_set() else taken.wait_seconds)

    async def _send_all(self, order: LaneOrder, line: Line, taken: Taken) -> bool:
        """Measures side by side, the events of each one after the other: they arrive in order unless one fails.

        True when all arrived.
        """
        places = asyncio.Semaphore(AT_ONCE)
        subjects: dict[str, list[Message]] = {}
        for message in taken.messages:
            subjects.setdefault(message.subject, []).append(message)

        async def in_order(messages: list[Message]) -> list[Outcome]:
            async with places:
                return [await self._send(order, line, taken, message) for message in messages]

        groups = await asyncio.gather(*(in_order(messages) for messages in subjects.values()))
        outcomes = tuple(one for group in groups for one in group)
        await self.outbox.settle(order.endpoint_id, taken, outcomes)
        return all(one.delivered for one in outcomes)

    async def _send(self, order: LaneOrder, line: Line, taken: Taken, message: Message) -> Outcome:
        at = self.clock()
        if message.body is None:
            return Outcome(message, False, at, taken.url, Answer(0, error="out_of_scope"))
        try:
            answer = await self._answer(line, taken, message, message.body, at)
        except Exception:
            # A bug with one event: the others of the batch are settled, and this one has its tries like any other.
            logger.exception("event %s not sent", message.event_id)
            answer = Answer(0, error="internal")
        return _outcome(order, taken, message, at, answer)

    async def _answer(self, line: Line, taken: Taken, message: Message, body: str, at: datetime) -> Answer:
        headers = {
            **signed_headers(message.event_id, body, taken.keys, at),
            "content-type": "application/json",
            "accept-encoding": "identity",
            "user-agent": USER_AGENT,
        }
        return await self.sender.send(line, taken.url, headers, body.encode())


def _outcome(order: LaneOrder, taken: Taken, message: Message, at: datetime, answer: Answer) -> Outcome:
    found = verdict(answer.status)
    wait = wait_after(message.tries + 1, order.retry_seconds, answer.retry_after, message.event_id)
    again = at + timedelta(seconds=wait) if found is Verdict.AGAIN and wait is not None else None
    return Outcome(
        message,
        delivered=found is Verdict.DELIVERED,
        at=at,
        url=taken.url,
        answer=answer,
        again_at=again,
        gone=found is Verdict.GONE,
        spent=found is Verdict.AGAIN and wait is None,
        echoed=bool(taken.challenge and answer.body and taken.challenge in answer.body),
    )


async def _rung(bell: asyncio.Event, seconds: float, due: float | None) -> bool:
    """Whether there is something to do before the time is up: the bell rang, or the next try is due."""
    soon = due is not None and due <= seconds
    with suppress(TimeoutError):
        async with asyncio.timeout(due if soon else seconds):
            await bell.wait()
    return soon or bell.is_set()


async def _beat() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(HEARTBEAT_SECONDS)
