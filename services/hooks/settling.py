"""Writing down what became of deliveries: the log, the next try, the endpoint's standing. One transaction."""

import json
import logging
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from activities.connection import Connection
from activities.outbox import Outcome, Taken
from schemas.endpoints import DeliveryStatus, DisabledReason, EndpointStatus
from schemas.tables.hooks import ATTEMPTS, DELIVERIES, ENDPOINTS
from schemas.webhooks import CHALLENGE, DISABLED

logger = logging.getLogger(__name__)
Row = Any
Values = dict[str, Any]
# What an update sets is told by the names of its values.
CHANGE = update(DELIVERIES).where(DELIVERIES.c.id == bindparam("key"))
MOVE = update(ENDPOINTS).where(ENDPOINTS.c.id == bindparam("key"))
ADD = insert(DELIVERIES).inline()
ADD_ATTEMPTS = insert(ATTEMPTS).inline()
# Others may still refer to the row: two endpoints of one owner, disabled at once, tell each other.
LOCKED = select(ENDPOINTS).where(ENDPOINTS.c.id == bindparam("key")).with_for_update(key_share=True)
KNOWN = select(DELIVERIES.c.number, DELIVERIES.c.id).where(
    DELIVERIES.c.endpoint_id == bindparam("endpoint"),
    DELIVERIES.c.number >= bindparam("first"),
    DELIVERIES.c.number <= bindparam("last"),
)
FIRST_TRY = select(DELIVERIES.c.created_at).where(DELIVERIES.c.id == bindparam("key"))
OTHERS = (
    select(ENDPOINTS.c.id)
    .where(
        ENDPOINTS.c.principal_id == bindparam("owner"),
        ENDPOINTS.c.id != bindparam("key"),
        ENDPOINTS.c.status == EndpointStatus.ACTIVE,
    )
    # One that is being removed is waited for and then is not told.
    .with_for_update(read=True, key_share=True)
)


def settle(connection: Connection, endpoint_id: str, taken: Taken, outcomes: tuple[Outcome, ...]) -> None:
    """Nothing when the endpoint was deleted meanwhile."""
    row = connection.execute(LOCKED, {"key": endpoint_id}).one_or_none()
    if row is None:
        return
    _log(connection, endpoint_id, outcomes)
    values = _standing(row, outcomes)
    # Somebody may have sent it back to an earlier place since it was taken; then that place holds.
    if row.cursor == taken.cursor and taken.upto > taken.cursor:
        values["cursor"] = taken.upto
    if values:
        connection.execute(MOVE, {"key": endpoint_id, **values})
    reason = _reason_to_disable(connection, row, outcomes)
    if reason:
        disable(connection, row, reason, outcomes[-1].at)


def _log(connection: Connection, endpoint_id: str, outcomes: tuple[Outcome, ...]) -> None:
    known = _known(connection, endpoint_id, outcomes)
    new, changed, attempts = [], [], []
    for outcome in outcomes:
        delivery = outcome.message.delivery_id or known.get(outcome.message.number)
        if delivery:
            changed.append({"key": delivery, **_result(outcome)})
        else:
            delivery = uuid.uuid4().hex
            new.append({"id": delivery, **_first(endpoint_id, outcome), **_result(outcome)})
        attempts.append({"id": uuid.uuid4().hex, "delivery_id": delivery, **_attempt(outcome)})
    for statement, rows in ((ADD, new), (CHANGE, changed), (ADD_ATTEMPTS, attempts)):
        if rows:
            connection.execute(statement, rows)


def _known(connection: Connection, endpoint_id: str, outcomes: Iterable[Outcome]) -> dict[int | None, str]:
    """Events that were sent before: an endpoint may have been sent back, or two lanes ran for a moment."""
    numbers = [one.message.number or 0 for one in outcomes if one.message.delivery_id is None]
    if not numbers:
        return {}
    sought = {"endpoint": endpoint_id, "first": min(numbers), "last": max(numbers)}
    return {row.number: row.id for row in connection.execute(KNOWN, sought).all()}


