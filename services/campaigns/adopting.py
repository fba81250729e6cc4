"""A campaign adopts the newest calendar: it moves once, then every measure is counted anew in its own workflow."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.calendar_commands import AdoptCalendar, CalendarFacts
from schemas.calendars import WorkCalendar
from schemas.campaign_commands import AdoptCampaignCalendar
from schemas.campaigns import BulkResult
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES
from services.bulk import hand_in_all, row_key, summary
from services.campaigns.desk import CampaignDesk
from services.campaigns.stream import find, snapshot_of
from services.errors import ProblemError
from services.inbox import Ask
from services.packs.calendars import find_calendar
from workflows.steps.calendar import COUNTED

Waiting = tuple[Any, AdoptCalendar]


async def adopt(desk: CampaignDesk, campaign_id: str) -> BulkResult:
    """Every measure that counts by another calendar. The same key repeats nothing, and finishes what was cut short."""
    # The batch has its own answers; the campaign's step is repeated without harm, so it is not remembered.
    await replace(desk, key=None).apply(campaign_id, AdoptCampaignCalendar())
    async with desk.platform.database.read() as connection:
        waiting = await _waiting(connection, desk, campaign_id)
    assert desk.key is not None  # noqa: S101 - the route asks for one
    asks = [Ask(row.id, row_key(desk.key, row.id), command, None) for row, command in waiting]
    answers = await hand_in_all(desk.platform.inbox, desk.caller, asks, desk.now)
    return summary([row.number for row, _ in waiting], answers)


async def _waiting(connection: AsyncConnection, desk: CampaignDesk, campaign_id: str) -> list[Waiting]:
    row = await find(connection, campaign_id, desk.caller.actor)
    first, *_ = (await connection.run_sync(snapshot_of, row)).calendars
    measures = select(MEASURES.c.id, MEASURES.c.number, MEASURES.c.snapshot).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state.in_(COUNTED)
    )
    rows = (await connection.execute(measures.order_by(MEASURES.c.ordinal))).all()
    counted = {one.id: MeasureSnapshot.model_validate_json(one.snapshot).calendar_version or first for one in rows}
    known = await _calendars(connection, {*counted.values(), row.calendar_version})
    newest = known[row.calendar_version]
    return [
        (one, AdoptCalendar(version=newest.version, facts=CalendarFacts(before=known[counted[one.id]], after=newest)))
        for one in rows
        if counted[one.id] != newest.version
    ]


async def _calendars(connection: AsyncConnection, versions: Iterable[str]) -> dict[str, WorkCalendar]:
    found = {}
    for version in versions:
        known = await find_calendar(connection, version)
        if known is None:
            raise ProblemError("not_found", version)
        found[version] = known.calendar
    return found
