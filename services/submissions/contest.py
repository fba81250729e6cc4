"""What a charged unit says against its charge."""

from fastapi import APIRouter, Response

from schemas.charge_commands import ContestAssignment
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["lead units 牵头单位"])


@router.post("/measures/{measure_id}:contest-assignment", **COMMAND)
async def contest_assignment(measure_id: str, desk: DeskDep, body: ContestAssignment) -> Response:
    """M3 对责任认定提出异议: before the claim, once, with the reason; the office or the leading group decides."""
    return await desk.hand_in(measure_id, body)
