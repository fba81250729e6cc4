"""Endpoints as their owners keep them: make, find, change, move from status to status, take away.

Functions of a connection, each inside somebody's transaction. Whose endpoint it is, is asked every time.
"""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from activities.signing import SecretError, checked_secret, new_secret
from schemas.endpoints import EndpointChange, EndpointStatus, EndpointView, NewEndpoint, RotateSecret
from schemas.tables.hooks import ATTEMPTS, DELIVERIES, ENDPOINTS
from schemas.tables.people import UNITS
from schemas.webhooks import CHALLENGE, PING, wire_type
from services.auth import Caller
from services.errors import ProblemError
from services.hooks.cursors import number_of
from services.hooks.listening import ledger_types
from services.hooks.publication import head
from services.hooks.sealing import Seal
from services.hooks.settling import own_delivery
from services.reads import campaign
from services.wording.hooks import NOTICES
from workflows.delivery_rules import may

Row = Any
MOST_ENDPOINTS = 20


def create(connection: Connection, caller: Caller, wanted: NewEndpoint, seal: Seal, now: datetime) -> EndpointView:
    """A new endpoint, its secret in the answer and nowhere else. Its address was judged before.

    Raises:
        ProblemError: too many of them, an unusable secret, filters that name what is not the caller's to see.
    """
    theirs = select(func.count()).select_from(ENDPOINTS).where(ENDPOINTS.c.principal_id == caller.actor.id)
    if connection.execute(theirs).scalar_one() >= MOST_ENDPOINTS:
        raise ProblemError("endpoint.too_many", str(MOST_ENDPOINTS))
    number, secret = uuid.uuid4().hex, _secret(wanted.secret)
    row = {
        "id": number,
        "principal_id": caller.actor.id,
        "credential_id": caller.credential_id,
        "url": wanted.url,
        "description": wanted.description,
        **_filters(connection, caller, wanted.model_dump(include={"types", "campaign", "unit"})),
        "payload": wanted.payload,
        "status": EndpointStatus.PENDING,
        "secret": seal.close(secret, number),
        "cursor": number_of(connection, wanted.after) if wanted.after else head(connection),
        "created_at": now,
    }
    connection.execute(insert(ENDPOINTS), row)
    return view(connection, find(connection, caller, number), secret)


def _secret(given: str | None) -> str:
    try:
        return checked_secret(given) if given is not None else new_secret()
    except SecretError as error:
        raise ProblemError("endpoint.secret", str(error)) from error


def _filters(connection: Connection, caller: Caller, given: dict[str, Any]) -> dict[str, Any]:
    """Filters as rows keep them; what they name is there and, for a campaign, the caller's to see."""
    values = dict(given)
    if "types" in given:
        values["types"] = " ".join(ledger_types(list(given["types"] or ())))
    if given.get("campaign") and connection.execute(campaign(given["campaign"], caller.actor)).first() is None:
        raise ProblemError("not_found", given["campaign"])
    unit = given.get("unit")
    if unit and connection.execute(select(UNITS.c.id).where(UNITS.c.id == unit)).first() is None:
        raise ProblemError("not_found", unit)
    return values


def find(connection: Connection, caller: Caller, endpoint_id: str, *, lock: bool = False) -> Row:
    mine = select(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id, ENDPOINTS.c.principal_id == caller.actor.id)
    row = connection.execute(mine.with_for_update() if lock else mine).one_or_none()
    if row is None:
        raise ProblemError("not_found", endpoint_id)
    return row


def all_of(connection: Connection, caller: Caller) -> tuple[EndpointView, ...]:
    mine = select(ENDPOINTS).where(ENDPOINTS.c.principal_id == caller.actor.id).order_by(ENDPOINTS.c.created_at)
    return tuple(view(connection, row) for row in connection.execute(mine))


def change(connection: Connection, caller: Caller, endpoint_id: str, wanted: EndpointChange) -> EndpointView:
    find(connection, caller, endpoint_id, lock=True)
    given = wanted.model_dump(include=wanted.model_fields_set)
    values = _filters(connection, caller, given)
    values |= {
        name: given[name] or empty for name, empty in (("description", ""), ("payload", "thin")) if name in given
    }
    if values:
        connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(**values))
    return view(connection, find(connection, caller, endpoint_id))


