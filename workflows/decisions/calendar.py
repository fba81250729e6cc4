"""A measure counted on another calendar: its due date anew from the agreed day, and whatever else moves with it.

Days to decide something follow from the facts and the calendar (`workflows.letters`), so both calendars
are asked for them; only the due date is kept in the clock.
"""

from collections.abc import Iterator
from datetime import date

from schemas.calendar_commands import AdoptCalendar
from schemas.calendar_events import CalendarAdopted
from schemas.calendars import MovedDay, WorkCalendar
from schemas.clock import Due, Reminder, ReminderKind
from schemas.measure import MeasureState, Role
from schemas.packs import Colour
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode
from workflows.case import Case, Decision
from workflows.deadlines import due_of
from workflows.duties import refused
from workflows.letters.road import UNIT
from workflows.letters.shape import Letter
from workflows.letters.table import letters
from workflows.periods import china_day
from workflows.steps.calendar import CALENDAR

TOLD_OF_DUE = (*UNIT, Role.LEADER_IN_CHARGE, Role.OFFICE)
Key = tuple[str, str, tuple[str, ...]]
Move = tuple[MovedDay, Letter]


def adopt(case: Case, command: AdoptCalendar) -> Decision:
    present, rule = case.snapshot.calendar_version, CALENDAR[command.type].number
    if present == command.version:
        return refused(case.snapshot, RefusalCode.CALENDAR_SAME, rule=rule, about=present)
    # A command that comes late would lead back to an older calendar. Rows of the first release name none to compare.
    if present not in (None, command.facts.before.version):
        return refused(case.snapshot, RefusalCode.CALENDAR_OUTDATED, rule=rule, about=present)
    moves = (*_due_moved(case, command), *_last_days_moved(case, command))
    adopted = CalendarAdopted(
        **case.said(),
        before=command.facts.before.version,
        version=command.version,
        due=_recounted(case, command.facts.after),
        moved=tuple(moved for moved, _ in moves),
    )
    return (adopted, _told(case, moves)) if moves else (adopted,)


def _recounted(case: Case, calendar: WorkCalendar) -> Due | None:
    """The same agreed day on the new calendar; None where nothing of it changes. What is struck off stays as it was."""
    clock = case.snapshot.clock
    if clock is None or case.snapshot.state is MeasureState.SIGNED_OFF:
        return None
    due = due_of(clock.due.target, calendar)
    return None if (due.day, due.provisional) == (clock.due.day, clock.due.provisional) else due


def _due_moved(case: Case, command: AdoptCalendar) -> Iterator[Move]:
    due, clock = _recounted(case, command.facts.after), case.snapshot.clock
    if due and clock and due.day != clock.due.day:
        units = case.snapshot.assignment.charged_units
        letter = Letter(ReminderKind.DAY_MOVED, due.day, due.day, TOLD_OF_DUE, units=units)
        yield MovedDay(what="due", about="", before=clock.due.day, after=due.day), letter


def _last_days_moved(case: Case, command: AdoptCalendar) -> Iterator[Move]:
    """Days until which somebody has to act and that are not over on both calendars."""
    before, after = (_waiting(case, calendar) for calendar in (command.facts.before, command.facts.after))
    for key, letter in after.items():
        old = before[key].concerns if key in before else letter.concerns
        if old != letter.concerns and max(old, letter.concerns) >= case.day:
            yield MovedDay(what=letter.kind, about=letter.about, before=old, after=letter.concerns), letter


def _waiting(case: Case, calendar: WorkCalendar) -> dict[Key, Letter]:
    clock = case.snapshot.clock
    if clock is None:
        return {}
    since: date = china_day(clock.rang_until)
    setting = case.setting.model_copy(update={"calendar": calendar})
    found = letters(case.snapshot, setting, since, since)
    return {(one.kind, one.about, one.units): one for one in found if one.topic != "due"}


def _told(case: Case, moves: tuple[Move, ...]) -> Reminded:
    """A letter for each day that moved, to whom it is set."""
    clock = case.snapshot.clock
    # Letters of the clock that fall due meanwhile are still its own to send.
    until = clock.rang_until if clock else case.at
    return Reminded(**case.said(), until=until, reminders=tuple(_letter(case, *move) for move in moves))


def _letter(case: Case, moved: MovedDay, letter: Letter) -> Reminder:
    return Reminder(
        kind=ReminderKind.DAY_MOVED,
        colour=Colour.GREEN,
        to=letter.to,
        units=letter.units,
        about=f"{moved.what}:{moved.about}" if moved.about else moved.what,
        date=moved.after,
        days=(moved.after - case.day).days,
        times=1,
    )
