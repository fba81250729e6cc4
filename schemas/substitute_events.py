"""What naming a substitute leaves in the ledger."""

from typing import Literal

from schemas.happened import Happened
from schemas.measure import Part


class SubstituteNamed(Happened):
    """`person_id` may play `part` in the present round; discipline is told by the event that follows."""

    type: Literal["measure.substitute_named"] = "measure.substitute_named"
    part: Part
    person_id: str
    person_name: str
    reason: str
