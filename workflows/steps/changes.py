"""Steps about changes of a measure's terms: M6. A sustained measure's terms move with its review (M10)."""

from schemas.measure import MeasureState as S
from schemas.measure import Role
from workflows.steps.shape import PRINCIPAL, Step, step

# The special group decides ordinary requests; the leading group may decide every one.
DECIDERS = frozenset({Role.SPECIAL_GROUP, Role.LEADING_GROUP})
# A stopped clock keeps nobody from answering what was asked before.
DECIDABLE = frozenset({S.IN_PROGRESS, S.SUSPENDED})

CHANGES: dict[str, Step] = {
    "request_change": step("M6", S.IN_PROGRESS, PRINCIPAL),
    "approve_change": Step("M6", DECIDABLE, DECIDERS, outside=True),
    "refuse_change": Step("M6", DECIDABLE, DECIDERS, outside=True),
    "withdraw_change": step("M6", DECIDABLE, PRINCIPAL),
}
