"""What splitting and merging leave in the ledger of the measures that were replaced (M17)."""

from typing import Literal

from schemas.happened import Happened
from schemas.offspring import Child


class MeasureSplit(Happened):
    """Each child has a ledger of its own, begun in the same transaction."""

    type: Literal["measure.split"] = "measure.split"
    children: tuple[Child, ...]
    reason: str


class MeasureMerged(Happened):
    """The same in the ledger of every parent. `child_id` is the measure that was issued in their place."""

    type: Literal["measure.merged"] = "measure.merged"
    parents: tuple[str, ...]
    child_id: str
    reason: str
