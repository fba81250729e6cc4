"""What another calendar of working days leaves in a measure's ledger."""

from typing import Literal

from schemas.calendars import MovedDay
from schemas.clock import Due
from schemas.happened import Happened


class CalendarAdopted(Happened):
    """`moved` are the days that are others now; `due` is set when the due date moved or is no longer provisional."""

    type: Literal["measure.calendar_adopted"] = "measure.calendar_adopted"
    before: str
    version: str
    due: Due | None
    moved: tuple[MovedDay, ...]
