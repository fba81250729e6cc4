"""The end of a unit: what it had to do passes to who follows it."""

from fastapi import APIRouter

from schemas.succession import SucceedUnit, SuccessionResult
from services.campaigns.succeeding import Succeeding
from services.dependencies import CallerDep, Now, PlatformDep
from services.errors import ProblemError
from services.preconditions import KeyDep
from workflows.campaign_rules.case import may_run_office

router = APIRouter(prefix="/api/v1", tags=["organisation 组织与账号"])


@router.post("/units/{unit_id}:succeed")
async def succeed_unit(  # noqa: PLR0917 - one parameter a part of the request, named by its caller
    unit_id: str, platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep, body: SucceedUnit
) -> SuccessionResult:
    """机构变更: the unit gets nothing new from now on, and each open measure passes to a successor; a result per row.

    By the office of all campaigns. Nobody's membership moves with it: `members` get theirs in the
    successor by an organisation file.
    """
    if not may_run_office(caller.actor, None):
        raise ProblemError("auth.role", "office")
    return await Succeeding(platform, caller, now, key, unit_id, body).run()
