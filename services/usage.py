"""When and from where each credential was last used: kept in memory, written once a minute.

A crash loses at most that minute. It is a hint for whoever looks after keys, not a part of the record.
"""

import logging
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, update

from schemas.tables.people import CREDENTIALS
from services.database import AWAY, Database
from services.repeating import repeat

logger = logging.getLogger(__name__)
WRITE_SECONDS = 60.0
# Several processes write; the latest moment stays.
NOTE = (
    update(CREDENTIALS)
    .where(
        CREDENTIALS.c.id == bindparam("credential"),
        or_(CREDENTIALS.c.last_used_at.is_(None), CREDENTIALS.c.last_used_at < bindparam("moment")),
    )
    .values(last_used_at=bindparam("moment"), last_used_from=bindparam("address"))
)


class Usage:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[str, tuple[datetime, str]] = {}

    def note(self, credential_id: str, address: str, now: datetime) -> None:
        self._seen[credential_id] = (now, address)

    async def write(self) -> None:
        """Write what was noted since the last time; what can't be written now is kept."""
        seen, self._seen = self._seen, {}
        # In one order, so that two processes never wait for each other's rows.
        rows = [{"credential": key, "moment": at, "address": where} for key, (at, where) in sorted(seen.items())]
        if not rows:
            return

        def note(connection: Connection) -> None:
            connection.execute(NOTE, rows)

        try:
            await self._database.run_write(note)
        except AWAY as error:
            logger.warning("last use of %d credentials not written yet: %s", len(rows), type(error).__name__)
            self._seen = {**seen, **self._seen}


async def write_forever(usage: Usage) -> None:
    async def turn() -> float:
        await usage.write()
        return WRITE_SECONDS

    await repeat(turn, "last use", WRITE_SECONDS)
