"""The outbox of lanes: what an endpoint has to be sent, judged anew each time by what its owner may see."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from activities.connection import Connection
from activities.outbox import Message, Outcome, Taken
from schemas.endpoints import DeliveryStatus, DisabledReason, EndpointStatus
from schemas.measure import Actor
from schemas.tables.hooks import DELIVERIES, ENDPOINTS
from schemas.webhooks import AnyEvent, wire_type
from services.auth import caller_behind
from services.database import Database
from services.hooks.feed import Interest, read_row, read_slice
from services.hooks.publication import catch_up, head, store
from services.hooks.rendering import Renderer
from services.hooks.sealing import Seal, SealBrokenError
from services.hooks.settling import disable, settle

Row = Any
# An endpoint that can't go on, and why.
Broken = tuple[Row, DisabledReason]
# A receiver that is away keeps so many events waiting for their next try; the rest stay in the feed.
MOST_WAITING = 200
# One look goes so far in the feed: a reader of few types may be far behind, and others wait meanwhile.
REACH = 500
ENDPOINT = select(ENDPOINTS).where(ENDPOINTS.c.id == bindparam("endpoint"))
_WAITING = (DELIVERIES.c.endpoint_id == bindparam("endpoint"), DELIVERIES.c.status == DeliveryStatus.WAITING)
# What may be tried: everything of an active endpoint, else only our own events, such as a challenge.
_OWN = (*_WAITING, DELIVERIES.c.number.is_(None))


def _waiting(*which: ColumnElement[bool]) -> Select[Any, Any]:
    return select(func.count().label("number"), func.min(DELIVERIES.c.next_attempt_at).label("next")).where(*which)


def _due(*which: ColumnElement[bool]) -> Select[Any]:
    due = select(DELIVERIES).where(*which, DELIVERIES.c.next_attempt_at <= bindparam("now"))
    return due.order_by(DELIVERIES.c.next_attempt_at).limit(bindparam("rows"))


WAITING = {True: _waiting(*_WAITING), False: _waiting(*_OWN)}
DUE = {True: _due(*_WAITING), False: _due(*_OWN)}


@dataclass(frozen=True)
class SqlOutbox:
    database: Database
    renderer: Renderer
    seal: Seal
    clock: Callable[[], datetime]

    async def publish(self) -> None:
        await catch_up(self.database, self.clock())

    async def take(self, endpoint_id: str, limit: int) -> Taken:
        now = self.clock()
        taken = await self.database.hot_read(lambda connection: self._take(connection, endpoint_id, limit, now))
        if isinstance(taken, Taken):
            return taken
        row, reason = taken
        await self.database.hot_write(lambda connection: disable(connection, row, reason, now))
        return Taken(open=False)

    async def settle(self, endpoint_id: str, taken: Taken, outcomes: tuple[Outcome, ...]) -> None:
        await self.database.hot_write(lambda connection: settle(connection, endpoint_id, taken, outcomes), many=True)

    def _take(self, connection: Connection, endpoint_id: str, limit: int, now: datetime) -> Taken | Broken:
        row = connection.execute(ENDPOINT, {"endpoint": endpoint_id}).one_or_none()
        if row is None:
            return Taken(open=False)
        owner = caller_behind(connection, row.credential_id, now)
        if owner is None:
            return (row, DisabledReason.CREDENTIAL) if row.status == EndpointStatus.ACTIVE else Taken(open=False)
        try:
            keys = self._keys(row, now)
        except SealBrokenError:
            return row, DisabledReason.UNREADABLE
        return replace(self._work(connection, row, owner.actor, limit, now), keys=keys)

    def _keys(self, row: Row, now: datetime) -> tuple[str, ...]:
        """The present secret, and the one before it while both are good."""
        sealed = [row.secret]
        if row.old_secret and row.old_until > now:
            sealed.append(row.old_secret)
        return tuple(self.seal.open(one, row.id) for one in sealed)

    def _work(self, connection: Connection, row: Row, actor: Actor, limit: int, now: datetime) -> Taken:
        active = row.status == EndpointStatus.ACTIVE
        waiting = connection.execute(WAITING[active], {"endpoint": row.id}).one_or_none()
        taken = Taken(
            open=active or waiting.number > 0,
            url=row.url,
            messages=self._due(connection, row, actor, limit, now) if waiting.number else (),
            challenge=row.challenge,
            cursor=row.cursor,
            upto=row.cursor,
            wait_seconds=max(0.0, (waiting.next - now).total_seconds()) if waiting.next else None,
        )
        room = limit - len(taken.messages)
        if not active or room <= 0 or waiting.number >= MOST_WAITING:
            return taken
        return self._with_fresh(connection, row, actor, room, taken)

    def _with_fresh(self, connection: Connection, row: Row, actor: Actor, room: int, taken: Taken) -> Taken:
        last = head(connection)
        place = row.cursor, min(last, row.cursor + REACH)
        found = read_slice(connection, actor, interest_of(row), place, room)
        texts = self.renderer.texts(connection, found.rows, full=row.payload == "full")
        fresh = tuple(
            Message(None, one.number, event_id, one.type, one.stream, text, 0)
            for one, (event_id, text) in zip(found.rows, texts, strict=True)
        )
        return replace(taken, messages=taken.messages + fresh, upto=found.upto, more=found.upto < last)

    def _due(self, connection: Connection, row: Row, actor: Actor, limit: int, now: datetime) -> tuple[Message, ...]:
        sought = {"endpoint": row.id, "now": now, "rows": limit}
        due = connection.execute(DUE[row.status == EndpointStatus.ACTIVE], sought).all()
        return tuple(self._again(connection, actor, one, full=row.payload == "full") for one in due)

    def _again(self, connection: Connection, actor: Actor, delivery: Row, *, full: bool) -> Message:
        """A delivery to try once more. What its owner may no longer see has nothing to be sent."""
        subject, body = delivery.event_id, None
        if delivery.number is None:
            event = own_event(connection, delivery)
            subject, body = event.subject, event.model_dump_json()
        elif row := read_row(connection, actor, delivery.number):
            subject, ((_, body),) = row.stream, self.renderer.texts(connection, (row,), full=full)
        return Message(delivery.id, delivery.number, delivery.event_id, delivery.type, subject, body, delivery.tries)


def interest_of(row: Row) -> Interest:
    return Interest(tuple(row.types.split()), row.campaign, row.unit)


def own_event(connection: Connection, delivery: Row) -> AnyEvent:
    """An event about an endpoint itself; it is in no stream and no feed."""
    data = json.loads(delivery.detail)
    return AnyEvent(
        specversion="1.0",
        id=delivery.event_id,
        source=f"urn:zhenggai:{store(connection)}",
        type=wire_type(delivery.type),
        subject=data["endpoint_id"],
        time=delivery.created_at,
        datacontenttype="application/json",
        dataschema=f"/api/v1/events/schemas/{wire_type(delivery.type)}",
        sequence=None,
        cursor=None,
        data=data,
    )
