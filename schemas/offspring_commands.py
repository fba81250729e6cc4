"""Commands that replace measures by others: split in several, merged into one (M17)."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from schemas.measure import Frozen
from schemas.offspring import Offspring, OffspringFacts
from schemas.texts import Note

MeasureId = Annotated[str, Field(min_length=1, max_length=64)]


def _each_once(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ids)) < len(ids):
        raise ValueError("每项措施只能列一次 / each measure is named once")
    return ids


Children = Annotated[
    tuple[Offspring, ...],
    Field(
        min_length=2,
        max_length=20,
        examples=[
            [
                {"text": "加快管网建设。", "lead_unit": "water"},
                {"text": "今年底前完成污水管网602公里。", "lead_unit": "housing", "due": "2026-12-31"},
            ]
        ],
    ),
]
Parents = Annotated[
    tuple[MeasureId, ...],
    Field(
        min_length=2,
        max_length=20,
        examples=[["c8k2m4x7qa-3-1", "c8k2m4x7qa-3-2"]],
        json_schema_extra={"uniqueItems": True},
    ),
    AfterValidator(_each_once),
]


class SplitMeasure(Frozen):
    """M17: several measures take the place of one. `facts` are the platform's own."""

    type: Literal["split"] = "split"
    children: Children
    reason: Note
    facts: OffspringFacts


class SplitBody(Frozen):
    """What the leading group says. The children's texts together hold every clause of the measure's."""

    children: Children
    reason: Note


class MergeMeasures(Frozen):
    """M17: one measure takes the place of several. It has its number from the first; `facts` are the platform's own."""

    type: Literal["merge"] = "merge"
    parents: Parents
    child: Offspring
    reason: Note
    facts: OffspringFacts

    @property
    def child_id(self) -> str:
        """No other child of the first parent can have it: whatever is replaced is replaced once."""
        return f"{self.parents[0]}-1"


class MergeBody(Frozen):
    """What the leading group says. The child's text holds every clause of every parent's."""

    parents: Parents
    child: Offspring
    reason: Note
