"""Who is charged with a measure: contests decided, measures given to other units. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.charge_commands import ReassignBody, UpholdAssignment
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["changes 变更审批"])


@router.post("/measures/{measure_id}:uphold-assignment", **COMMAND)
async def uphold_assignment(measure_id: str, desk: DeskDep, body: UpholdAssignment) -> Response:
    """M3 维持责任认定: the contest is answered; the unit's time to claim starts anew."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:reassign", **COMMAND)
async def reassign(measure_id: str, desk: DeskDep, body: ReassignBody) -> Response:
    """M16 调整责任单位: from today; the new unit claims, the old one finishes the reports it has handed in."""
    return await desk.hand_in(measure_id, body)
