"""Commands that stop a measure's clock, start it again, or end the measure undone (M15, M18)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.measure import Frozen
from schemas.texts import Note


class SuspendMeasure(Frozen):
    """M15: the leading group stops the clock until a planned day."""

    type: Literal["suspend"] = "suspend"
    reason: Note
    planned_end: date = Field(examples=["2027-03-31"])


class ResumeMeasure(Frozen):
    """M15: work goes on; the due date moves by the days that were stopped."""

    type: Literal["resume"] = "resume"
    reason: Note


class CancelMeasure(Frozen):
    """M18: the leading group cancels by a decision on record. It stays in every denominator as not done."""

    type: Literal["cancel"] = "cancel"
    decision_reference: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
        Field(examples=["区委整改领导小组〔2026〕12号"]),
    ]
    reason: Note
