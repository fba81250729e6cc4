"""The fold of requests for changes and of what was decided on them (M6)."""

from schemas.change_events import ChangeApproved, ChangeRefused, ChangeRequested, ChangeWithdrawn
from schemas.changes import ChangeKind, PendingChange
from schemas.clock import Due, DueRule
from schemas.happened import Happened
from schemas.rounds import StageTerms
from schemas.snapshot import MeasureSnapshot
from workflows.changed import changed
from workflows.evolution.pauses import set_due
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day


def _requested(snapshot: MeasureSnapshot, event: ChangeRequested) -> Changes:
    change = PendingChange(
        wanted=event.wanted, unit_id=event.unit_id, asked_on=china_day(event.at), exceptional=event.exceptional
    )
    return {"pending_changes": (*snapshot.pending_changes, change)}


def _approved(snapshot: MeasureSnapshot, event: ChangeApproved) -> Changes:
    """Other terms than a joint unit put its name to: earlier signatures for closure fall."""
    changes: Changes = {
        **_without(snapshot, event.wanted.kind),
        "assignment": changed(snapshot.assignment, event.wanted),
        "closure": None,
    }
    if event.due:
        changes["clock"] = set_due(snapshot, event, DueRule.EXTENSION, event.due)
        changes["stage"] = _finishing(snapshot.stage, event.due)
    return changes


def _finishing(stage: StageTerms | None, due: Due) -> StageTerms | None:
    """What was agreed of a stage's end moves with the due date: they are one day."""
    return stage.model_copy(update={"expected_finish": due.target}) if stage else None


def _settled(snapshot: MeasureSnapshot, event: ChangeRefused | ChangeWithdrawn) -> Changes:
    return _without(snapshot, event.kind)


def _without(snapshot: MeasureSnapshot, kind: ChangeKind) -> Changes:
    return {"pending_changes": tuple(change for change in snapshot.pending_changes if change.wanted.kind is not kind)}


CHANGES: dict[type[Happened], Change] = {
    ChangeRequested: _requested,
    ChangeApproved: _approved,
    ChangeRefused: _settled,
    ChangeWithdrawn: _settled,
}
