"""What a charged unit asks to have changed about its measure, and takes back."""

from fastapi import APIRouter, Response

from schemas.change_commands import RequestChange, WithdrawChange
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["lead units 牵头单位"])


@router.post("/measures/{measure_id}:request-change", **COMMAND)
async def request_change(measure_id: str, desk: DeskDep, body: RequestChange) -> Response:
    """M6 申请变更: a later day, another category, target or responsible leader; one request of a kind at a time."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:withdraw-change", **COMMAND)
async def withdraw_change(measure_id: str, desk: DeskDep, body: WithdrawChange) -> Response:
    """M6 撤回变更申请: until it is decided."""
    return await desk.hand_in(measure_id, body)
