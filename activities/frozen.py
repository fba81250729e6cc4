"""The rules and the calendar that a campaign froze, read back from its row."""

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from schemas.calendars import WorkCalendar
from schemas.packs import RulePack, Setting
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import MEASURES

# More campaigns than an office runs at the same time.
KEPT = 64
FROZEN = (
    select(CAMPAIGNS.c.pack_hash, CAMPAIGNS.c.pack_body, CAMPAIGNS.c.calendar_version, CAMPAIGNS.c.calendar_body)
    .join(MEASURES, MEASURES.c.campaign_id == CAMPAIGNS.c.id)
    .where(MEASURES.c.id == bindparam("measure"))
)


def setting_of(row: Any) -> Setting:  # noqa: ANN401 - a row of `campaigns`, or any with its two texts
    """What the measures of a campaign are judged by: columns `pack_body` and `calendar_body`."""
    return _setting(row.pack_body, row.calendar_body)


@lru_cache(maxsize=KEPT)
def _setting(pack_body: str, calendar_body: str) -> Setting:
    return Setting(
        rules=RulePack.model_validate_json(pack_body).measure,
        calendar=WorkCalendar.model_validate_json(calendar_body),
    )
