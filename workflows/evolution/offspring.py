"""The fold of a split and a merge (M17): the measure rests, and what was open on it lapses with it."""

from schemas.happened import Happened
from schemas.measure import MeasureState
from schemas.offspring_events import MeasureMerged, MeasureSplit
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.shape import Change, Changes

STATE_AFTER: dict[type[Happened], MeasureState] = {
    MeasureSplit: MeasureState.SUPERSEDED,
    MeasureMerged: MeasureState.SUPERSEDED,
}


def _split(_: MeasureSnapshot, event: MeasureSplit) -> Changes:
    return _replaced_by(tuple(child.measure_id for child in event.children))


def _merged(_: MeasureSnapshot, event: MeasureMerged) -> Changes:
    return _replaced_by((event.child_id,))


def _replaced_by(offspring: tuple[str, ...]) -> Changes:
    """What becomes of the work is its successors' outcome, so this one has none."""
    return {"offspring": offspring, "outcome": None, "closure": None, "contests": ()}


CHANGES: dict[type[Happened], Change] = {MeasureSplit: _split, MeasureMerged: _merged}
