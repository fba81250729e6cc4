"""The outbox of lanes: what an endpoint has to be sent, judged anew each time by what its owner may see."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from activities.outbox import Message, Outcome, Taken
from schemas.endpoints import DeliveryStatus, DisabledReason, EndpointStatus
from schemas.measure import Actor
from schemas.tables.hooks import DELIVERIES, ENDPOINTS
from schemas.webhooks import AnyEvent, wire_type
from services.auth import caller_behind
from services.database import Database
from services.hooks.feed import Interest, read_rows, read_slice
from services.hooks.publication import catch_up, store
from services.hooks.rendering import Renderer
from services.hooks.sealing import Seal, SealBrokenError
from services.hooks.settling import disable, settle

Row = Any
# A receiver that is away keeps so many events waiting for their next try; the rest stay in the feed.
MOST_WAITING = 200


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
        taken = await self.database.run_read(lambda connection: self._take(connection, endpoint_id, limit, now))
        if isinstance(taken, DisabledReason):
            reason = taken
            await self.database.run_write(lambda connection: disable(connection, endpoint_id, reason, now))
            return Taken(open=False)
        return taken

    async def settle(self, endpoint_id: str, taken: Taken, outcomes: tuple[Outcome, ...]) -> None:
        await self.database.run_write(lambda connection: settle(connection, endpoint_id, taken, outcomes))

    def _take(self, connection: Connection, endpoint_id: str, limit: int, now: datetime) -> Taken | DisabledReason:
        row = connection.execute(select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id)).one_or_none()
        if row is None:
            return Taken(open=False)
        owner = caller_behind(connection, row.credential_id, now)
        if owner is None:
            return DisabledReason.CREDENTIAL if row.status == EndpointStatus.ACTIVE else Taken(open=False)
        try:
            keys = self._keys(row, now)
        except SealBrokenError:
            return DisabledReason.UNREADABLE
        return replace(self._work(connection, row, owner.actor, limit, now), keys=keys)

    def _keys(self, row: Row, now: datetime) -> tuple[str, ...]:
        """The present secret, and the one before it while both are good."""
        sealed = [row.secret]
        if row.old_secret and row.old_until > now:
            sealed.append(row.old_secret)
        return tuple(self.seal.open(one, row.id) for one in sealed)

    def _work(self, connection: Connection, row: Row, actor: Actor, limit: int, now: datetime) -> Taken:
        active = row.status == EndpointStatus.ACTIVE
        waiting = connection.execute(_waiting(row)).one()
        taken = Taken(
            open=active or waiting.number > 0,
            url=row.url,
            messages=self._due(connection, row, actor, limit, now),
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
        found = read_slice(connection, actor, interest_of(row), row.cursor, room)
        events = self._bodies(connection, found.rows, full=row.payload == "full")
        fresh = tuple(
            Message(None, one.number, event.id, one.type, one.stream, event.model_dump_json(), 0)
            for one, event in zip(found.rows, events, strict=True)
        )
        return replace(taken, messages=taken.messages + fresh, upto=found.upto, more=found.more)

    def _bodies(self, connection: Connection, rows: tuple[Row, ...], *, full: bool) -> tuple[AnyEvent, ...]:
        return self.renderer.render(connection, rows, full=full)

    def _due(self, connection: Connection, row: Row, actor: Actor, limit: int, now: datetime) -> tuple[Message, ...]:
        due = _open(row).where(DELIVERIES.c.next_attempt_at <= now).order_by(DELIVERIES.c.next_attempt_at).limit(limit)
        deliveries = connection.execute(due).all()
        numbers = tuple(one.number for one in deliveries if one.number is not None)
        rows = read_rows(connection, actor, numbers) if numbers else ()
        events = self._bodies(connection, rows, full=row.payload == "full")
        found = {one.number: event for one, event in zip(rows, events, strict=True)}
        found_or_own = (
            (one, found.get(one.number) if one.number else own_event(connection, one)) for one in deliveries
        )
        return tuple(_again(one, event) for one, event in found_or_own)


def _again(delivery: Row, event: AnyEvent | None) -> Message:
    """A delivery to try once more. What its owner may no longer see has nothing to be sent."""
    subject, body = (event.subject, event.model_dump_json()) if event else (delivery.event_id, None)
    return Message(delivery.id, delivery.number, delivery.event_id, delivery.type, subject, body, delivery.tries)


def interest_of(row: Row) -> Interest:
    return Interest(tuple(row.types.split()), row.campaign, row.unit)


def _of(row: Row) -> ColumnElement[bool]:
    """What may be tried: everything of an active endpoint, else only our own events, such as a challenge."""
    mine = and_(DELIVERIES.c.endpoint_id == row.id, DELIVERIES.c.status == DeliveryStatus.WAITING)
    return mine if row.status == EndpointStatus.ACTIVE else and_(mine, DELIVERIES.c.number.is_(None))


def _open(row: Row) -> Any:  # noqa: ANN401 - a select of all columns
    return select(DELIVERIES).where(_of(row))


def _waiting(row: Row) -> Any:  # noqa: ANN401 - a select of two figures
    return select(func.count().label("number"), func.min(DELIVERIES.c.next_attempt_at).label("next")).where(_of(row))


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