def step(connection: Connection, caller: Caller, endpoint_id: str, name: str) -> Row:
    """The endpoint, locked, if it may take the step now."""
    row = find(connection, caller, endpoint_id, lock=True)
    if not may(name, EndpointStatus(row.status)):
        raise ProblemError("endpoint.illegal_step", name, state=row.status)
    return row


def pause(connection: Connection, caller: Caller, endpoint_id: str) -> EndpointView:
    step(connection, caller, endpoint_id, "pause")
    return _become(connection, caller, endpoint_id, {"status": EndpointStatus.PAUSED})


def resume(connection: Connection, caller: Caller, endpoint_id: str, now: datetime) -> EndpointView:
    """On from where it stopped, on behalf of the credential that asks; what waits is tried at once."""
    step(connection, caller, endpoint_id, "resume")
    waiting = DELIVERIES.c.endpoint_id == endpoint_id, DELIVERIES.c.next_attempt_at.is_not(None)
    connection.execute(update(DELIVERIES).where(*waiting).values(next_attempt_at=now, tries=0))
    values = {"status": EndpointStatus.ACTIVE, "reason": None, "failing_since": None}
    return _become(connection, caller, endpoint_id, {**values, "credential_id": caller.credential_id})


def _become(connection: Connection, caller: Caller, endpoint_id: str, values: dict[str, Any]) -> EndpointView:
    connection.execute(update(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id).values(**values))
    return view(connection, find(connection, caller, endpoint_id))


def rotate(
    connection: Connection, caller: Caller, endpoint_id: str, wanted: tuple[RotateSecret, Seal], now: datetime
) -> EndpointView:
    """A new secret; the old one signs beside it for a while."""
    body, seal = wanted
    row, secret = find(connection, caller, endpoint_id, lock=True), _secret(body.secret)
    until = now + timedelta(hours=body.overlap_hours)
    values = {"secret": seal.close(secret, endpoint_id), "old_secret": row.secret, "old_until": until}
    _become(connection, caller, endpoint_id, values)
    return view(connection, find(connection, caller, endpoint_id), secret)


def ask(connection: Connection, caller: Caller, endpoint_id: str, name: str, now: datetime) -> str:
    """Have a challenge (`verify`) or a `ping` sent; the delivery to follow."""
    step(connection, caller, endpoint_id, name)
    token = secrets.token_hex(16) if name == "verify" else None
    if token:
        _become(connection, caller, endpoint_id, {"challenge": token, "credential_id": caller.credential_id})
    data = {"endpoint_id": endpoint_id, "reason": None, "challenge": token}
    row = own_delivery(endpoint_id, CHALLENGE if token else PING, data, now)
    connection.execute(insert(DELIVERIES), row)
    return str(row["id"])


def remove(connection: Connection, caller: Caller, endpoint_id: str) -> None:
    """With its secret and its log."""
    find(connection, caller, endpoint_id, lock=True)
    mine = select(DELIVERIES.c.id).where(DELIVERIES.c.endpoint_id == endpoint_id)
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.delivery_id.in_(mine)))
    connection.execute(delete(DELIVERIES).where(DELIVERIES.c.endpoint_id == endpoint_id))
    connection.execute(delete(ENDPOINTS).where(ENDPOINTS.c.id == endpoint_id))


def view(connection: Connection, row: Row, secret: str | None = None) -> EndpointView:
    waiting = select(func.count()).where(DELIVERIES.c.endpoint_id == row.id, DELIVERIES.c.next_attempt_at.is_not(None))
    return EndpointView(
        id=row.id,
        url=row.url,
        description=row.description,
        types=tuple(wire_type(name) for name in row.types.split()),
        campaign=row.campaign,
        unit=row.unit,
        payload=row.payload,
        status=row.status,
        reason=row.reason,
        notice=NOTICES.get(row.reason or row.status),
        secret=secret,
        both_secrets_until=row.old_until,
        behind=head(connection) - row.cursor,
        waiting=connection.execute(waiting).scalar_one(),
        failing_since=row.failing_since,
        succeeded_at=row.succeeded_at,
        created_at=row.created_at,
    )
