"""Commands about change requests (M6): asked by the unit, decided by those above it, or taken back."""

from typing import Literal

from pydantic import Field

from schemas.changes import ChangeKind, Wanted
from schemas.measure import Frozen
from schemas.texts import Note, UnitId


class RequestChange(Frozen):
    """M6: a charged unit's principal asks for a later day, another category, target or responsible leader.

    After the pack's ask-by day an extension needs `force_majeure_reason`.
    """

    type: Literal["request_change"] = "request_change"
    wanted: Wanted
    reason: Note
    force_majeure_reason: Note | None = None
    unit_id: UnitId | None = None


class ApproveChange(Frozen):
    """M6: the waiting request of this kind is granted as it was asked."""

    type: Literal["approve_change"] = "approve_change"
    kind: ChangeKind = Field(examples=[ChangeKind.EXTENSION])
    note: Note | None = None


class RefuseChange(Frozen):
    """M6: the waiting request of this kind is refused, saying why."""

    type: Literal["refuse_change"] = "refuse_change"
    kind: ChangeKind
    reason: Note


class WithdrawChange(Frozen):
    """M6: the unit that asked takes its request back."""

    type: Literal["withdraw_change"] = "withdraw_change"
    kind: ChangeKind
    reason: Note
