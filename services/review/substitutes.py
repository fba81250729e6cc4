"""S6: the office names a substitute where nobody may judge a measure."""

from fastapi import APIRouter, Response

from schemas.substitute_commands import SubstituteBody
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["review 把关与督查"])


@router.post("/measures/{measure_id}:name-substitute", **COMMAND)
async def name_substitute(measure_id: str, desk: DeskDep, body: SubstituteBody) -> Response:
    """S6 指定替代人员: only when nobody may play the part, for the present round, and discipline is told."""
    return await desk.hand_in(measure_id, body)
