"""The command that puts a successor in the place of a unit that is no more."""

from datetime import date
from typing import Literal

from schemas.directory_facts import SuccessorFacts
from schemas.measure import Frozen
from schemas.succession import Document, SuccessionKind
from schemas.texts import Note, UnitId


class SucceedUnitHere(Frozen):
    """The successor takes over what the unit had to do with this measure; only a recorded succession gives it.

    `facts` are looked up by the platform, never by the sender.
    """

    type: Literal["succeed_unit"] = "succeed_unit"
    unit_id: UnitId
    successor_id: UnitId
    kind: SuccessionKind
    on: date
    document: Document
    reason: Note
    facts: SuccessorFacts = SuccessorFacts()
