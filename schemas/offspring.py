"""Measures that take the place of others (M17): what is asked for, what was issued, and where it came from."""

from datetime import date

from pydantic import Field

from schemas.campaigns import FIRST_DUE, LAST_DUE
from schemas.clock import Due
from schemas.directory_facts import StandingFacts
from schemas.measure import Assignment, Category, Day, Frozen
from schemas.texts import Note, UnitId


class Offspring(Frozen):
    """One measure to be issued. What is null is inherited; without `due` the measure has its parent's day."""

    text: Note
    lead_unit: UnitId = Field(examples=["housing"])
    joint_units: tuple[UnitId, ...] = Field(default=(), max_length=20)
    support_units: tuple[UnitId, ...] | None = Field(default=None, max_length=40)
    special_group: UnitId | None = None
    category: Category | None = None
    due: Day | None = Field(default=None, ge=FIRST_DUE, le=LAST_DUE)
    leader: str | None = Field(default=None, max_length=100)

    @property
    def named_units(self) -> tuple[str, ...]:
        return (self.lead_unit, *self.joint_units, *(self.support_units or ()))


class Child(Frozen):
    """One measure that was issued. `due` counts from its first day on, its extensions from `agreed` (M6)."""

    measure_id: str
    number: str
    text: str
    assignment: Assignment
    due: Due
    agreed: date | None = None


class Origin(Frozen):
    """What a measure has of those whose place it took: units that worked on it and judge none of it, and its people."""

    parents: tuple[str, ...]
    former_units: tuple[str, ...]
    took_part: tuple[str, ...]


class OffspringFacts(Frozen):
    """The texts of the measures to be replaced, by id, and what the directory says of whom the children name.

    The gate believes no text that has not the measure's hash.
    """

    texts: dict[str, str]
    standing: StandingFacts = StandingFacts()
