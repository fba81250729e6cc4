"""The office adds: a pack of its own, or the decree of a year. All of a file or nothing."""

from datetime import datetime

from sqlalchemy import exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.calendars import Decree
from schemas.campaigns import CampaignState
from schemas.measure import Actor
from schemas.organisation import FileRefused
from schemas.packs_api import CampaignBehind
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.rules import CALENDARS, PACKS
from services.errors import ProblemError
from services.packs.calendars import KnownCalendar, current_calendar
from services.packs.reading import read_source, resolve
from services.packs.sources import ResolvedPack, own_sources, resolved, shipped_sources
from workflows.canonical import canonical


async def add_pack(connection: AsyncConnection, actor: Actor, file: tuple[str, bytes], now: datetime) -> ResolvedPack:
    """Resolve a pack file against the packs there are and keep it; the same content again changes nothing.

    Raises:
        ProblemError: `file.refused` with every problem and its line, `pack.shipped`, `pack.frozen`.
    """
    name, data = file
    source = read_source(name, data)
    if isinstance(source, FileRefused):
        raise refused(source)
    if source.id in shipped_sources():
        raise ProblemError("pack.shipped", source.id)
    known = {**shipped_sources(), **await own_sources(connection)}
    pack = resolve(source, known)
    if isinstance(pack, FileRefused):
        raise refused(pack)
    found = resolved(pack, shipped=False)
    row = {"source": data.decode("utf-8-sig"), "body": found.body, "hash": found.hash}
    await _keep(connection, pack.id, {**row, "added_by": actor.id, "added_at": now})
    return found


async def _keep(connection: AsyncConnection, pack_id: str, row: dict[str, object]) -> None:
    mine = PACKS.c.id == pack_id
    present = (await connection.execute(select(PACKS.c.hash).where(mine).with_for_update())).one_or_none()
    if present is None:
        await connection.execute(insert(PACKS), {"id": pack_id, **row})
    elif present.hash != row["hash"]:
        if await connection.scalar(select(exists().where(CAMPAIGNS.c.pack == pack_id))):
            raise ProblemError("pack.frozen", pack_id)
        await connection.execute(update(PACKS).where(mine).values(**row))


async def add_decree(connection: AsyncConnection, actor: Actor, decree: Decree, now: datetime) -> KnownCalendar:
    """The current calendar with this decree's year; the same decree again changes nothing."""
    calendar = await current_calendar(connection, decree)
    if calendar != await current_calendar(connection):
        row = {
            "version": calendar.version,
            "year": decree.year,
            "decree": decree.model_dump_json(),
            "body": canonical(calendar.model_dump(mode="json")),
            "added_by": actor.id,
            "added_at": now,
        }
        await connection.execute(insert(CALENDARS), row)
    return KnownCalendar(calendar, decree.ground)


async def campaigns_behind(connection: AsyncConnection, version: str) -> tuple[CampaignBehind, ...]:
    """Campaigns that are not archived and count by another version, the oldest first."""
    columns = (CAMPAIGNS.c.id, CAMPAIGNS.c.title, CAMPAIGNS.c.calendar_version)
    others = (CAMPAIGNS.c.calendar_version != version, CAMPAIGNS.c.state != CampaignState.ARCHIVED)
    rows = await connection.execute(select(*columns).where(*others).order_by(CAMPAIGNS.c.created_at))
    return tuple(CampaignBehind.model_validate(dict(row)) for row in rows.mappings())


def refused(file: FileRefused) -> ProblemError:
    problems = [problem.model_dump(mode="json") for problem in file.problems]
    return ProblemError("file.refused", f"{file.zh} {file.en}", problems=problems)
