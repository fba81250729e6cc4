"""The fold of a unit's succession: what was open passes on, what was done stays with who did it."""

from schemas.happened import Happened
from schemas.measure import MeasureState
from schemas.snapshot import MeasureSnapshot
from schemas.succession_events import UnitSucceeded
from workflows.canonical import row_hash
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day
from workflows.steps.shape import AT_WORK
from workflows.succession import claimed_after, closure_after, contests_after, heirs_after, in_place_of

UNVERIFIED = frozenset({MeasureState.CLOSURE_REQUESTED, MeasureState.VERIFYING})


def _succeeded(snapshot: MeasureSnapshot, event: UnitSucceeded) -> Changes:
    """Reports keep the unit that made them; claims, contests and requests are the successor's."""
    old, new = event.unit_id, event.successor_id
    former = (*snapshot.former_units, old)
    changes: Changes = {
        "assignment": event.assignment,
        "claimed_units": claimed_after(snapshot, old, new),
        "former_units": tuple(dict.fromkeys(unit for unit in former if unit not in event.assignment.all_units)),
        "contests": contests_after(snapshot, old, new),
        "pending_changes": tuple(
            change.model_copy(update={"unit_id": in_place_of((change.unit_id,), old, new)[0]})
            for change in snapshot.pending_changes
        ),
        "heirs": heirs_after(snapshot, old, new),
        **_closing(snapshot, event),
        **_judged_anew(event),
    }
    if event.complete and snapshot.claimed_period is None:
        changes["claimed_period"] = event.period
        if snapshot.state is MeasureState.ISSUED:
            changes["state"] = MeasureState.IN_PROGRESS
    return changes


def _closing(snapshot: MeasureSnapshot, event: UnitSucceeded) -> Changes:
    """A request that is complete goes on; one that waits for signatures is signed anew, by the successor too.

    The charge is part of what was verified. It changes by the succession alone, so the verification holds
    if it held before, unless somebody who judged belongs to the successor.
    """
    if snapshot.closure is None or snapshot.state in AT_WORK:
        return {"closure": None}
    closure = closure_after(snapshot.closure, event.unit_id, event.successor_id)
    if event.back_to in UNVERIFIED:
        closure = closure.model_copy(update={"verified_row_hash": None})
    elif closure.verified_row_hash == row_hash(snapshot):
        after = snapshot.model_copy(update={"assignment": event.assignment})
        closure = closure.model_copy(update={"verified_row_hash": row_hash(after)})
    return {"closure": closure}


def _judged_anew(event: UnitSucceeded) -> Changes:
    """Whoever judged for what is a charged unit now judged its own work: with it falls what was signed after it."""
    if event.back_to is None:
        return {}
    return {
        "state": event.back_to,
        "state_since": china_day(event.at),
        "signatures": (),
        "stage_offered": None,
    }


CHANGES: dict[type[Happened], Change] = {UnitSucceeded: _succeeded}
