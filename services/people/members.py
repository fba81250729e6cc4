"""Facts for a look-back (S5): which of its members are people of the directory, and what units they belong to."""

from datetime import date

from sqlalchemy import and_, or_, select

from schemas.directory_facts import Belonging, MemberFacts
from schemas.measure import ActorKind
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from services.database import Database


async def member_facts(database: Database, members: tuple[str, ...], today: date) -> MemberFacts:
    """What the directory says of them on `today`; a machine is no person."""
    held = and_(
        MEMBERSHIPS.c.principal_id == PRINCIPALS.c.id,
        MEMBERSHIPS.c.valid_from <= today,
        or_(MEMBERSHIPS.c.valid_to.is_(None), MEMBERSHIPS.c.valid_to >= today),
    )
    people = (
        select(PRINCIPALS.c.id, MEMBERSHIPS.c.unit_id)
        .outerjoin(MEMBERSHIPS, held)
        .where(PRINCIPALS.c.id.in_(members), PRINCIPALS.c.kind == ActorKind.PERSON)
        .order_by(PRINCIPALS.c.id, MEMBERSHIPS.c.unit_id)
    )
    units: dict[str, dict[str, None]] = {}
    async with database.read() as connection:
        for person, unit in (await connection.execute(people)).all():
            units.setdefault(person, {}).update({unit: None} if unit else {})
    return MemberFacts(
        unknown=tuple(dict.fromkeys(member for member in members if member not in units)),
        belonging=tuple(Belonging(person_id=person, units=tuple(own)) for person, own in units.items() if own),
    )
