"""Recusals and stand-ins: what keeps people from judging, and who acts in whose place."""

from typing import Annotated

from fastapi import APIRouter, Query

from schemas.eligibility import Eligibility
from schemas.standing import DelegationView, EndRecusal, NewDelegation, NewRecusal, RecusalView
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.people import delegations, recusals
from services.people.eligibility import eligibility

router = APIRouter(prefix="/api/v1", tags=["people 人员"])
PrincipalId = Annotated[str | None, Query(max_length=64)]


@router.get("/measures/{measure_id}/eligibility")
async def who_may(
    measure_id: str, platform: PlatformDep, caller: Reader, now: Now, action: Annotated[str, Query(max_length=64)]
) -> Eligibility:
    """谁可办理: who may take an action now and, for everybody else who holds a role in it, why not.

    For the office, the leading group, discipline and supervisors. `action` is a name of `allowed_actions`.
    """
    return await eligibility(platform.database, caller, measure_id, action, now)


@router.post("/recusals", status_code=201)
async def record_recusal(platform: PlatformDep, caller: CallerDep, now: Now, body: NewRecusal) -> RecusalView:
    """S4 回避: by the office or discipline for anybody, by everybody for oneself. It binds from the next command on."""
    async with platform.database.write() as connection:
        return await recusals.record(connection, caller.actor, body, now)


@router.get("/recusals")
async def list_recusals(
    platform: PlatformDep, caller: Reader, person: PrincipalId = None, after: PrincipalId = None
) -> list[RecusalView]:
    """回避清单: everybody's for office and discipline, your own otherwise; 200 at a time, `after` is the last id."""
    async with platform.database.read() as connection:
        return await recusals.listed(connection, caller.actor, person, after)


@router.post("/recusals/{recusal_id}:end")
async def end_recusal(
    recusal_id: str, platform: PlatformDep, caller: CallerDep, now: Now, body: EndRecusal
) -> RecusalView:
    """结束回避: set the last day it binds, by office or discipline, never by the person it keeps away."""
    async with platform.database.write() as connection:
        return await recusals.end(connection, caller.actor, recusal_id, body, now)


@router.post("/delegations", status_code=201)
async def delegate(platform: PlatformDep, caller: CallerDep, now: Now, body: NewDelegation) -> DelegationView:
    """S8 代办: the stand-in then acts with the header `Acting-For: {person_id}`; both are on record."""
    async with platform.database.write() as connection:
        return await delegations.make(connection, caller.actor, body, now)


@router.get("/delegations")
async def list_delegations(platform: PlatformDep, caller: Reader, after: PrincipalId = None) -> list[DelegationView]:
    """代行清单: everybody's for office and administrators, otherwise those you gave or were given; 200 at a time."""
    async with platform.database.read() as connection:
        return await delegations.listed(connection, caller.actor, after)


@router.post("/delegations/{delegation_id}:end")
async def end_delegation(delegation_id: str, platform: PlatformDep, caller: CallerDep, now: Now) -> DelegationView:
    """结束代行: from this moment on the stand-in acts for nobody but themselves; what was done stays."""
    async with platform.database.write() as connection:
        return await delegations.end(connection, caller.actor, delegation_id, now)
