"""Working-day calendars: the shipped one, the decrees an office adds, and the current one made of both.

The library gives statutory holidays for any year, but make-up days only for years whose decree it holds:
by these a year counts as decreed. A version is derived from the content, so the same days have one name.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import holidays
from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.calendars import PLAIN, Decree, WorkCalendar
from schemas.tables.calendars import FORMER_CALENDARS
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.rules import CALENDARS
from services.packs.decrees import read_decree
from services.packs.reading import sound
from workflows.canonical import canonical, sha256

DECREED = Path(__file__).parent / "decreed"
# From the oldest campaign somebody may import to the end of any that begins now.
YEARS = range(2018, 2036)
DECREES = select(CALENDARS.c.decree).order_by(CALENDARS.c.position)


class KnownCalendar(NamedTuple):
    """A calendar and, if an office made it, by which decree."""

    calendar: WorkCalendar
    ground: str | None


@lru_cache(maxsize=1)
def shipped_calendar() -> WorkCalendar:
    """What this release knows: the library's days, and the decrees beside this file in place of its years."""
    found = holidays.country_holidays("CN", years=YEARS)
    worked = sorted(day for day in found.weekend_workdays if day.year in YEARS)
    decreed = sorted({day.year for day in worked})
    calendar = versioned(tuple(decreed), sorted(day for day in found if day.year in YEARS), worked)
    for path in sorted(DECREED.glob("*.yaml")):
        calendar = with_decree(calendar, sound(read_decree(path.name, path.read_bytes())))
    return calendar


def versioned(decreed: tuple[int, ...], off: list[date], worked: list[date]) -> WorkCalendar:
    content = WorkCalendar(version="-", decreed_years=decreed, days_off=tuple(off), days_worked=tuple(worked))
    return WorkCalendar(**content.model_dump(exclude={"version"}), version=version_of(content))


def version_of(calendar: WorkCalendar) -> str:
    """`cn-`, the last decreed year, and the beginning of the content's SHA-256."""
    digest = sha256(canonical(calendar.model_dump(mode="json", exclude={"version"})))
    return f"cn-{max(calendar.decreed_years, default=0)}-{digest[:24]}"


def with_decree(calendar: WorkCalendar, decree: Decree) -> WorkCalendar:
    """The calendar with one year replaced whole, and the decree's word on the last days of the year before."""
    off = {day for day in calendar.days_off if day.year != decree.year} - {*decree.days_worked} | {*decree.days_off}
    worked = {day for day in calendar.days_worked if day.year != decree.year} - off | {*decree.days_worked}
    return versioned(tuple(sorted({*calendar.decreed_years, decree.year})), sorted(off), sorted(worked))


async def current_calendar(connection: AsyncConnection, added: Decree | None = None) -> WorkCalendar:
    """What a campaign created now freezes: the shipped one and the office's decrees, of each year the latest.

    With `added` as the latest of its year: what adding it would make.
    """
    return _made_of(await connection.scalars(DECREES), added)


def calendar_now(connection: Connection) -> WorkCalendar:
    """The same, inside a function of a connection."""
    return _made_of(connection.scalars(DECREES))


def _made_of(texts: Iterable[str], added: Decree | None = None) -> WorkCalendar:
    decrees = [Decree.model_validate_json(text) for text in texts] + ([added] if added else [])
    latest = {decree.year: decree for decree in decrees}
    calendar = shipped_calendar()
    for year in sorted(latest):
        calendar = with_decree(calendar, latest[year])
    return calendar


async def known_calendars(connection: AsyncConnection) -> list[KnownCalendar]:
    """The current one first, then those that were, then the shipped and the plain one; each version once."""
    rows = await connection.execute(select(CALENDARS.c.decree, CALENDARS.c.body).order_by(CALENDARS.c.position.desc()))
    made = [KnownCalendar(_calendar(row.body), Decree.model_validate_json(row.decree).ground) for row in rows]
    found = {known.calendar.version: known for known in reversed(made)}
    others = [KnownCalendar(one, None) for one in (await current_calendar(connection), shipped_calendar(), PLAIN)]
    listed = {known.calendar.version: found.get(known.calendar.version, known) for known in (others[0], *made, *others)}
    return list(listed.values())


async def find_calendar(connection: AsyncConnection, version: str) -> KnownCalendar | None:
    """One of the known ones, or one that a campaign counts or counted by."""
    known = {one.calendar.version: one for one in await known_calendars(connection)}
    if version in known:
        return known[version]
    frozen = select(CAMPAIGNS.c.calendar_body).where(CAMPAIGNS.c.calendar_version == version).limit(1)
    former = select(FORMER_CALENDARS.c.body).where(FORMER_CALENDARS.c.version == version).limit(1)
    text = await connection.scalar(frozen) or await connection.scalar(former)
    return KnownCalendar(_calendar(text), None) if text else None


def _calendar(body: str) -> WorkCalendar:
    return WorkCalendar.model_validate_json(body)
