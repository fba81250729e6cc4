"""A decree (放假通知) in YAML: one year's days off and days worked, checked against each other and the law.

::

    year: 2027
    ground: 国务院办公厅关于2027年部分节假日安排的通知
    days_off: [2027-01-01, 2027-01-02, …]      # every day named in the notice, weekends too
    days_worked: [2027-01-03, …]               # 调休上班
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain

from pydantic import ValidationError

from schemas.calendars import SATURDAY, Decree
from schemas.organisation import FileProblem, FileRefused
from schemas.organisation import FileProblemCode as Code
from services.organisation.files.problems import problem, refuse
from services.packs.faults import problems_of
from services.packs.reading import base_name, take_apart
from services.plain_yaml import Plain

# Some decrees begin in the last days of December: that of 2019 had 29 December 2018 worked and the 31st off.
FROM_DECEMBER = 20
# New Year, Labour Day, National Day: the holidays that are set by law on a day of our calendar.
BY_LAW = ((1, 1), (5, 1), (10, 1))


def read_decree(filename: str, data: bytes) -> Decree | FileRefused:
    plain = take_apart(filename, data)
    if isinstance(plain, FileRefused):
        return plain
    try:
        decree = Decree.model_validate(plain.value)
    except ValidationError as error:
        return refuse(base_name(filename), list(problems_of(error, Decree, plain)))
    problems = list(_contradictions(decree, plain))
    return refuse(base_name(filename), problems) if problems else decree


def _contradictions(decree: Decree, plain: Plain) -> Iterator[FileProblem]:
    for field, days in (("days_off", decree.days_off), ("days_worked", decree.days_worked)):
        for number, day in enumerate(days):
            if not date(decree.year - 1, 12, FROM_DECEMBER) <= day <= date(decree.year, 12, 31):
                yield problem(Code.DAY_OF_OTHER_YEAR, plain.line((field, number)), field, day.isoformat())
    for number, day in enumerate(decree.days_worked):
        at = plain.line(("days_worked", number))
        if day.weekday() < SATURDAY:
            yield problem(Code.DAY_NO_WEEKEND, at, "days_worked", day.isoformat())
        if day in decree.days_off:
            yield problem(Code.DAY_CONTRADICTED, at, "days_worked", day.isoformat())
    yield from chain.from_iterable(_missing(decree, plain, *day) for day in BY_LAW)


def _missing(decree: Decree, plain: Plain, month: int, day: int) -> Iterator[FileProblem]:
    wanted = date(decree.year, month, day)
    if wanted not in decree.days_off:
        yield problem(Code.HOLIDAY_MISSING, plain.line(("days_off",)), "days_off", wanted.isoformat())
