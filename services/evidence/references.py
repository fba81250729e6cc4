"""Files that a command names by id: found on its measure, in the caller's scope."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from schemas.measure import Grant
from schemas.reports import EvidenceRef
from schemas.tables.record import EVIDENCE, MEASURES
from services.auth import Caller
from services.database import Database
from services.errors import ProblemError
from services.scope import opened, visible


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
    statement, keys = files_if_seen(caller.actor.grants), {"measure": measure_id}
    rows = await database.hot_read(lambda connection: connection.execute(statement, keys).all())
    if not rows:
        raise ProblemError("not_found", measure_id)
    found = {row.id: row for row in rows}
    missing = [one for one in ids if one not in found]
    if missing:
        raise ProblemError("evidence.not_on_measure", missing[0])
    return tuple(EvidenceRef(**{name: getattr(found[one], name) for name in EvidenceRef.model_fields}) for one in ids)


@lru_cache(maxsize=512)
def files_if_seen(grants: tuple[Grant, ...]) -> Select[Any]:
    """All files of a measure that these grants open; one row without a file when it has none."""
    files = MEASURES.outerjoin(EVIDENCE, EVIDENCE.c.measure_id == MEASURES.c.id)
    columns = (EVIDENCE.c[name] for name in EvidenceRef.model_fields)
    return select(*columns).select_from(files).where(MEASURES.c.id == bindparam("measure"), opened(grants))
