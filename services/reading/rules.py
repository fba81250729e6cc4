"""The rules and calendars that campaigns froze, for the measures a reader looks at."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.frozen import setting_of
from schemas.packs import Setting
from schemas.tables.campaigns import CAMPAIGNS

FROZEN = select(
    CAMPAIGNS.c.id,
    CAMPAIGNS.c.pack_hash,
    CAMPAIGNS.c.pack_body,
    CAMPAIGNS.c.calendar_version,
    CAMPAIGNS.c.calendar_body,
)


async def load_settings(connection: AsyncConnection, campaign_ids: Iterable[str]) -> dict[str, Setting]:
    """By campaign id; there are few campaigns however many measures are read."""
    rows = await connection.execute(FROZEN.where(CAMPAIGNS.c.id.in_(set(campaign_ids))))
    return {row.id: setting_of(row) for row in rows}
