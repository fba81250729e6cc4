"""Due dates on a frozen calendar, pure: set, moved, explained. What rings when is in `alarms`."""

from datetime import date, timedelta

from schemas.calendars import WorkCalendar
from schemas.clock import Due
from workflows.working_days import on_or_after


def due_of(target: date, calendar: WorkCalendar) -> Due:
    """An agreed day that is no working day means the first one after it (Civil Code art. 203)."""
    counted = on_or_after(calendar, target)
    return Due(target=target, day=counted.day, provisional=counted.provisional, calendar=calendar.version)


def moved_by(due: Due, days: int, calendar: WorkCalendar) -> Due:
    """The agreed day moves by whole calendar days, the day that counts with it."""
    return due_of(due.target + timedelta(days=days), calendar)
