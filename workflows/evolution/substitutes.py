"""The fold of substitutes: who may play which part without its role, and in which round."""

from schemas.happened import Happened
from schemas.measure import Substitute
from schemas.snapshot import MeasureSnapshot
from schemas.substitute_events import SubstituteNamed
from workflows.evolution.shape import Change, Changes


def _named(snapshot: MeasureSnapshot, event: SubstituteNamed) -> Changes:
    substitute = Substitute(part=event.part, person_id=event.person_id, round=snapshot.round)
    return {"substitutes": (*snapshot.substitutes, substitute)}


CHANGES: dict[type[Happened], Change] = {SubstituteNamed: _named}
