"""Steps about changes of a measure's terms: M6. A sustained measure's expected finish is its due date."""

from schemas.measure import MeasureState as S
from schemas.measure import Role
from workflows.steps.shape import AT_WORK, PRINCIPAL, Step, step

# The special group decides ordinary requests; the leading group may decide every one.
DECIDERS = frozenset({Role.SPECIAL_GROUP, Role.LEADING_GROUP})
# A stopped clock keeps nobody from answering what was asked before.
DECIDABLE = AT_WORK | {S.SUSPENDED}

CHANGES: dict[str, Step] = {
    "request_change": step("M6", AT_WORK, PRINCIPAL),
    "approve_change": Step("M6", DECIDABLE, DECIDERS, outside=True),
    "refuse_change": Step("M6", DECIDABLE, DECIDERS, outside=True),
    "withdraw_change": step("M6", DECIDABLE, PRINCIPAL),
}
