"""Steps that stop a measure's clock or end it undone: M15, M18."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import AT_WORK, LEADING, Step, step

PAUSES: dict[str, Step] = {
    "suspend": step("M15", AT_WORK, LEADING),
    "resume": step("M15", S.SUSPENDED, LEADING),
    "cancel": step("M18", frozenset({S.DRAFT, S.ISSUED, S.IN_PROGRESS}), LEADING),
}
