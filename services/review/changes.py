"""What special groups and the leading group decide about a measure's terms. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.change_commands import ApproveChange, RefuseChange
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["changes 变更审批"])


@router.post("/measures/{measure_id}:approve-change", **COMMAND)
async def approve_change(measure_id: str, desk: DeskDep, body: ApproveChange) -> Response:
    """M6 同意变更: by the special group in charge; of focus items and late requests by the leading group."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:refuse-change", **COMMAND)
async def refuse_change(measure_id: str, desk: DeskDep, body: RefuseChange) -> Response:
    """M6 不同意变更: with the reason; the terms stay as they are."""
    return await desk.hand_in(measure_id, body)
