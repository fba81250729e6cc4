"""The table of steps: for each command, from which states, by which roles, playing which part.

Ground: domain.md 6.2. A command that is not in this table can't happen.
"""

from workflows.steps.calendar import CALENDAR
from workflows.steps.changes import CHANGES
from workflows.steps.charge import CHARGE
from workflows.steps.offspring import OFFSPRING
from workflows.steps.orders import ORDERS
from workflows.steps.pauses import PAUSES
from workflows.steps.road import ROAD
from workflows.steps.rounds import ROUNDS
from workflows.steps.shape import Step
from workflows.steps.substitutes import SUBSTITUTES
from workflows.steps.succession import SUCCESSION

STEPS: dict[str, Step] = {
    **ROAD,
    **PAUSES,
    **CHANGES,
    **CHARGE,
    **OFFSPRING,
    **SUBSTITUTES,
    **ROUNDS,
    **ORDERS,
    **CALENDAR,
    **SUCCESSION,
}
