"""An assignment after a change of its terms was agreed, pure."""

from schemas.changes import NewCategory, NewDue, NewOwner, NewTarget, Wanted
from schemas.measure import Assignment, Target


def changed(assignment: Assignment, wanted: Wanted) -> Assignment:
    """An extension leaves the plan's day as it was agreed at first: the clock keeps every later one."""
    match wanted:
        case NewDue():
            return assignment
        case NewCategory():
            return assignment.model_copy(update={"category": wanted.category})
        case NewOwner():
            return assignment.model_copy(update={"leader": wanted.leader})
        case NewTarget():
            return assignment.model_copy(update={"targets": _with(assignment.targets, wanted.target)})


def _with(targets: tuple[Target, ...], new: Target) -> tuple[Target, ...]:
    """One agreed figure for an indicator; order by name, so that the same agreements make the same row."""
    others = (target for target in targets if target.name != new.name)
    return tuple(sorted((*others, new), key=lambda target: target.name))
