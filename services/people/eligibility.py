"""Asking the gate about everybody: the same rules that a command meets, for the people of the directory."""

from datetime import datetime

from sqlalchemy import select

from schemas.eligibility import Eligibility, EligiblePerson, IneligiblePerson
from schemas.measure import Actor, Role
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES
from services.auth import Caller
from services.database import Database
from services.errors import ProblemError
from services.people.directory import people_able
from services.reading.rules import load_settings
from services.scope import visible
from workflows.chains import roles_of
from workflows.lifecycle import standing
from workflows.periods import china_day
from workflows.steps.table import STEPS

READERS = (Role.OFFICE, Role.LEADING_GROUP, Role.DISCIPLINE, Role.SUPERVISOR)


async def judged(database: Database, actor: Actor, measure_id: str) -> tuple[MeasureSnapshot, Setting]:
    """A measure in the caller's scope, and what its campaign froze to judge it by.

    Raises:
        ProblemError: `not_found`.
    """
    statement = select(MEASURES.c.snapshot, MEASURES.c.campaign_id).where(MEASURES.c.id == measure_id, visible(actor))
    async with database.read() as connection:
        row = (await connection.execute(statement)).one_or_none()
        if row is None:
            raise ProblemError("not_found", measure_id)
        settings = await load_settings(connection, [row.campaign_id])
    return MeasureSnapshot.model_validate_json(row.snapshot), settings[row.campaign_id]


async def eligibility(database: Database, caller: Caller, measure_id: str, action: str, now: datetime) -> Eligibility:
    """Everyone who holds a role of the action's step, and whoever was named a substitute, one by one."""
    snapshot, setting = await judged(database, caller.actor, measure_id)
    caller.require_role(*READERS)
    if action not in STEPS:
        raise ProblemError("not_found", action)
    step = STEPS[action]
    named = [one.person_id for one in snapshot.substitutes if one.part is step.part]
    people, truncated = await people_able(database, roles_of(setting.rules, step), named, china_day(now))
    views = [(one, standing(snapshot, one, action, now, setting=setting)) for one in people]
    return Eligibility(
        measure_id=measure_id,
        action=action,
        at=now,
        seq=snapshot.seq,
        eligible=tuple(EligiblePerson(id=one.id, name=one.name) for one, view in views if view.allowed),
        others=tuple(
            IneligiblePerson(id=one.id, name=one.name, code=view.code, rule=view.rule, about=view.about)
            for one, view in views
            if view.code
        ),
        truncated=truncated,
    )