def _first(endpoint_id: str, outcome: Outcome) -> Values:
    message = outcome.message
    return {
        "endpoint_id": endpoint_id,
        "number": message.number,
        "event_id": message.event_id,
        "type": message.type,
        "detail": None,
        "created_at": outcome.at,
    }


def _result(outcome: Outcome) -> Values:
    status = DeliveryStatus.WAITING if outcome.again_at else DeliveryStatus.FAILED
    if outcome.delivered and (outcome.echoed or outcome.message.type != CHALLENGE):
        status = DeliveryStatus.DELIVERED
    return {
        "status": status,
        "tries": outcome.message.tries + 1,
        "next_attempt_at": outcome.again_at,
        "settled_at": None if status is DeliveryStatus.WAITING else outcome.at,
    }


def _attempt(outcome: Outcome) -> Values:
    answer = outcome.answer
    unechoed = outcome.delivered and outcome.message.type == CHALLENGE and not outcome.echoed
    return {
        "at": outcome.at,
        "url": outcome.url,
        "address": answer.address,
        "status_code": answer.status,
        "response": answer.body,
        "error": "challenge_not_echoed" if unechoed else answer.error,
        "milliseconds": answer.milliseconds,
    }


def _standing(row: Row, outcomes: tuple[Outcome, ...]) -> Values:
    good = [one.at for one in outcomes if one.delivered]
    bad = [one.at for one in outcomes if not one.delivered and one.message.body is not None]
    values: Values = {}
    if good:
        values |= {"succeeded_at": max(good), "failing_since": None}
    elif bad and row.failing_since is None:
        values["failing_since"] = min(bad)
    echoed = any(one.echoed and one.message.type == CHALLENGE for one in outcomes)
    if echoed and row.status == EndpointStatus.PENDING:
        values |= {"status": EndpointStatus.ACTIVE, "challenge": None}
    return values


def _reason_to_disable(connection: Connection, row: Row, outcomes: tuple[Outcome, ...]) -> DisabledReason | None:
    """Gone says so itself. Failing: an event had its last try, and nothing arrived since its first."""
    if row.status != EndpointStatus.ACTIVE:
        return None
    if any(one.gone for one in outcomes):
        return DisabledReason.GONE
    spent = [one.message.delivery_id for one in outcomes if one.spent]
    if not spent or row.failing_since is None or any(one.delivered for one in outcomes):
        return None
    found = (connection.execute(FIRST_TRY, {"key": one}).one_or_none() for one in spent)
    first_tries = [one.created_at for one in found if one]
    return DisabledReason.FAILING if any(row.failing_since <= first for first in first_tries) else None


def disable(connection: Connection, endpoint: Row, reason: DisabledReason, now: datetime) -> None:
    """Switch it off, and tell the owner's other endpoints; what waits stays, and goes on when it is resumed."""
    connection.execute(MOVE, {"key": endpoint.id, "status": EndpointStatus.DISABLED, "reason": reason})
    logger.error("endpoint %s disabled: %s", endpoint.id, reason)
    others = connection.execute(OTHERS, {"owner": endpoint.principal_id, "key": endpoint.id}).all()
    told = {"endpoint_id": endpoint.id, "reason": reason, "challenge": None}
    rows = [own_delivery(other.id, DISABLED, told, now) for other in others]
    if rows:
        connection.execute(ADD, rows)


def own_delivery(endpoint_id: str, event_type: str, data: Values, now: datetime) -> Values:
    """A row that has one of our own events sent at once."""
    number = uuid.uuid4().hex
    return {
        "id": number,
        "endpoint_id": endpoint_id,
        "number": None,
        "event_id": f"evt_{event_type.rpartition('.')[2]}_{number}",
        "type": event_type,
        "detail": json.dumps(data),
        "status": DeliveryStatus.WAITING,
        "tries": 0,
        "next_attempt_at": now,
        "created_at": now,
        "settled_at": None,
    }
