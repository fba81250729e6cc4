"""Units that are no more, and who followed them."""

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.succession import SuccessionKind, SuccessionView
from schemas.tables.succession import UNIT_SUCCESSIONS


async def successions(connection: AsyncConnection) -> dict[str, SuccessionView]:
    """By the id of the unit that ended; a district has few."""
    return {row.unit_id: succession_of(row) for row in (await connection.execute(select(UNIT_SUCCESSIONS))).all()}


def succession_of(row: Any) -> SuccessionView:  # noqa: ANN401 - a database row
    return SuccessionView(
        kind=SuccessionKind(row.kind),
        on=row.on_day,
        document=row.document,
        successors=tuple(json.loads(row.successors)),
    )
