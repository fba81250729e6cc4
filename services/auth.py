"""Who is calling: bearer tokens of people and API keys of machines, looked up by their hash."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Date, and_, bindparam, or_, select

from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.tables.people import CREDENTIALS, MEMBERSHIPS, PRINCIPALS
from services.database import Database
from services.errors import ProblemError
from workflows.periods import china_day

logger = logging.getLogger(__name__)
PREFIX = {ActorKind.PERSON: "zgp_", ActorKind.MACHINE: "zgk_"}
MACHINE_SCOPES = frozenset({"read", "submit"})

TODAY = bindparam("today", type_=Date)
LOOK_UP = (
    select(
        CREDENTIALS.c.id,
        CREDENTIALS.c.scopes,
        CREDENTIALS.c.expires_at,
        CREDENTIALS.c.revoked_at,
        PRINCIPALS.c.id.label("principal_id"),
        PRINCIPALS.c.kind,
        PRINCIPALS.c.name,
        MEMBERSHIPS.c.role,
        MEMBERSHIPS.c.unit_id,
        MEMBERSHIPS.c.group_id,
        MEMBERSHIPS.c.campaign_id,
    )
    .join(PRINCIPALS, PRINCIPALS.c.id == CREDENTIALS.c.principal_id)
    .outerjoin(
        MEMBERSHIPS,
        and_(
            MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
            MEMBERSHIPS.c.valid_from <= TODAY,
            or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= TODAY),
        ),
    )
    .where(CREDENTIALS.c.secret_sha256 == bindparam("secret"))
)


@dataclass(frozen=True)
class Caller:
    """An authenticated principal: the actor the rules see, and what its key may be used for."""

    actor: Actor
    scopes: frozenset[str]
    credential_id: str

    def require_scope(self, scope: str) -> None:
        if self.actor.kind is ActorKind.MACHINE and scope not in self.scopes:
            raise ProblemError("auth.scope", scope)

    def require_role(self, *roles: Role) -> None:
        """People only: a key never administers or decides (S9)."""
        held = {grant.role for grant in self.actor.grants}
        if self.actor.kind is ActorKind.MACHINE or not held.intersection(roles):
            raise ProblemError("auth.role", ",".join(roles))


def new_secret(kind: ActorKind) -> str:
    """A token shown once: 256 random bits after a prefix that names its kind."""
    return PREFIX[kind] + secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """A plain digest is enough for 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def authenticate(database: Database, token: str, now: datetime) -> Caller:
    """The caller behind a token.

    Raises:
        ProblemError: `auth.invalid` when the token is unknown, expired or revoked; the log says which.
    """
    keys = {"secret": hash_secret(token), "today": china_day(now)}
    rows = await database.run_read(lambda connection: connection.execute(LOOK_UP, keys).all())
    if not rows:
        raise _refuse("unknown", "-")
    first = rows[0]
    if first.revoked_at is not None:
        raise _refuse("revoked", first.id)
    if first.expires_at <= now:
        raise _refuse("expired", first.id)
    grants = tuple(_grant(row) for row in rows if row.role is not None)
    actor = Actor(id=first.principal_id, name=first.name, kind=ActorKind(first.kind), grants=grants)
    return Caller(actor, frozenset(first.scopes.split()), first.id)


def _grant(row: Any) -> Grant:  # noqa: ANN401 - a database row
    return Grant(role=Role(row.role), unit_id=row.unit_id, group_id=row.group_id, campaign_id=row.campaign_id)


def _refuse(why: str, credential_id: str) -> ProblemError:
    logger.warning("refused credential %s: %s", credential_id, why)
    return ProblemError("auth.invalid")
