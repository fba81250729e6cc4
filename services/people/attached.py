"""Facts for a succession (S1, S4): everybody whom the successor keeps from judging its measures."""

from datetime import date

from sqlalchemy import select, union

from schemas.directory_facts import Attached, SuccessorFacts
from schemas.measure import Actor
from schemas.tables.people import MEMBERSHIPS
from schemas.tables.standing import RECUSALS
from services.database import Database
from services.organisation.ended import successions
from services.people.directory import people_named


async def successor_facts(database: Database, heir: str, ended: str, today: date) -> SuccessorFacts:
    """Members, and those with a recusal, of `heir` and of units it followed before; those of `ended` judged nothing."""
    async with database.read() as connection:
        followed = {unit for unit, one in (await successions(connection)).items() if heir in one.successors}
        units = (followed | {heir}) - {ended}
        members = select(MEMBERSHIPS.c.principal_id).where(MEMBERSHIPS.c.unit_id.in_(units))
        recused = select(RECUSALS.c.principal_id).where(RECUSALS.c.unit_id.in_(units))
        ids = (await connection.scalars(union(members, recused))).all()
    people = await people_named(database, ids, today)
    attached = (_attached(one, units) for one in people)
    return SuccessorFacts(attached=tuple(one for one in attached if one.member or one.recusals))


def _attached(actor: Actor, units: set[str]) -> Attached:
    return Attached(
        person_id=actor.id,
        member=any(grant.unit_id in units for grant in actor.grants),
        recusals=tuple(one for one in actor.recusals if one.unit_id in units),
    )
