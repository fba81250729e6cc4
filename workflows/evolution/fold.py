"""`evolve`: the fold of one event into the snapshot. It never refuses: what happened, happened."""

from collections.abc import Iterable

from schemas import events as e
from schemas.happened import Happened
from schemas.measure import Act, MeasureState, Part
from schemas.snapshot import MeasureSnapshot
from workflows.evolution import (
    calendar,
    changes,
    charge,
    offspring,
    orders,
    pauses,
    road,
    rounds,
    substitutes,
    succession,
)
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day

STATE_AFTER: dict[type[Happened], MeasureState] = {
    **road.STATE_AFTER,
    **pauses.STATE_AFTER,
    **offspring.STATE_AFTER,
    **rounds.STATE_AFTER,
}
PART_OF: dict[type[Happened], Part] = {**road.PART_OF, **rounds.PART_OF}
CHANGES: dict[type[Happened], Change] = {
    **road.CHANGES,
    **pauses.CHANGES,
    **changes.CHANGES,
    **charge.CHANGES,
    **offspring.CHANGES,
    **substitutes.CHANGES,
    **rounds.CHANGES,
    **orders.CHANGES,
    **calendar.CHANGES,
    **succession.CHANGES,
}


def evolve(snapshot: MeasureSnapshot | None, event: e.Event) -> MeasureSnapshot:
    """The snapshot after `event`. Only `measure.drafted` may come first, and only first."""
    if isinstance(event, e.MeasureDrafted) != (snapshot is None):
        raise ValueError(f"a ledger starts with measure.drafted, once; {event.type} can't stand here")
    if isinstance(event, e.MeasureDrafted):
        return road.drafted(event)
    assert snapshot is not None  # noqa: S101 - the check above, said for the type checker
    changes: Changes = {
        "seq": snapshot.seq + 1,
        "changed_at": max(snapshot.changed_at, event.at),
        "acts": _acts(snapshot, event),
    }
    if type(event) in STATE_AFTER:
        changes["state"] = STATE_AFTER[type(event)]
    if type(event) in CHANGES:
        changes |= CHANGES[type(event)](snapshot, event)
    if changes.get("state", snapshot.state) is not snapshot.state:
        # Whoever signed, signed for the state that is left.
        changes = {"state_since": china_day(event.at), "signatures": ()} | changes
    return snapshot.model_copy(update=changes)


def fold(events: Iterable[e.Event]) -> MeasureSnapshot | None:
    snapshot = None
    for event in events:
        snapshot = evolve(snapshot, event)
    return snapshot


def _acts(snapshot: MeasureSnapshot, event: e.Event) -> tuple[Act, ...]:
    part = PART_OF.get(type(event))
    if part is None:
        return snapshot.acts
    # What a stand-in does counts for both persons (S8).
    acts = [Act(person_id=who, part=part) for who in event.by.people]
    return (*snapshot.acts, *(act for act in acts if act not in snapshot.acts))
