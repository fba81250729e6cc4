"""Working days of mainland China as data: frozen under a version, so a due date can be explained for ever."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.measure import Frozen

Year = Annotated[int, Field(ge=1949, le=2999)]
# A century of holidays; counting past all of them is still quick.
Days = Annotated[tuple[date, ...], Field(max_length=4000)]
SATURDAY = 5


class WorkCalendar(Frozen):
    """What deviates from Monday to Friday. `decreed_years` are those the State Council has published.

    `days_off` are holidays, in years not decreed the statutory ones only; `days_worked` are days of a
    weekend that are worked in exchange (调休). Make another calendar by its constructor: `model_copy`
    would keep the look-ups below.
    """

    version: str = Field(min_length=1, max_length=64)
    decreed_years: tuple[Year, ...] = ()
    days_off: Days = ()
    days_worked: Days = ()

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if any(day.weekday() < SATURDAY for day in self.days_worked):
            raise ValueError("调休上班日须为周六或周日 / a day worked in exchange lies on a Saturday or a Sunday")
        if self.off & self.worked:
            raise ValueError("同一天不能既放假又上班 / a day is a holiday or worked, not both")
        return self

    @cached_property
    def off(self) -> frozenset[date]:
        """`days_off`, to look a day up in."""
        return frozenset(self.days_off)

    @cached_property
    def worked(self) -> frozenset[date]:
        return frozenset(self.days_worked)


class Decree(Frozen):
    """The State Council's notice of one year's holidays (放假通知): it replaces all that was known of the year."""

    year: int = Field(ge=2000, le=2100)
    ground: str = Field(min_length=1, max_length=500)
    days_off: tuple[date, ...] = Field(min_length=1, max_length=100)
    days_worked: tuple[date, ...] = Field(max_length=50)


class SkippedDay(Frozen):
    """A day that did not count, and why."""

    day: date
    why: Literal["weekend", "holiday", "stopped"]


class Counted(Frozen):
    """A day found by counting. `provisional` when a year that no decree covers was crossed."""

    day: date
    skipped: tuple[SkippedDay, ...]
    provisional: bool


class MovedDay(Frozen):
    """A day that another calendar moved. `what` is `due`, or the kind of letter that follows when the day is over."""

    what: str
    about: str
    before: date
    after: date


# Five days a week and nothing known: what measures of the first release count by.
PLAIN = WorkCalendar(version="plain")
