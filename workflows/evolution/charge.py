"""The fold of contests and reassignments (M3, M16)."""

from schemas.charge_events import AssignmentContested, AssignmentUpheld, Reassigned
from schemas.clock import Due, DueRule
from schemas.happened import Happened
from schemas.measure import Contest, MeasureState
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.pauses import set_due
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day


def _contested(snapshot: MeasureSnapshot, event: AssignmentContested) -> Changes:
    return {"contests": (*snapshot.contests, Contest(unit_id=event.unit_id, on=china_day(event.at)))}


def _upheld(snapshot: MeasureSnapshot, event: AssignmentUpheld) -> Changes:
    decided = {"decided_on": china_day(event.at)}
    contests = tuple(
        contest.model_copy(update=decided) if contest.unit_id == event.unit_id else contest
        for contest in snapshot.contests
    )
    return {"contests": contests, **_moved(snapshot, event, event.due)}


def _reassigned(snapshot: MeasureSnapshot, event: Reassigned) -> Changes:
    """Claims of units that stay still count; requests of the old units lapse; reports stay with who made them."""
    changes: Changes = {
        "assignment": event.assignment,
        "assigned_on": china_day(event.at),
        "claimed_units": tuple(unit for unit in snapshot.claimed_units if unit in event.assignment.charged_units),
        "former_units": _former(snapshot, event),
        "contests": (),
        "pending_changes": (),
        "closure": None,
        **_moved(snapshot, event, event.due),
    }
    if not event.complete:
        # Until the new unit has claimed no month is its to report.
        changes["claimed_period"] = None
    elif snapshot.state is MeasureState.ISSUED:
        changes |= {"state": MeasureState.IN_PROGRESS, "claimed_period": event.period}
    return changes


def _former(snapshot: MeasureSnapshot, event: Reassigned) -> tuple[str, ...]:
    """Everybody who was ever charged or supporting and is not now, in the order of their going."""
    gone = (*snapshot.former_units, *sorted(snapshot.assignment.all_units))
    return tuple(dict.fromkeys(unit for unit in gone if unit not in event.assignment.all_units))


def _moved(snapshot: MeasureSnapshot, event: Happened, due: Due | None) -> Changes:
    return {"clock": set_due(snapshot, event, DueRule.CONTESTED, due)} if due else {}


CHANGES: dict[type[Happened], Change] = {
    AssignmentContested: _contested,
    AssignmentUpheld: _upheld,
    Reassigned: _reassigned,
}
