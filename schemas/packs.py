"""Rule packs: every deadline and every chain of signatures as data (domain.md section 4).

A campaign keeps the pack it was created under, by id and hash; later packs never touch it. A field
that a pack leaves out has the value of the `standard` pack, which is the default of this module.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.calendars import PLAIN, WorkCalendar
from schemas.measure import Frozen, Role

MAX_WORKING_DAYS = 1000


class Span(Frozen):
    """A length of time in exactly one unit; working days skip weekends and holidays."""

    months: int = Field(default=0, ge=0, le=120)
    days: int = Field(default=0, ge=0, le=3660)
    working_days: int = Field(default=0, ge=0, le=MAX_WORKING_DAYS)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(1 for length in (self.months, self.days, self.working_days) if length) != 1:
            raise ValueError("只写一种单位 / exactly one of months, days, working_days")
        return self


class Colour(StrEnum):
    """Warning letters are green, yellow, red (Jiangjin); supervision orders blue, yellow, red (Sanming)."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Rung(Frozen):
    """One step of the warning ladder: `days_left` calendar days before the due date, to whom."""

    days_left: int = Field(ge=0, le=365)
    colour: Colour
    to: tuple[Role, ...] = Field(min_length=1, max_length=14)


class Cadence(StrEnum):
    """How often a unit reports. By stage: at the stages of its plan, no calendar period is due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    TWO_MONTHLY = "two_monthly"
    BY_STAGE = "by_stage"


LIAISON, PRINCIPAL = Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL
LADDER = (
    Rung(days_left=20, colour=Colour.GREEN, to=(LIAISON,)),
    Rung(days_left=10, colour=Colour.YELLOW, to=(LIAISON, Role.LEADER_IN_CHARGE)),
    Rung(days_left=0, colour=Colour.RED, to=(LIAISON, PRINCIPAL)),
)
# Nobody of a charged unit (S1), no machine (S9), no administrator and nobody who only reads signs for a measure.
MAY_SIGN = frozenset(
    {
        Role.LEADING_GROUP,
        Role.LEADER_IN_CHARGE,
        Role.OFFICE,
        Role.SPECIAL_GROUP,
        Role.SUPERVISOR,
        Role.DISCIPLINE,
        Role.ORG_DEPT,
    }
)


def _signs(role: Role) -> Role:
    if role not in MAY_SIGN:
        raise ValueError("该身份不能签署 / this role signs for no measure")
    return role


def _falls(numbers: Iterable[int], what: str) -> None:
    if any(next_one >= one for one, next_one in pairwise(numbers)):
        raise ValueError(f"{what} 须逐级递减 / has to fall from one to the next")


def _ladder(rungs: tuple[Rung, ...]) -> tuple[Rung, ...]:
    _falls((rung.days_left for rung in rungs), "days_left")
    return rungs


Slot = Annotated[tuple[Annotated[Role, AfterValidator(_signs)], ...], Field(min_length=1, max_length=7)]
Slots = Annotated[tuple[Slot, ...], Field(min_length=1, max_length=10)]
Ladder = Annotated[tuple[Rung, ...], Field(min_length=1, max_length=20), AfterValidator(_ladder)]


class MeasureRules(Frozen):
    """What the clock and the gates of a measure go by. Each slot is signed by a person of its own."""

    claim_due: Span = Span(working_days=5)
    contest_decide: Span = Span(working_days=5)
    cadence: Cadence = Cadence.MONTHLY
    gate_review: Span = Span(working_days=5)
    verification: Span = Span(working_days=10)
    sign_off: Span = Span(working_days=5)
    ladder: Ladder = LADDER
    overdue_every: Span = Span(days=7)
    extension_ask_by: Span = Span(working_days=20)
    change_decide: Span = Span(working_days=10)
    extension_cap: Span = Span(months=12)
    interim_review: Span = Span(months=3)
    look_back_after: Span = Span(months=6)
    suspended_every: Span = Span(months=1)
    order_answer: Span = Span(working_days=5)
    returns_before_escalation: int = Field(default=3, ge=1, le=20)
    former_post_years: int = Field(default=3, ge=0, le=30)
    verification_slots: Slots = ((Role.SUPERVISOR,),)
    interim_slots: Slots = ((Role.SUPERVISOR,), (Role.SUPERVISOR,), (Role.OFFICE,))
    sign_off_slots: Slots = ((Role.SUPERVISOR,),)
    one_team: bool = Field(default=False, description="the verifiers of a visit belong to one supervision team")


def _without_default(schema: dict[str, Any]) -> None:
    """Generators of clients can't tell an object's default from null."""
    schema.pop("default", None)


class PhaseRules(Frozen):
    """Deadlines of a campaign; D is the day the feedback was delivered. `null`: the pack sets none."""

    plan_due: Span | None = Field(default=Span(months=1), json_schema_extra=_without_default)
    plan_review_required: bool = Field(default=False, description="issued only after the leading group's approval")
    plan_review: Span = Span(working_days=10)
    concentrated: Span = Span(months=6)
    progress_report_due: Span = Span(months=6)
    principal_report: bool = False
    bulletin: Span = Span(working_days=5)
    evaluation: Span = Span(months=1)
    objection: Span = Span(days=30)
    transferred_lead: Span = Span(months=6)
    transferred_lead_hard_stop: Span = Span(months=12)


class Deduction(Frozen):
    """Points taken for each ledger event of one of `events`, at most `at_most` in all."""

    indicator: str = Field(pattern=r"^[a-z_]{1,40}$")
    title_zh: str = Field(min_length=1, max_length=100)
    events: tuple[str, ...] = Field(min_length=1, max_length=20)
    points: int = Field(ge=1, le=100)
    at_most: int = Field(ge=1, le=100)


class Veto(Frozen):
    """This many of these events, and the score is nought (Hengshui 2018: five false statements)."""

    title_zh: str = Field(min_length=1, max_length=100)
    events: tuple[str, ...] = Field(min_length=1, max_length=20)
    count: int = Field(ge=1, le=1000)


class Grade(Frozen):
    name: str = Field(pattern=r"^[a-z_]{1,40}$")
    title_zh: str = Field(min_length=1, max_length=20)
    at_least: int = Field(ge=0, le=100)


def _grades(grades: tuple[Grade, ...]) -> tuple[Grade, ...]:
    _falls((grade.at_least for grade in grades), "at_least")
    if grades[-1].at_least:
        raise ValueError("末等须为 at_least: 0 / the last grade is at_least 0")
    return grades


Grades = Annotated[tuple[Grade, ...], Field(min_length=1, max_length=10), AfterValidator(_grades)]


class Scoring(Frozen):
    """From 100 by deduction (Guyuan); grades from the best down."""

    deductions: tuple[Deduction, ...] = Field(default=(), max_length=50)
    vetoes: tuple[Veto, ...] = Field(default=(), max_length=20)
    grades: Grades = (
        Grade(name="good", title_zh="好", at_least=90),
        Grade(name="fairly_good", title_zh="较好", at_least=80),
        Grade(name="fair", title_zh="一般", at_least=60),
        Grade(name="poor", title_zh="差", at_least=0),
    )


class RulePack(Frozen):
    """A whole pack. `ground` says where its numbers come from."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    title_zh: str = Field(min_length=1, max_length=100)
    title_en: str = Field(min_length=1, max_length=200)
    ground: str = Field(min_length=1, max_length=500)
    phases: PhaseRules = PhaseRules()
    measure: MeasureRules = MeasureRules()
    scoring: Scoring = Scoring()


class Setting(Frozen):
    """What a measure is judged by: the rules and the calendar frozen with its campaign."""

    rules: MeasureRules = MeasureRules()
    calendar: WorkCalendar = PLAIN


STANDARD = Setting()


@lru_cache(maxsize=64)
def _first_of_equals(setting: Setting) -> Setting:
    return setting


# Hundreds of measures of one campaign are held at the same time, each with what was read from its own
# history: one object for all of them instead of 62 KiB each.
SharedSetting = Annotated[Setting, AfterValidator(_first_of_equals)]
