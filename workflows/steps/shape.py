"""What a step is, and the groups of roles and states that steps share."""

from dataclasses import dataclass
from enum import StrEnum

from schemas.measure import MeasureState as S
from schemas.measure import Part, Role

UNIT_ROLES = frozenset({Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL})
GATE_ROLES = frozenset({Role.OFFICE, Role.SPECIAL_GROUP})
SUPERVISORS = frozenset({Role.SUPERVISOR})
OFFICE = frozenset({Role.OFFICE})
PRINCIPAL = frozenset({Role.UNIT_PRINCIPAL})
LEADING = frozenset({Role.LEADING_GROUP})
REPORTERS = UNIT_ROLES | {Role.INTEGRATOR}
AT_WORK = frozenset({S.IN_PROGRESS, S.SUSTAINED})


class Chain(StrEnum):
    """The chains of signatures that a rule pack fills with roles; each slot by a person of its own."""

    VERIFICATION = "verification"
    INTERIM = "interim"
    SIGN_OFF = "sign_off"


@dataclass(frozen=True)
class Step:
    """From which states, by which roles, playing which part of S2.

    With a `chain` the pack names the roles. `machines` may take the step for their unit (S9).
    `finishing`: also by a unit that is charged no longer, for a report of its own that is not accepted yet.
    `outside`: nobody of a charged or supporting unit may take it, whatever else they are (S1).
    """

    number: str
    states: frozenset[S]
    roles: frozenset[Role]
    part: Part | None = None
    machines: bool = False
    chain: Chain | None = None
    finishing: bool = False
    outside: bool = False


def step(number: str, states: frozenset[S] | S, roles: frozenset[Role], part: Part | None = None) -> Step:
    return Step(number, frozenset({states}) if isinstance(states, S) else states, roles, part)
