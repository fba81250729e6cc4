"""Facts for naming a substitute (S6): who of the directory may still play the part, and who the candidate is."""

from datetime import datetime

from sqlalchemy import select

from schemas.measure import Actor
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from schemas.substitute_commands import SubstituteBody, SubstituteFacts
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.people.directory import people_able, people_named
from services.people.eligibility import judged
from services.scope import visible
from workflows.barred import barred, steps_of
from workflows.case import Case
from workflows.chains import roles_of
from workflows.periods import china_day

TOLD = 20


async def substitute_facts(
    database: Database, actor: Actor, measure_id: str, body: SubstituteBody, now: datetime
) -> SubstituteFacts:
    """What the directory says at the receipt.

    Raises:
        ProblemError: `not_found` when measure or candidate is not there.
    """
    snapshot, setting = await judged(database, actor, measure_id)
    found = await people_named(database, [body.person_id], china_day(now))
    if not found:
        raise ProblemError("not_found", body.person_id)
    (candidate,) = found
    return SubstituteFacts(
        eligible=await _eligible(database, (snapshot, setting), body, now),
        candidate=candidate,
        sees=await _sees(database, candidate, measure_id),
    )


async def _eligible(
    database: Database, measure: tuple[MeasureSnapshot, Setting], body: SubstituteBody, now: datetime
) -> tuple[str, ...]:
    """Nobody, as soon as one step of the part has nobody left to take it."""
    snapshot, setting = measure
    able: dict[str, None] = {}
    for step in steps_of(body.part):
        named = [one.person_id for one in snapshot.substitutes if one.part is body.part]
        people, _ = await people_able(database, roles_of(setting.rules, step), named, china_day(now))
        fit = [one.id for one in people if barred(Case(snapshot, one, now, setting), step) is None]
        if not fit:
            return ()
        able |= dict.fromkeys(fit)
    return tuple(able)[:TOLD]


async def _sees(database: Database, candidate: Actor, measure_id: str) -> bool:
    seen = select(MEASURES.c.id).where(MEASURES.c.id == measure_id, visible(candidate))
    async with database.read() as connection:
        return (await connection.execute(seen)).first() is not None
