"""Personal tokens and API keys: made once, shown once, kept as a hash, expiring, revocable."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.measure import ActorKind, Role
from schemas.organisation_api import CredentialView, NewCredential
from schemas.tables.people import CREDENTIALS, MEMBERSHIPS, PRINCIPALS
from services.auth import MACHINE_SCOPES, hash_secret, new_secret
from services.errors import ProblemError
from workflows.periods import china_day

FIRST_ADMIN = "admin"
FIRST_ADMIN_DAYS = 365


async def create(
    connection: AsyncConnection, principal_id: str, wanted: NewCredential, now: datetime
) -> CredentialView:
    """A new credential of a principal, its secret in the answer and nowhere else.

    Raises:
        ProblemError: no such principal, or scopes its kind can't have.
    """
    kind = await connection.scalar(select(PRINCIPALS.c.kind).where(PRINCIPALS.c.id == principal_id))
    if kind is None:
        raise ProblemError("not_found", principal_id)
    scopes = frozenset(wanted.scopes)
    allowed = MACHINE_SCOPES if kind == ActorKind.MACHINE else frozenset()
    if scopes - allowed or (kind == ActorKind.MACHINE and not scopes):
        raise ProblemError("auth.scope", ",".join(sorted(scopes - allowed or allowed)))
    secret = new_secret(ActorKind(kind))
    row = {
        "id": uuid.uuid4().hex,
        "principal_id": principal_id,
        "secret_sha256": hash_secret(secret),
        "scopes": " ".join(sorted(scopes)),
        "created_at": now,
        "expires_at": now + timedelta(days=wanted.days),
        "revoked_at": None,
        "last_used_at": None,
        "last_used_from": None,
    }
    await connection.execute(insert(CREDENTIALS), row)
    return view(row, secret)


def view(row: Any, secret: str | None = None) -> CredentialView:  # noqa: ANN401 - a database row or the dict of one
    return CredentialView(
        id=row["id"],
        principal_id=row["principal_id"],
        scopes=tuple(row["scopes"].split()),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
        last_used_at=row["last_used_at"],
        last_used_from=row["last_used_from"],
        secret=secret,
    )


async def of_principal(connection: AsyncConnection, principal_id: str) -> list[CredentialView]:
    mine = select(CREDENTIALS).where(CREDENTIALS.c.principal_id == principal_id).order_by(CREDENTIALS.c.created_at)
    return [view(row) for row in (await connection.execute(mine)).mappings()]


async def revoke(connection: AsyncConnection, credential_id: str, now: datetime) -> CredentialView:
    """Revoking twice keeps the first moment."""
    mine = CREDENTIALS.c.id == credential_id
    await connection.execute(update(CREDENTIALS).where(mine, CREDENTIALS.c.revoked_at.is_(None)).values(revoked_at=now))
    row = (await connection.execute(select(CREDENTIALS).where(mine))).mappings().one_or_none()
    if row is None:
        raise ProblemError("not_found", credential_id)
    return view(row)


async def first_admin(connection: AsyncConnection, now: datetime) -> str | None:
    """The secret of a first administrator, who does accounts and no business; None if there is one."""
    if await connection.scalar(select(MEMBERSHIPS.c.id).where(MEMBERSHIPS.c.role == Role.ADMIN).limit(1)):
        return None
    principal = {"id": FIRST_ADMIN, "kind": ActorKind.PERSON, "name": "系统管理员"}
    await connection.execute(insert(PRINCIPALS), principal)
    membership = {
        "id": uuid.uuid4().hex,
        "principal_id": FIRST_ADMIN,
        "role": Role.ADMIN,
        "valid_from": china_day(now),
    }
    await connection.execute(insert(MEMBERSHIPS), membership)
    made = await create(connection, FIRST_ADMIN, NewCredential(days=FIRST_ADMIN_DAYS), now)
    return made.secret
