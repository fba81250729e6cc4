"""What the succession of a unit leaves in the ledger of each measure it had a part in."""

from datetime import date
from typing import Literal

from schemas.happened import Happened
from schemas.measure import Act, Assignment, MeasureState
from schemas.succession import SuccessionKind


class UnitSucceeded(Happened):
    """`assignment` is the whole new one; `on` the day of the succession, which may lie before the row.

    `complete` when every lead and joint unit of it has claimed; then `period` is the first of a measure
    that waited for that. `fallen` are parts in judging the measure of people who are the successor's: what was
    signed since falls with them, and judging begins anew in the state `back_to` (null: nothing fell).
    """

    type: Literal["measure.unit_succeeded"] = "measure.unit_succeeded"
    unit_id: str
    successor_id: str
    kind: SuccessionKind
    on: date
    document: str
    reason: str
    assignment: Assignment
    complete: bool
    period: str
    back_to: MeasureState | None = None
    fallen: tuple[Act, ...] = ()
