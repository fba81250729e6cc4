"""How far each measure of the demonstration gets: a fixed pattern, so that two runs show the same."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum


class Reach(IntEnum):
    """The last step a measure takes, in order."""

    ISSUED = 0
    PARTLY_CLAIMED = 1
    CLAIMED = 2
    REPORTED = 3
    RETURNED = 4
    ACCEPTED = 5
    WITHDRAWN = 6
    REQUESTED = 7
    GATE_RETURNED = 8
    VERIFYING = 9
    VERIFICATION_FAILED = 10
    VERIFIED = 11
    SIGN_OFF_REFUSED = 12
    SIGNED_OFF = 13


# Of twenty measures: nine signed off, the rest spread over every desk, some sent back.
PATTERN = (
    (Reach.SIGNED_OFF,) * 4
    + (Reach.ISSUED, Reach.CLAIMED, Reach.REPORTED, Reach.RETURNED)
    + (Reach.SIGNED_OFF,) * 3
    + (Reach.ACCEPTED, Reach.REQUESTED, Reach.GATE_RETURNED, Reach.VERIFYING)
    + (Reach.SIGNED_OFF,) * 2
    + (Reach.VERIFIED, Reach.VERIFICATION_FAILED, Reach.PARTLY_CLAIMED)
)
ONCE_IN_A_WHILE = {30: Reach.WITHDRAWN, 70: Reach.SIGN_OFF_REFUSED}
CATEGORIES = ("immediate", "deadline", "deadline", "long_term")
DUE_IN_DAYS = (-12, 4, 9, 35, 60, 90, 150, 240)
LEADERS = ("顾怀瑾副区长", "沈若川副区长", "陆见深常委", "许知行常委")


@dataclass(frozen=True)
class Planned:
    """One measure's plan row and how far it goes. `turn` varies who acts."""

    number: str
    turn: int
    reach: Reach
    lead_unit: str
    joint_unit: str | None
    special_group: str

    def row(self, today: date) -> dict[str, object]:
        due = today + timedelta(days=DUE_IN_DAYS[self.turn % len(DUE_IN_DAYS)])
        return {
            "number": self.number,
            "lead_unit": self.lead_unit,
            "joint_units": [self.joint_unit] if self.joint_unit else [],
            "special_group": self.special_group,
            "category": CATEGORIES[self.turn % len(CATEGORIES)],
            "due": due.isoformat(),
            "leader": LEADERS[self.turn % len(LEADERS)],
        }


def plan(numbers: list[str], lead_units: list[str], groups: list[str]) -> list[Planned]:
    """Every lead unit in turn; a joint lead unit where the measure is to stay partly claimed."""
    planned = []
    for turn, number in enumerate(numbers):
        reach = ONCE_IN_A_WHILE.get(turn, PATTERN[turn % len(PATTERN)])
        lead = lead_units[turn % len(lead_units)]
        partner = lead_units[(turn + 1) % len(lead_units)] if reach is Reach.PARTLY_CLAIMED else None
        planned.append(Planned(number, turn, reach, lead, partner, groups[turn % len(groups)]))
    return planned
