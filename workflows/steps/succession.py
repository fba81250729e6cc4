"""The step that puts a successor in the place of a unit that is no more (domain.md 7, case 1)."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import OFFICE, Step, step

# What is struck off or over stays with who did it; a new round of it is given to another unit by M16.
OVER = frozenset({S.SIGNED_OFF, S.ARCHIVED, S.SUPERSEDED, S.CANCELLED})
SUCCESSION: dict[str, Step] = {"succeed_unit": step("succession", frozenset(S) - OVER, OFFICE)}
