"""What a measure keeps of its long life: stage results, look-backs, a proposed revocation, an open order.

Days are calendar days in China (UTC+8).
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.measure import Frozen
from schemas.packs import Colour
from schemas.texts import Note, Place

# Kept in the snapshot, so far shorter than a note.
StageGoal = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
    Field(examples=["干流沿线管网雨污分流全部完成，支流按年度计划推进。"]),
]


class Visit(Frozen):
    """A visit on the spot."""

    visited_on: date
    place: Place
    findings: Note


class StageTerms(Frozen):
    """What an interim acceptance says: reached so far, looked at again, done in the end (M10)."""

    stage_goal: StageGoal
    next_review: date
    expected_finish: date


class LookBack(Frozen):
    """Look-backs after the sign-off. `next_on` is null once they have ended, or when none was set."""

    held: int = 0
    next_on: date | None = None
    ended: bool = False


class Revocation(Frozen):
    """A proposal to revoke the sign-off that nobody has decided yet; none of `proposers` may (S11)."""

    proposers: tuple[str, ...]
    since: date


OrderColour = Literal[Colour.BLUE, Colour.YELLOW, Colour.RED]


class OpenOrder(Frozen):
    """A supervision order that is not closed. `seq` is the row that issued it and holds its demand."""

    seq: int
    colour: OrderColour
    answer_by: date
    answered_on: date | None = None
