"""Answers of the routes for rule packs and calendars."""

from schemas.calendars import WorkCalendar
from schemas.measure import Frozen
from schemas.packs import RulePack


class PackItem(Frozen):
    """`hash` is the SHA-256 of the resolved pack's canonical JSON. `shipped`: came with this release."""

    id: str
    title_zh: str
    title_en: str
    ground: str
    hash: str
    shipped: bool


class PackList(Frozen):
    items: tuple[PackItem, ...]


class PackView(PackItem):
    """A pack with everything it takes from others."""

    pack: RulePack


class CalendarItem(Frozen):
    """`ground` is the office's decree that made it, null for a shipped one. Campaigns freeze the `current` one."""

    version: str
    decreed_years: tuple[int, ...]
    ground: str | None
    current: bool


class CalendarList(Frozen):
    items: tuple[CalendarItem, ...]


class CalendarView(CalendarItem):
    calendar: WorkCalendar


class CampaignBehind(Frozen):
    """A campaign that counts by another calendar than the current one until it adopts it."""

    id: str
    title: str
    calendar_version: str


class CalendarAdded(CalendarView):
    """`behind` are campaigns, not archived, whose office may adopt this calendar."""

    behind: tuple[CampaignBehind, ...]
