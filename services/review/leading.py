"""What the leading group decides about a measure's life. Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["leading group 领导小组"])


@router.post("/measures/{measure_id}:suspend", **COMMAND)
async def suspend(measure_id: str, desk: DeskDep, body: SuspendMeasure) -> Response:
    """M15 中止: the clock stands still until the measure is resumed; a reminder follows every month."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:resume", **COMMAND)
async def resume(measure_id: str, desk: DeskDep, body: ResumeMeasure) -> Response:
    """M15 恢复: the due date moves by every day that was stopped."""
    return await desk.hand_in(measure_id, body)


@router.post("/measures/{measure_id}:cancel", **COMMAND)
async def cancel(measure_id: str, desk: DeskDep, body: CancelMeasure) -> Response:
    """M18 取消: by a decision on record; the measure counts as not done, in every denominator."""
    return await desk.hand_in(measure_id, body)
