"""When a measure's clock rings, pure.

Every letter follows from the snapshot: there is no list of letters sent, only the moment up to which
the clock has rung. What fell due before that moment never rings again, and what fell due while nobody
was there to ring is told once, with the true number of days. A day begins at midnight in China.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schemas.calendars import WorkCalendar
from schemas.clock import Reminder
from schemas.packs import Setting, Span
from schemas.snapshot import MeasureSnapshot
from workflows.letters.shape import Letter
from workflows.letters.table import letters
from workflows.periods import CHINA, china_day
from workflows.working_days import add_span


@dataclass(frozen=True)
class Rung:
    """A letter that rang: on which day last, and how often since the clock was last heard."""

    letter: Letter
    last: date
    times: int


def next_alarm(snapshot: MeasureSnapshot, setting: Setting) -> datetime | None:
    """The moment the clock rings next; null while no clock runs or nothing lies ahead."""
    days = [day for day, _ in ahead(snapshot, setting)]
    return datetime.combine(days[0], time.min, CHINA) if days else None


def ringing(snapshot: MeasureSnapshot, setting: Setting, now: datetime) -> tuple[Reminder, ...]:
    """What is to be told at `now` of all that fell due since the clock last rang."""
    if snapshot.clock is None:
        return ()
    since, today = china_day(snapshot.clock.rang_until), china_day(now)
    topics: dict[str, list[Rung]] = {}
    for letter in letters(snapshot, setting, since, today):
        days = [day for day in _ring_days(letter, setting.calendar, today) if day > since]
        if days:
            rung = Rung(letter, days[-1], len(days))
            topics.setdefault(letter.topic or f"{letter.kind}{letter.units}", []).append(rung)
    return tuple(_reminder(rungs, today) for rungs in topics.values())


def ahead(snapshot: MeasureSnapshot, setting: Setting) -> tuple[tuple[date, Letter], ...]:
    """Each letter with the day it rings next, the nearest first, as things stand."""
    if snapshot.clock is None:
        return ()
    since = china_day(snapshot.clock.rang_until)
    found = [(_first_after(one, since, setting.calendar), one) for one in letters(snapshot, setting, since, since)]
    return tuple(sorted(((day, one) for day, one in found if day), key=lambda pair: pair[0]))


def _first_after(letter: Letter, since: date, calendar: WorkCalendar) -> date | None:
    day = letter.first
    if day > since:
        return day
    if letter.every is None:
        return None
    day = _skipped_ahead(day, letter.every, since)
    while day <= since:
        day = add_span(calendar, day, letter.every).day
    return day


def _ring_days(letter: Letter, calendar: WorkCalendar, until: date) -> Iterator[date]:
    day = letter.first
    while day <= until:
        yield day
        if letter.every is None:
            return
        day = add_span(calendar, day, letter.every).day


def _skipped_ahead(day: date, every: Span, since: date) -> date:
    """Whole repetitions at once, where they are all of one length."""
    return day + timedelta(days=(since - day).days // every.days * every.days) if every.days else day


def _reminder(rungs: list[Rung], today: date) -> Reminder:
    """One letter for a topic, in the words of the one that rang last."""
    latest = max(rungs, key=lambda rung: rung.last).letter
    abouts = dict.fromkeys(rung.letter.about for rung in rungs if rung.letter.about)
    return Reminder(
        kind=latest.kind,
        colour=latest.colour,
        to=latest.to,
        units=latest.units,
        about=",".join(abouts),
        date=latest.concerns,
        days=(latest.concerns - today).days,
        times=sum(rung.times for rung in rungs),
    )
