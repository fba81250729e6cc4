"""What a lane takes from the outbox and what it hands back. The outbox itself is in `services.hooks`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from activities.sending import Answer


@dataclass(frozen=True)
class Message:
    """One event to send. `delivery_id` is None for an event that was never tried; `number` for one of our own.

    `subject` is what it is about. `body` None: the event is no longer for this endpoint's owner to see.
    """

    delivery_id: str | None
    number: int | None
    event_id: str
    type: str
    subject: str
    body: str | None
    tries: int


@dataclass(frozen=True)
class Taken:
    """What an endpoint has to do now.

    `open` false: paused, disabled or gone. `cursor` is where it stood, `upto` where it stands once the
    messages are handed back. `wait_seconds` until something else is due, None when nothing waits.
    """

    open: bool
    url: str = ""
    keys: tuple[str, ...] = ()
    messages: tuple[Message, ...] = ()
    challenge: str | None = None
    cursor: int = 0
    upto: int = 0
    more: bool = False
    wait_seconds: float | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a message. `again_at` is set when there is another try, `spent` when there was one too many.

    `gone`: the receiver said that it will never be there again. `echoed`: it gave the challenge back.
    """

    message: Message
    delivered: bool
    at: datetime
    url: str
    answer: Answer
    again_at: datetime | None = None
    gone: bool = False
    spent: bool = False
    echoed: bool = False


class Outbox(Protocol):
    """Where lanes get their work and leave what became of it."""

    async def publish(self) -> None:
        """Give what was appended its place in the feed."""

    async def take(self, endpoint_id: str, limit: int) -> Taken:
        """Due retries, then events behind the endpoint's cursor, at most `limit` in all."""

    async def settle(self, endpoint_id: str, taken: Taken, outcomes: tuple[Outcome, ...]) -> None:
        """Write down what became of what was taken, and move the endpoint on."""
