"""A measure's clock, explained: every number it shows follows from the ledger and the frozen calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from schemas.calendars import SkippedDay, WorkCalendar
from schemas.clock import Clock, DueStep
from schemas.clock_api import ClockView, DueExplained, LetterAhead
from schemas.measure import Actor
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES
from services.database import Database
from services.errors import ProblemError
from services.packs.calendars import find_calendar
from services.reading.rules import load_settings
from services.reads import measures
from services.wording.clock import DUE_RULES_ZH, REMINDERS_ZH
from workflows.alarms import ahead
from workflows.flags import days_left
from workflows.periods import china_day
from workflows.working_days import on_or_after


async def clock(database: Database, actor: Actor, measure_id: str, now: datetime) -> ClockView:
    async with database.read() as connection:
        row = (await connection.execute(measures(actor).where(MEASURES.c.id == measure_id))).one_or_none()
        if row is None:
            raise ProblemError("not_found", measure_id)
        setting = (await load_settings(connection, [row.campaign_id]))[row.campaign_id]
        snapshot = MeasureSnapshot.model_validate_json(row.snapshot)
        calendars = await _calendars(connection, snapshot, setting.calendar)
    return explain(snapshot, setting, calendars, china_day(now))


async def _calendars(
    connection: AsyncConnection, snapshot: MeasureSnapshot, present: WorkCalendar
) -> dict[str | None, WorkCalendar]:
    """Those on which the due date was ever found; a day found on none that is named was found on the present one."""
    known: dict[str | None, WorkCalendar] = {None: present, present.version: present}
    for step in snapshot.clock.steps if snapshot.clock else ():
        if step.due.calendar and step.due.calendar not in known:
            found = await find_calendar(connection, step.due.calendar)
            known[step.due.calendar] = found.calendar if found else present
    return known


def explain(
    snapshot: MeasureSnapshot, setting: Setting, calendars: dict[str | None, WorkCalendar], today: date
) -> ClockView:
    found = snapshot.clock
    return ClockView(
        measure_id=snapshot.id,
        calendar_version=setting.calendar.version,
        started_on=found.started_on if found else None,
        steps=tuple(_explained(step, calendars[step.due.calendar]) for step in found.steps) if found else (),
        stops=found.stops if found else (),
        stopped=tuple(_stopped(found, today)) if found else (),
        due=snapshot.due,
        provisional=found.due.provisional if found else False,
        days_left=days_left(snapshot, today),
        ahead=tuple(
            LetterAhead(
                kind=letter.kind,
                kind_zh=REMINDERS_ZH[letter.kind],
                day=day,
                colour=letter.colour,
                to=tuple(role.value for role in letter.to),
            )
            for day, letter in ahead(snapshot, setting)
        ),
    )


def _explained(step: DueStep, calendar: WorkCalendar) -> DueExplained:
    return DueExplained(
        rule=step.rule,
        rule_zh=DUE_RULES_ZH[step.rule],
        on=step.on,
        seq=step.seq,
        **{**step.due.model_dump(), "calendar": calendar.version},
        skipped=on_or_after(calendar, step.due.target).skipped,
    )


def _stopped(found: Clock, today: date) -> Iterator[SkippedDay]:
    for stop in found.stops:
        for passed in range(((stop.until or today) - stop.since).days):
            yield SkippedDay(day=stop.since + timedelta(days=passed), why="stopped")
