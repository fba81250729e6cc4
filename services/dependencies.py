"""What a route may ask for: the platform's parts, the clock, the caller."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from temporalio.client import Client

from services.admission import Admission
from services.auth import Caller
from services.database import Database
from services.evidence.store import EvidenceStore
from services.hooks.parts import Hooks
from services.inbox import Inbox
from services.people.delegations import standing_in
from services.settings import Settings
from services.usage import Usage


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Platform:
    """The parts one process is made of; built once in `services.app`, closed with it."""

    settings: Settings
    database: Database
    temporal: Client
    inbox: Inbox
    evidence: EvidenceStore
    hooks: Hooks
    admission: Admission
    usage: Usage
    clock: Callable[[], datetime] = utc_now


bearer = HTTPBearer(auto_error=False, description="Personal token (`zgp_…`) or API key (`zgk_…`).")


async def platform(request: Request) -> Platform:
    found: Platform = request.state.platform
    return found


PlatformDep = Annotated[Platform, Depends(platform)]


async def current_moment(platform: PlatformDep) -> datetime:
    return platform.clock()


Now = Annotated[datetime, Depends(current_moment)]


ACTING_FOR = Header(
    description="S8: the person in whose place you act, who has to have delegated to you", max_length=64
)


async def caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    acting_for: Annotated[str | None, ACTING_FOR] = None,
) -> Caller:
    # Each dependency of a dependency costs every request a step of the framework's: this takes what it can itself.
    platform: Platform = request.state.platform
    now = platform.clock()
    token = credentials.credentials if credentials else None
    found = await platform.admission.admit(platform.database, request, token, now)
    return found if acting_for is None else await standing_in(platform.database, found, acting_for, now)


CallerDep = Annotated[Caller, Depends(caller)]


async def reading_caller(caller: CallerDep) -> Caller:
    caller.require_scope("read")
    return caller


Reader = Annotated[Caller, Depends(reading_caller)]
