"""Steps about who is charged with a measure: M3, M16."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import AT_WORK, LEADING, OFFICE, PRINCIPAL, Step, step

RUNNERS = OFFICE | LEADING
# A measure that is being closed is given back first: its units have put their names to it.
REASSIGNABLE = AT_WORK | {S.ISSUED, S.SUSPENDED}

CHARGE: dict[str, Step] = {
    "contest_assignment": step("M3", S.ISSUED, PRINCIPAL),
    "uphold_assignment": Step("M3", frozenset({S.ISSUED}), RUNNERS, outside=True),
    "reassign": step("M16", REASSIGNABLE, RUNNERS),
}
