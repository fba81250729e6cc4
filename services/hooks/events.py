"""The feed's routes: pages with patience, a stream, and the JSON Schemas of everything in it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from schemas.webhooks import EventPage
from services.errors import ProblemError
from services.hooks.catalogue import schema_of, schemas
from services.hooks.listening import Cursor, ListenerDep, StartDep

router = APIRouter(prefix="/api/v1/events", tags=["events 事件"])


@router.get("")
async def list_events(
    listener: ListenerDep,
    after: Cursor = None,
    wait: Annotated[int, Query(ge=0, le=60, description="seconds to wait for an event when there is none")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EventPage:
    """事件流: every event you may see, in order and without gaps. Keep `next` and send it as `after` to go on.

    With `wait` the answer comes as soon as there is an event, or empty when the time is up.
    """
    return await listener.page(await listener.start(after), limit, wait)


@router.get("/stream", response_class=EventSourceResponse)
async def stream_events(listener: ListenerDep, start: StartDep) -> AsyncIterator[ServerSentEvent]:
    """事件推送流: the feed as server-sent events. `id` is the cursor: who reconnects sends it as `Last-Event-ID`.

    Ends when the credential does.
    """
    async for event in listener.stream(start):
        yield event


@router.get("/schemas")
async def event_schemas() -> dict[str, dict[str, Any]]:
    """事件结构总表: the JSON Schema of every event type, by its name."""
    return schemas()


@router.get("/schemas/{event_type}")
async def event_schema(event_type: str) -> dict[str, Any]:
    """事件结构: the JSON Schema of one event type: what `dataschema` of an event leads to."""
    found = schema_of(event_type)
    if found is None:
        raise ProblemError("not_found", event_type)
    return found
