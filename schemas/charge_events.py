"""What changes of a measure's charge leave in the ledger (M3, M16)."""

from datetime import date
from typing import Literal

from schemas.clock import Due
from schemas.happened import Happened
from schemas.measure import Assignment


class AssignmentContested(Happened):
    type: Literal["measure.assignment_contested"] = "measure.assignment_contested"
    unit_id: str
    reason: str


class AssignmentUpheld(Happened):
    """`due` is set when another unit had claimed: it does not pay for the days of the dispute."""

    type: Literal["measure.assignment_upheld"] = "measure.assignment_upheld"
    unit_id: str
    reason: str
    due: Due | None


class Reassigned(Happened):
    """`complete` when every lead and joint unit of the new assignment had claimed before; then `period` is the first.

    `due` is set as in `assignment_upheld`.
    """

    type: Literal["measure.reassigned"] = "measure.reassigned"
    assignment: Assignment
    effective: date
    reason: str
    disputed: bool
    complete: bool
    period: str
    due: Due | None
