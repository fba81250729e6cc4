"""A unit that is renamed, merged, split or dissolved: who follows it, from which day, and by which document.

Days are calendar days in China (UTC+8).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.measure import Day, Frozen
from schemas.texts import Note, UnitId

NewId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
# 、 and its kin stand between names in a ledger cell, so a name can't hold one.
UnitName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^、，,；;\n]{1,100}$")]
Document = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class SuccessionKind(StrEnum):
    """更名、合并、拆分、撤销."""

    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"


class Successor(Frozen):
    """A unit of the directory, or with a `name` one that is made now."""

    id: NewId = Field(examples=["water-and-environment"])
    name: UnitName | None = Field(default=None, examples=["区水务和生态局"])


class SucceedUnit(Frozen):
    """`measures` says which measure goes to which successor; one that is not named goes to the only one there is.

    `renamed` and `merged` have one successor, `split` two or more, `dissolved` any number: none at all
    only when nothing is left to do.
    """

    kind: SuccessionKind
    successors: tuple[Successor, ...] = Field(default=(), max_length=20)
    on: Day = Field(examples=["2026-11-01"])
    document: Document = Field(examples=["区委编办〔2026〕8号"])
    reason: Note
    measures: dict[str, UnitId] = Field(default_factory=dict, max_length=1000)


class SuccessionView(Frozen):
    """What became of a unit, for everyone who may read its name."""

    kind: SuccessionKind
    on: date
    document: str
    successors: tuple[str, ...]


class SuccessionRow(Frozen):
    """What became of one measure. `problem` is the problem's code; `about` names the offender."""

    measure_id: str
    successor_id: str
    ok: bool
    problem: str | None
    about: str | None


class SuccessionResult(SuccessionView):
    """`rows` are the measures this request moved. `members` still belong to the unit: nobody is moved with it."""

    unit_id: str
    recorded_by: str
    recorded_at: datetime
    moved: int
    refused: int
    rows: tuple[SuccessionRow, ...]
    members: tuple[str, ...]


class Heir(Frozen):
    """Who answers for what a unit that is no more left on a measure."""

    unit_id: str
    successor_id: str
