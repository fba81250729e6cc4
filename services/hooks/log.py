"""The delivery log: what was sent, what came back, what is tried next; and asking for it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from activities.connection import Connection as HotConnection
from activities.delivery import USER_AGENT
from schemas.endpoints import AttemptView, DeliveryDetail, DeliveryPage, DeliveryStatus, DeliveryView, SentRequest
from schemas.tables.hooks import ATTEMPTS, DELIVERIES, ENDPOINTS
from schemas.webhooks import wire_type
from services.auth import Caller
from services.cursors import cursor_of, parts_of
from services.errors import ProblemError
from services.hooks.endpoints import find, step
from services.hooks.feed import read_row
from services.hooks.outbox import own_event
from services.hooks.publication import head
from services.hooks.rendering import Renderer

Row = Any
OVERDUE = (
    select(DELIVERIES.c.endpoint_id)
    .distinct()
    .where(DELIVERIES.c.status == DeliveryStatus.WAITING, DELIVERIES.c.next_attempt_at <= bindparam("now"))
)


def page(
    connection: Connection,
    caller: Caller,
    endpoint_id: str,
    status: DeliveryStatus | None,
    window: tuple[str | None, int],
) -> DeliveryPage:
    """Newest first. `window` is the cursor and the number of rows."""
    find(connection, caller, endpoint_id)
    cursor, limit = window
    wanted = select(DELIVERIES).where(DELIVERIES.c.endpoint_id == endpoint_id)
    if status:
        wanted = wanted.where(DELIVERIES.c.status == status)
    if cursor:
        at, key = parts_of(cursor, datetime, str)
        older = and_(DELIVERIES.c.created_at == at, DELIVERIES.c.id < key)
        wanted = wanted.where(or_(DELIVERIES.c.created_at < at, older))
    ordered = wanted.order_by(DELIVERIES.c.created_at.desc(), DELIVERIES.c.id.desc()).limit(limit + 1)
    rows = connection.execute(ordered).all()
    last = rows[limit - 1] if len(rows) > limit else None
    more = cursor_of(last.created_at, last.id) if last else None
    return DeliveryPage(items=tuple(DeliveryView(**shown(row)) for row in rows[:limit]), next=more)


def shown(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "event_id": row.event_id,
        "type": wire_type(row.type),
        "status": row.status,
        "tries": row.tries,
        "next_attempt_at": row.next_attempt_at,
        "created_at": row.created_at,
        "settled_at": row.settled_at,
    }


def find_delivery(connection: Connection, endpoint_id: str, delivery_id: str) -> Row:
    mine = select(DELIVERIES).where(DELIVERIES.c.id == delivery_id, DELIVERIES.c.endpoint_id == endpoint_id)
    row = connection.execute(mine).one_or_none()
    if row is None:
        raise ProblemError("not_found", delivery_id)
    return row


def detail(
    connection: Connection, caller: Caller, endpoint_id: str, delivery_id: str, renderer: Renderer
) -> DeliveryDetail:
    endpoint, row = find(connection, caller, endpoint_id), find_delivery(connection, endpoint_id, delivery_id)
    tried = select(ATTEMPTS).where(ATTEMPTS.c.delivery_id == row.id).order_by(ATTEMPTS.c.at)
    fields = tuple(AttemptView.model_fields)
    attempts = tuple(
        AttemptView(**{name: getattr(attempt, name) for name in fields}) for attempt in connection.execute(tried)
    )
    body = _body(connection, caller, endpoint, row, renderer)
    return DeliveryDetail(**shown(row), request=_request(endpoint, row, body) if body else None, attempts=attempts)


def _body(connection: Connection, caller: Caller, endpoint: Row, row: Row, renderer: Renderer) -> str | None:
    """Made anew: bodies are not stored, and are the same each time for what the owner may still see."""
    if row.number is None:
        return own_event(connection, row).model_dump_json()
    found = read_row(connection, caller.actor, row.number)
    if found is None:
        return None
    ((_, text),) = renderer.texts(connection, (found,), full=endpoint.payload == "full")
    return text


def _request(endpoint: Row, row: Row, body: str) -> SentRequest:
    headers = {"webhook-id": row.event_id, "content-type": "application/json", "user-agent": USER_AGENT}
    return SentRequest(method="POST", url=endpoint.url, headers=headers, body=body)


def again(connection: Connection, caller: Caller, endpoint_id: str, delivery_id: str, now: datetime) -> DeliveryView:
    """Send it once more, whatever became of it, with the tries of a new one."""
    step(connection, caller, endpoint_id, "redeliver")
    find_delivery(connection, endpoint_id, delivery_id)
    values = {"status": DeliveryStatus.WAITING, "tries": 0, "next_attempt_at": now, "settled_at": None}
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == delivery_id).values(**values))
    return DeliveryView(**shown(find_delivery(connection, endpoint_id, delivery_id)))


def back_to(connection: Connection, caller: Caller, endpoint_id: str, number: int) -> int:
    """Have the endpoint look at the feed again from behind a number; how many events that is at most."""
    row = step(connection, caller, endpoint_id, "redeliver")
    place = min(number, row.cursor)
    connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(cursor=place))
    return int(head(connection) - place)


def waiting_endpoints(connection: HotConnection, now: datetime) -> tuple[str, ...]:
    """Endpoints with something overdue, whatever the reason that nobody tends to it."""
    return tuple(row.endpoint_id for row in connection.execute(OVERDUE, {"now": now}).all())
