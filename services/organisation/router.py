"""Accounts and configuration, for administrators: units, groups, principals, memberships, credentials."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from schemas.measure import Role
from schemas.organisation import FileRefused
from schemas.organisation_api import (
    CredentialView,
    EndMembership,
    GroupView,
    ImportCounts,
    MembershipView,
    NewCredential,
    PrincipalView,
    UnitView,
)
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.organisation import credentials, people
from services.organisation.files.read import read_organisation
from services.organisation.importing import import_organisation

FILE_LIMIT = 2 * 1024 * 1024
FORM_OVERHEAD = 64 * 1024
router = APIRouter(prefix="/api/v1", tags=["organisation 组织与账号"])


@router.post("/organisation:import", max_body_size=FILE_LIMIT + FORM_OVERHEAD)
async def import_organisation_file(
    platform: PlatformDep,
    caller: CallerDep,
    now: Now,
    file: Annotated[UploadFile, File(description="organisation file, .yaml or .xlsx")],
) -> ImportCounts:
    """导入机构人员: add or rename units, groups, people, machines, memberships and recusals; all of it or nothing."""
    caller.require_role(Role.ADMIN)
    data = await file.read(FILE_LIMIT + 1)
    read = await asyncio.to_thread(read_organisation, file.filename or "", data)
    if isinstance(read, FileRefused):
        problems = [problem.model_dump(mode="json") for problem in read.problems]
        raise ProblemError("file.refused", read.zh + " " + read.en, problems=problems)
    async with platform.database.write() as connection:
        return await import_organisation(connection, read, caller.actor.id, now)


@router.get("/units")
async def list_units(platform: PlatformDep, _: Reader) -> list[UnitView]:
    """单位清单: every unit; names are no secret within the organisation."""
    async with platform.database.read() as connection:
        return await people.units(connection)


@router.get("/groups")
async def list_groups(platform: PlatformDep, _: Reader) -> list[GroupView]:
    """组别清单: leading group, office, special groups and supervision teams."""
    async with platform.database.read() as connection:
        return await people.groups(connection)


@router.get("/principals")
async def list_principals(platform: PlatformDep, caller: CallerDep) -> list[PrincipalView]:
    """人员与系统账号清单: people and machines with their memberships, past ones too."""
    caller.require_role(Role.ADMIN)
    async with platform.database.read() as connection:
        return await people.principals(connection)


@router.post("/memberships/{membership_id}:end")
async def end_membership(
    membership_id: str, platform: PlatformDep, caller: CallerDep, body: EndMembership
) -> MembershipView:
    """结束任职: set the last day a membership holds; what was done under it stays."""
    caller.require_role(Role.ADMIN)
    async with platform.database.write() as connection:
        return await people.end_membership(connection, membership_id, body.valid_to)


@router.get("/principals/{principal_id}/credentials")
async def list_credentials(principal_id: str, platform: PlatformDep, caller: CallerDep) -> list[CredentialView]:
    """凭证清单: credentials of a principal, without their secrets."""
    caller.require_role(Role.ADMIN)
    async with platform.database.read() as connection:
        return await credentials.of_principal(connection, principal_id)


@router.post("/principals/{principal_id}/credentials", status_code=201)
async def create_credential(
    principal_id: str, platform: PlatformDep, caller: CallerDep, now: Now, body: NewCredential
) -> CredentialView:
    """发放凭证: a personal token or an API key. The secret is in this answer only."""
    caller.require_role(Role.ADMIN)
    async with platform.database.write() as connection:
        return await credentials.create(connection, principal_id, body, now)


@router.post("/credentials/{credential_id}:revoke")
async def revoke_credential(credential_id: str, platform: PlatformDep, caller: CallerDep, now: Now) -> CredentialView:
    """吊销凭证: refuse the secret from this moment on."""
    caller.require_role(Role.ADMIN)
    async with platform.database.write() as connection:
        return await credentials.revoke(connection, credential_id, now)
