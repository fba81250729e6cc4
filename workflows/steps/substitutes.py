"""The step that names a substitute: S6."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import OFFICE, Step, step

UNDER_REVIEW = frozenset({S.IN_PROGRESS, S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF})
SUBSTITUTES: dict[str, Step] = {"name_substitute": step("S6", UNDER_REVIEW, OFFICE)}
