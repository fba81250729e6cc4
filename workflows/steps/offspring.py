"""Steps that replace measures by others: M17."""

from schemas.measure import MeasureState as S
from workflows.steps.shape import AT_WORK, LEADING, Step

# What is being closed is given back first, and what is stopped resumed: a clock has to run to be handed on.
DIVISIBLE = AT_WORK | {S.ISSUED}

OFFSPRING: dict[str, Step] = {
    "split": Step("M17", DIVISIBLE, LEADING, outside=True),
    "merge": Step("M17", DIVISIBLE, LEADING, outside=True),
}
