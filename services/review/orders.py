"""Supervision orders. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.order_commands import CloseOrder, IssueOrder
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["orders 督办"])


@router.post("/measures/{measure_id}:issue-order", **COMMAND)
async def issue_order(measure_id: str, desk: DeskDep, body: IssueOrder) -> Response:
    """督办: blue, yellow or red, one open at a time; unanswered past its day the clock takes it a colour further."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:close-order", **COMMAND)
async def close_order(measure_id: str, desk: DeskDep, body: CloseOrder) -> Response:
    """督办办结: by the office, the leading group or a supervisor."""
    return await desk.hand_in(measure_id, body)
