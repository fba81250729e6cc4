"""Files that a command names by id: found on its measure, in the caller's scope."""

from sqlalchemy import select

from schemas.measure import EvidenceRef
from schemas.tables.record import EVIDENCE, MEASURES
from services.auth import Caller
from services.database import Database
from services.errors import ProblemError
from services.scope import visible


async def must_see(database: Database, caller: Caller, measure_id: str) -> None:
    seen = select(MEASURES.c.id).where(MEASURES.c.id == measure_id, visible(caller.actor))
    async with database.read() as connection:
        if (await connection.execute(seen)).first() is None:
            raise ProblemError("not_found", measure_id)


async def resolve(database: Database, caller: Caller, measure_id: str, ids: tuple[str, ...]) -> tuple[EvidenceRef, ...]:
    """References to files of this measure, in the order asked; an id of another measure is unknown here.

    Raises:
        ProblemError: `evidence.not_on_measure`; `not_found` when the measure is not the caller's to see.
    """
    if not ids:
        return ()
    await must_see(database, caller, measure_id)
    statement = select(EVIDENCE).where(EVIDENCE.c.measure_id == measure_id, EVIDENCE.c.id.in_(ids))
    rows = await database.run_read(lambda connection: connection.execute(statement).mappings().all())
    found = {row["id"]: row for row in rows}
    missing = [one for one in ids if one not in found]
    if missing:
        raise ProblemError("evidence.not_on_measure", missing[0])
    return tuple(EvidenceRef(**{name: found[one][name] for name in EvidenceRef.model_fields}) for one in ids)
