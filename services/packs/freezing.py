"""What a campaign freezes when it is created: a resolved pack and the current calendar, as canonical texts."""

from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection

from services.errors import ProblemError
from services.packs.calendars import current_calendar
from services.packs.sources import find_pack
from workflows.canonical import canonical


class FrozenRules(NamedTuple):
    """Columns of `campaigns`, by name."""

    pack: str
    pack_hash: str
    pack_body: str
    calendar_version: str
    calendar_body: str

    def of_event(self) -> dict[str, str]:
        """What the campaign's first event records; the texts follow from it."""
        return {"pack": self.pack, "pack_hash": self.pack_hash, "calendar_version": self.calendar_version}


async def freeze(connection: AsyncConnection, pack_id: str) -> FrozenRules:
    """The pack and the calendar as they are now.

    Raises:
        ProblemError: `pack.unknown`.
    """
    found = await find_pack(connection, pack_id, hold=True)
    if found is None:
        raise ProblemError("pack.unknown", pack_id[:40])
    calendar = await current_calendar(connection)
    return FrozenRules(
        pack=found.pack.id,
        pack_hash=found.hash,
        pack_body=found.body,
        calendar_version=calendar.version,
        calendar_body=canonical(calendar.model_dump(mode="json")),
    )
