"""Rule packs and calendars: everyone may read what deadlines come from, the office of all campaigns adds."""

from typing import Annotated

from fastapi import APIRouter, File, UploadFile

from schemas.measure import Actor
from schemas.organisation import FileRefused
from schemas.packs_api import CalendarAdded, CalendarItem, CalendarList, CalendarView, PackItem, PackList, PackView
from services.dependencies import CallerDep, Now, PlatformDep, Reader
from services.errors import ProblemError
from services.packs.adding import add_decree, add_pack, campaigns_behind, refused
from services.packs.calendars import KnownCalendar, current_calendar, find_calendar, known_calendars
from services.packs.decrees import read_decree
from services.packs.reading import MAX_BYTES
from services.packs.sources import ResolvedPack, find_pack, own_packs, shipped_packs
from workflows.campaign_rules.case import may_run_office

FORM_OVERHEAD = 64 * 1024
router = APIRouter(prefix="/api/v1", tags=["packs 规则包与日历"])
RulesFile = Annotated[UploadFile, File(description="YAML, at most 64 KiB")]


@router.get("/packs")
async def list_packs(platform: PlatformDep, _: Reader) -> PackList:
    """规则包清单: rule packs a campaign may be created under: the shipped ones, then the office's own."""
    async with platform.database.read() as connection:
        own = await own_packs(connection)
    return PackList(items=tuple(PackItem.model_validate(_item(one)) for one in [*shipped_packs().values(), *own]))


@router.get("/packs/{pack_id}")
async def get_pack(pack_id: str, platform: PlatformDep, _: Reader) -> PackView:
    """规则包详情: a pack with everything it takes from others, and the hash a campaign freezes."""
    async with platform.database.read() as connection:
        found = await find_pack(connection, pack_id)
    if found is None:
        raise ProblemError("not_found", pack_id)
    return _pack_view(found)


@router.post("/packs", status_code=201, max_body_size=MAX_BYTES + FORM_OVERHEAD)
async def post_pack(platform: PlatformDep, caller: CallerDep, now: Now, file: RulesFile) -> PackView:
    """新增规则包: add a pack of the office, or replace one that no campaign has frozen."""
    _demand_office(caller.actor)
    sent = (file.filename or "pack.yaml", await file.read(MAX_BYTES + 1))
    async with platform.database.write() as connection:
        return _pack_view(await add_pack(connection, caller.actor, sent, now))


@router.get("/calendars")
async def list_calendars(platform: PlatformDep, _: Reader) -> CalendarList:
    """工作日历清单: calendars of working days, the current one first."""
    async with platform.database.read() as connection:
        known = await known_calendars(connection)
    current = known[0].calendar.version
    return CalendarList(items=tuple(CalendarItem.model_validate(_calendar_item(one, current)) for one in known))


@router.get("/calendars/{version}")
async def get_calendar(version: str, platform: PlatformDep, _: Reader) -> CalendarView:
    """工作日历详情: the days off and the days worked in exchange of one version."""
    async with platform.database.read() as connection:
        found = await find_calendar(connection, version)
        current = await current_calendar(connection)
    if found is None:
        raise ProblemError("not_found", version)
    return CalendarView(**_calendar_item(found, current.version), calendar=found.calendar)


@router.post("/calendars", status_code=201, max_body_size=MAX_BYTES + FORM_OVERHEAD)
async def post_calendar(platform: PlatformDep, caller: CallerDep, now: Now, file: RulesFile) -> CalendarAdded:
    """录入放假通知: load the decree of a year; campaigns created from now on freeze the calendar it makes.

    Those under way keep theirs until their office asks for `:adopt-calendar`; the answer names them.
    """
    _demand_office(caller.actor)
    decree = read_decree(file.filename or "decree.yaml", await file.read(MAX_BYTES + 1))
    if isinstance(decree, FileRefused):
        raise refused(decree)
    async with platform.database.write() as connection:
        made = await add_decree(connection, caller.actor, decree, now)
        behind = await campaigns_behind(connection, made.calendar.version)
    item = _calendar_item(made, made.calendar.version)
    return CalendarAdded.model_validate({**item, "calendar": made.calendar, "behind": behind})


def _demand_office(actor: Actor) -> None:
    if not may_run_office(actor, None):
        raise ProblemError("auth.role", "office")


def _item(found: ResolvedPack) -> dict[str, object]:
    named = found.pack.model_dump(include={"id", "title_zh", "title_en", "ground"})
    return {**named, "hash": found.hash, "shipped": found.shipped}


def _pack_view(found: ResolvedPack) -> PackView:
    return PackView.model_validate({**_item(found), "pack": found.pack})


def _calendar_item(known: KnownCalendar, current: str) -> dict[str, object]:
    calendar = known.calendar
    return {
        "version": calendar.version,
        "decreed_years": calendar.decreed_years,
        "ground": known.ground,
        "current": calendar.version == current,
    }
