"""Working days of mainland China as data: frozen under a version, so a due date can be explained for ever."""

from datetime import date
from typing import Literal

from pydantic import Field

from schemas.measure import Frozen


class WorkCalendar(Frozen):
    """What deviates from Monday to Friday. `decreed_years` are those the State Council has published.

    `days_off` are holidays, in years not decreed the statutory ones only; `days_worked` are days of a
    weekend that are worked in exchange (调休).
    """

    version: str = Field(min_length=1, max_length=64)
    decreed_years: tuple[int, ...] = ()
    days_off: tuple[date, ...] = ()
    days_worked: tuple[date, ...] = ()


class SkippedDay(Frozen):
    """A day that did not count, and why."""

    day: date
    why: Literal["weekend", "holiday", "stopped"]


class Counted(Frozen):
    """A day found by counting. `provisional` when a year that no decree covers was crossed."""

    day: date
    skipped: tuple[SkippedDay, ...]
    provisional: bool


# Five days a week and nothing known: what measures of the first release count by.
PLAIN = WorkCalendar(version="plain")
