"""Commands about who is charged with a measure (M3, M16) and what becomes of a unit's measures when it ends."""

from datetime import date
from typing import Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from schemas.directory_facts import StandingFacts
from schemas.measure import Frozen
from schemas.texts import Note, UnitId


class ContestAssignment(Frozen):
    """M3: a charged unit's principal says that the measure is not the unit's to do."""

    type: Literal["contest_assignment"] = "contest_assignment"
    reason: Note
    unit_id: UnitId | None = None


class UpholdAssignment(Frozen):
    """M3: the assignment stands. `unit_id` is the contesting unit, needed when there are several."""

    type: Literal["uphold_assignment"] = "uphold_assignment"
    reason: Note
    unit_id: UnitId | None = None


MAY_BE_LEFT_OUT = frozenset({"joint_units", "support_units", "special_group"})


class ReassignBody(Frozen):
    """M16: other units from today on. A field left out stays as it is; null or an empty list clears it.

    `effective` may be today or earlier, and means today: what the old unit had to do until now stays its own.
    """

    type: Literal["reassign"] = "reassign"
    lead_unit: UnitId = Field(examples=["housing"])
    joint_units: tuple[UnitId, ...] | None = Field(default=None, max_length=20)
    support_units: tuple[UnitId, ...] | None = Field(default=None, max_length=40)
    special_group: UnitId | None = None
    effective: date | None = None
    reason: Note
    principals_consulted: Literal[True]
    disputed: bool = Field(default=False, description="a principal disagrees: the leading group decides")

    @model_serializer(mode="wrap")
    def _as_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """A field that was left out is left out for inbox and workflow too, where null would clear it."""
        left_out = MAY_BE_LEFT_OUT - self.model_fields_set
        return {name: value for name, value in handler(self).items() if name not in left_out}

    @property
    def named_units(self) -> tuple[str, ...]:
        return (self.lead_unit, *(self.joint_units or ()), *(self.support_units or ()))


class Reassign(ReassignBody):
    """What the sender says, with what the directory says of the units and the group named."""

    facts: StandingFacts = StandingFacts()
