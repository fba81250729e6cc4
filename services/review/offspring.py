"""Measures replaced by others: split and merged (M17). Machines never decide here (S9)."""

from collections.abc import Iterable

from fastapi import APIRouter, Response
from sqlalchemy import select

from schemas.measure import Actor
from schemas.offspring import Offspring, OwnTexts
from schemas.offspring_commands import MergeBody, MergeMeasures, SplitBody, SplitMeasure
from schemas.tables.record import MEASURES
from services.database import Database
from services.dependencies import CallerDep, PlatformDep
from services.desk import COMMAND, DeskDep
from services.errors import ProblemError
from services.organisation.standing import demand_standing
from services.scope import visible

router = APIRouter(prefix="/api/v1", tags=["leading group 领导小组"])


@router.post("/measures/{measure_id}:split", **COMMAND)
async def split(measure_id: str, platform: PlatformDep, caller: CallerDep, desk: DeskDep, body: SplitBody) -> Response:
    """M17 拆分: 2 to 20 measures take its place, numbered after it; together they hold every clause of its text.

    The answer is the receipt of the measure that was split; `GET` names its `offspring`.
    """
    facts = await _told(platform.database, caller.actor, (measure_id,), body.children)
    return await desk.hand_in(measure_id, SplitMeasure(facts=facts, **dict(body)))


@router.post("/measures:merge", **COMMAND)
async def merge(platform: PlatformDep, caller: CallerDep, desk: DeskDep, body: MergeBody) -> Response:
    """M17 合并: one measure takes the place of several of one problem, all of them or none.

    It is numbered after the first one named. The receipt is that of the parent whose id comes first,
    and so is the row that `If-Match` is about.
    """
    facts = await _told(platform.database, caller.actor, body.parents, (body.child,))
    # Whoever merges locks parents by their ids, so the workflow that is asked is the first of them.
    return await desk.hand_in(min(body.parents), MergeMeasures(facts=facts, **dict(body)))


async def _told(database: Database, actor: Actor, parents: tuple[str, ...], children: Iterable[Offspring]) -> OwnTexts:
    """The parents' texts, once every unit and group that is named is known.

    Raises:
        ProblemError: `not_found`.
    """
    for child in children:
        units = (child.lead_unit, *child.joint_units, *(child.support_units or ()))
        await demand_standing(database, units, child.special_group)
    seen = select(MEASURES.c.id, MEASURES.c.text).where(MEASURES.c.id.in_(parents), visible(actor))
    async with database.read() as connection:
        texts = {row.id: row.text for row in await connection.execute(seen)}
    for measure_id in parents:
        if measure_id not in texts:
            raise ProblemError("not_found", measure_id)
    return OwnTexts(texts=texts)
