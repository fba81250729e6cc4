"""Reading the feed over HTTP: once, with patience, or as a stream that ends when the credential does."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.sse import ServerSentEvent
from sqlalchemy import Connection

from schemas.measure import Actor
from schemas.webhooks import LEDGER_TYPES, PUBLISHED, VERSION, AnyEvent, EventPage
from services.auth import Caller, authenticate
from services.dependencies import Platform, PlatformDep, Reader, bearer
from services.errors import ProblemError
from services.hooks.cursors import cursor_at, number_of
from services.hooks.feed import Interest, read_slice
from services.hooks.publication import catch_up, head

NOW = "now"
# A stream asks anew who is listening at least this often.
CREDENTIAL_SECONDS = 5.0
STREAM_BATCH = 100
Cursor = Annotated[
    str | None, Query(max_length=400, description="`next` of the page before; `now` for the end; none for the start")
]
TypeName = Annotated[str, Query(max_length=80)]


@dataclass(frozen=True)
class Part:
    """Events behind a number, and the number and cursor up to which that was."""

    events: tuple[AnyEvent, ...]
    upto: int
    cursor: str
    more: bool


class Listener:
    """One who reads the feed: asked for again before every answer, because roles and keys end."""

    def __init__(self, platform: Platform, token: str, interest: Interest, *, full: bool) -> None:
        self._platform = platform
        self._token = token
        self._interest = interest
        self._full = full

    async def caller(self) -> Caller:
        found = await authenticate(self._platform.database, self._token, self._platform.clock())
        found.require_scope("read")
        return found

    async def start(self, cursor: str | None) -> int:
        """The number to read behind."""
        database = self._platform.database
        if cursor == NOW:
            return await catch_up(database, self._platform.clock())
        if cursor is None:
            return 0
        return await database.run_read(lambda connection: number_of(connection, cursor))

    async def part(self, after: int, limit: int) -> Part:
        """What is there now."""
        actor = (await self.caller()).actor
        await catch_up(self._platform.database, self._platform.clock())
        return await self._read(actor, after, limit)

    async def _read(self, actor: Actor, after: int, limit: int) -> Part:
        renderer, interest, full = self._platform.hooks.renderer, self._interest, self._full

        def read(connection: Connection) -> Part:
            found = read_slice(connection, actor, interest, (after, head(connection)), limit)
            events = renderer.render(connection, found.rows, full=full)
            return Part(events, found.upto, cursor_at(connection, found.upto), found.more)

        return await self._platform.database.run_read(read)

    async def page(self, after: int, limit: int, patience: float) -> EventPage:
        """The next events; none at once means to wait for some, so many seconds at most."""
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        part = await self.part(after, limit)
        while not (part.events or part.more) and loop.time() < until:
            await self._platform.hooks.watch.beyond(part.upto, until - loop.time())
            part = await self.part(part.upto, limit)
        return EventPage(items=part.events, next=part.cursor, more=part.more)

    async def stream(self, after: int) -> AsyncIterator[ServerSentEvent]:
        """Events as they come, until the credential ends or the reader goes."""
        while True:
            try:
                part = await self.part(after, STREAM_BATCH)
            except ProblemError:
                return
            for event in part.events:
                yield ServerSentEvent(id=event.cursor, event=event.type, raw_data=event.model_dump_json())
            if part.upto > after and not part.events:
                # Nothing for this reader, but the place to go on from has moved.
                yield ServerSentEvent(id=part.cursor, comment="moved on")
            after = part.upto
            if not part.more:
                await self._platform.hooks.watch.beyond(after, CREDENTIAL_SECONDS)


def ledger_types(names: list[str]) -> tuple[str, ...]:
    """Names as they are told outside, turned into the ledger's.

    Raises:
        ProblemError: a name that is no event type, or that of one which stays inside.
    """
    found = tuple(name.removesuffix(f".{VERSION}") for name in names)
    unknown = [name for name, known in zip(names, found, strict=True) if known not in LEDGER_TYPES]
    unknown += [name for name in found if name in LEDGER_TYPES and name not in PUBLISHED]
    if unknown:
        raise ProblemError("event.type_unknown", ", ".join(unknown))
    return found


async def listener(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    platform: PlatformDep,
    _: Reader,
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
    type: Annotated[list[TypeName] | None, Query(max_length=50, description="repeatable; none: all")] = None,  # noqa: A002
    campaign: Annotated[str | None, Query(max_length=64)] = None,
    unit: Annotated[str | None, Query(max_length=64)] = None,
    payload: Annotated[str, Query(pattern="^(thin|full)$")] = "thin",
) -> Listener:
    """Who listens, admitted like every caller, and to what; the token is kept to ask again."""
    interest = Interest(ledger_types(type or []), campaign, unit)
    return Listener(platform, credentials.credentials, interest, full=payload == "full")


ListenerDep = Annotated[Listener, Depends(listener)]


async def streaming_start(
    listener: ListenerDep,
    after: Cursor = None,
    last_event_id: Annotated[str | None, Header(max_length=400)] = None,
) -> int:
    """Decided before the stream begins, so that a bad cursor is still a problem. The header is the newer word."""
    return await listener.start(last_event_id or after)


StartDep = Annotated[int, Depends(streaming_start)]
