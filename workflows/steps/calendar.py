"""The step that counts a measure's days anew when a year's calendar arrives."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import OFFICE, Step, step

# A draft gets its dates when it is issued; a struck measure's look-backs, and a new round, are counted on it too.
COUNTED = frozenset(S) - {S.DRAFT, S.ARCHIVED, S.SUPERSEDED, S.CANCELLED}
CALENDAR: dict[str, Step] = {"adopt_calendar": step("calendar", COUNTED, OFFICE)}
