"""What requests for changes leave in the ledger (M6)."""

from typing import Literal

from schemas.changes import ChangeKind, Wanted
from schemas.clock import Due
from schemas.happened import Happened


class ChangeRequested(Happened):
    """`exceptional` when the ask-by day was over: then there is a `force_majeure_reason`."""

    type: Literal["measure.change_requested"] = "measure.change_requested"
    unit_id: str
    wanted: Wanted
    reason: str
    force_majeure_reason: str | None
    exceptional: bool


class ChangeApproved(Happened):
    """`due` is the date that follows, of an extension only."""

    type: Literal["measure.change_approved"] = "measure.change_approved"
    wanted: Wanted
    note: str | None
    due: Due | None


class ChangeRefused(Happened):
    type: Literal["measure.change_refused"] = "measure.change_refused"
    kind: ChangeKind
    reason: str


class ChangeWithdrawn(Happened):
    type: Literal["measure.change_withdrawn"] = "measure.change_withdrawn"
    kind: ChangeKind
    reason: str
