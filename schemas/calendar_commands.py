"""The command that has a measure counted on another calendar of working days."""

from typing import Literal, Self

from pydantic import model_validator

from schemas.calendars import WorkCalendar
from schemas.measure import Frozen


class CalendarFacts(Frozen):
    """The calendar the measure's days were counted on so far, and the one its campaign adopted."""

    before: WorkCalendar
    after: WorkCalendar


class AdoptCalendar(Frozen):
    """Count the measure's days anew. `facts` are looked up by the platform, never by the sender."""

    type: Literal["adopt_calendar"] = "adopt_calendar"
    version: str
    facts: CalendarFacts

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.version != self.facts.after.version:
            raise ValueError("版本须与所采用的日历一致 / the version is that of the calendar adopted")
        return self
