"""What a charged unit answers to a supervision order."""

from fastapi import APIRouter, Response

from schemas.order_commands import AcknowledgeOrder
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["lead units 牵头单位"])


@router.post("/measures/{measure_id}:acknowledge-order", **COMMAND)
async def acknowledge_order(measure_id: str, desk: DeskDep, body: AcknowledgeOrder) -> Response:
    """督办答复: by the principal of a charged unit, with a reply; the order no longer escalates."""
    return await desk.hand_in(measure_id, body)
