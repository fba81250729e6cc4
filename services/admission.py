"""The way in: who is calling, from where, and whether it is not too often. Costs no write.

An address that failed too often is refused before its next token is looked up, unless that token
was good before: guessing behind a shared proxy shuts out guesses, not the people who work there.
"""

from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address
from time import monotonic

from fastapi import Request

from schemas.measure import ActorKind
from services.auth import Caller, authenticate, hash_secret
from services.database import Database
from services.errors import ProblemError
from services.quotas import REMEMBERED, Quota, Standing
from services.settings import Settings
from services.usage import Usage


class Admission:
    """`seconds` is a clock that only goes forward."""

    def __init__(self, settings: Settings, usage: Usage, seconds: Callable[[], float] = monotonic) -> None:
        self._usage, self._seconds = usage, seconds
        self._quotas = {
            ActorKind.PERSON: Quota("person", settings.person_requests_per_minute),
            ActorKind.MACHINE: Quota("machine", settings.machine_requests_per_minute),
        }
        self._failures = Quota("failed-logins", settings.failed_logins_per_minute)
        self._good: dict[str, None] = {}

    async def admit(self, database: Database, request: Request, token: str | None, now: datetime) -> Caller:
        """The caller, its request counted and noted.

        Raises:
            ProblemError: `auth.missing`, `auth.invalid`; `auth.failures` and `quota.exceeded` with `Retry-After`.
        """
        address = request.client.host if request.client else "-"
        caller = await self._known(database, token, network(address), now)
        standing = self._quotas[caller.actor.kind].take(caller.credential_id, self._seconds())
        request.state.standing = standing
        if standing.wait:
            raise too_often("quota.exceeded", standing)
        self._usage.note(caller.credential_id, address, now)
        return caller

    async def _known(self, database: Database, token: str | None, source: str, now: datetime) -> Caller:
        digest = hash_secret(token) if token else ""
        if digest not in self._good and self._failures.is_spent(source, self._seconds()):
            raise too_often("auth.failures", self._failures.take(source, self._seconds()))
        try:
            caller = await _authenticate(database, token, now)
        except ProblemError:
            self._good.pop(digest, None)
            self._failures.take(source, self._seconds())
            raise
        self._remember(digest)
        return caller

    def _remember(self, digest: str) -> None:
        if len(self._good) >= REMEMBERED:
            self._good.clear()
        self._good[digest] = None


async def _authenticate(database: Database, token: str | None, now: datetime) -> Caller:
    if token is None:
        raise ProblemError("auth.missing")
    return await authenticate(database, token, now)


def too_often(code: str, standing: Standing) -> ProblemError:
    return ProblemError(code, standing.retry_after, headers={"Retry-After": standing.retry_after})


def network(address: str) -> str:
    """What counts as one source: an IPv4 address, or the /64 that one IPv6 subscriber has to itself."""
    if ":" not in address:
        return address
    found = IPv6Address(address)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64))
