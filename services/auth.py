"""Who is calling: bearer tokens of people and API keys of machines, looked up by their hash."""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from activities.connection import Connection
from schemas.measure import Actor, ActorKind, Role
from schemas.tables.people import CREDENTIALS, PRINCIPALS
from services.actors import COLUMNS, actor_of, with_standing
from services.database import Database
from services.errors import ProblemError
from workflows.periods import china_day

logger = logging.getLogger(__name__)
PREFIX = {ActorKind.PERSON: "zgp_", ActorKind.MACHINE: "zgk_"}
MACHINE_SCOPES = frozenset({"read", "submit", "subscribe"})

LOOK = with_standing(
    select(CREDENTIALS.c.id, CREDENTIALS.c.scopes, CREDENTIALS.c.expires_at, CREDENTIALS.c.revoked_at, *COLUMNS)
    .select_from(CREDENTIALS)
    .join(PRINCIPALS, PRINCIPALS.c.id == CREDENTIALS.c.principal_id)
)
LOOK_UP = LOOK.where(CREDENTIALS.c.secret_sha256 == bindparam("secret"))
LOOK_UP_BY_ID = LOOK.where(CREDENTIALS.c.id == bindparam("credential"))


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
    today = china_day(now)
    keys = {"secret": hash_secret(token), "today": today}
    rows = await database.hot_read(lambda connection: connection.execute(LOOK_UP, keys).all())
    if not rows:
        raise _refuse("unknown", "-")
    first = rows[0]
    if first.revoked_at is not None:
        raise _refuse("revoked", first.id)
    if first.expires_at <= now:
        raise _refuse("expired", first.id)
    return _caller(tuple(rows), today)


def caller_behind(connection: Connection, credential_id: str, now: datetime) -> Caller | None:
    """Whom a credential speaks for now, with the roles of today; None when it is expired or revoked."""
    today = china_day(now)
    rows = connection.execute(LOOK_UP_BY_ID, {"credential": credential_id, "today": today}).all()
    if not rows or rows[0].revoked_at is not None or rows[0].expires_at <= now:
        return None
    return _caller(tuple(rows), today)


@lru_cache(maxsize=1024)
def _caller(rows: tuple[Any, ...], today: date) -> Caller:
    """Kept for the same rows of the same day: they are read anew for every request, and mostly say what they said."""
    first = rows[0]
    return Caller(actor_of(rows, today), frozenset(first.scopes.split()), first.id)


def _refuse(why: str, credential_id: str) -> ProblemError:
    logger.warning("refused credential %s: %s", credential_id, why)
    return ProblemError("auth.invalid")
