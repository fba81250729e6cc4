"""Measures replaced by others: split and merged (M17). Machines never decide here (S9)."""

from fastapi import APIRouter, Response

from schemas.offspring_commands import MergeBody, SplitBody
from services.desk import COMMAND, DeskDep

router = APIRouter(prefix="/api/v1", tags=["leading group 领导小组"])


@router.post("/measures/{measure_id}:split", **COMMAND)
async def split(measure_id: str, desk: DeskDep, body: SplitBody) -> Response:
    """M17 拆分: 2 to 20 measures take its place, numbered after it; together they hold every clause of its text.

    The answer is the receipt of the measure that was split; `GET` names its `offspring`.
    """
    return await desk.hand_in(measure_id, body)


@router.post("/measures:merge", **COMMAND)
async def merge(desk: DeskDep, body: MergeBody) -> Response:
    """M17 合并: one measure takes the place of several of one problem, all of them or none.

    It is numbered after the first one named. The receipt is that of the parent whose id comes first,
    and so is the row that `If-Match` is about.
    """
    return await desk.hand_in(min(body.parents), body)
