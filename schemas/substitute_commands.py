"""S6: the office names a substitute where nobody may judge a measure."""

from typing import Literal

from pydantic import Field

from schemas.measure import Actor, Frozen, Part
from schemas.texts import Note

JudgingPart = Literal[Part.GATEKEEPER, Part.VERIFIER, Part.SIGNATORY]


class SubstituteFacts(Frozen):
    """What the directory said when the request was received.

    `eligible` are people who may play the part, up to 20; `sees` is whether some role of the
    candidate's opens the measure.
    """

    eligible: tuple[str, ...] = Field(max_length=20)
    candidate: Actor
    sees: bool


class NameSubstitute(Frozen):
    """S6: let a person play a part in this round without its role. `facts` are the platform's own."""

    type: Literal["name_substitute"] = "name_substitute"
    part: JudgingPart
    person_id: str = Field(max_length=64)
    reason: Note
    facts: SubstituteFacts


class SubstituteBody(Frozen):
    """What the office says."""

    part: JudgingPart
    person_id: str = Field(min_length=1, max_length=64, examples=["p-chen"])
    reason: Note
