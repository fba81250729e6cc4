"""What the directory said of people and units when a command that names them was received.

Only the platform fills these in (`services.preparing`); commands on record from before have none.
"""

from schemas.measure import Frozen, Recusal


class Belonging(Frozen):
    """A person and the units of every membership that holds that day."""

    person_id: str
    units: tuple[str, ...]


class MemberFacts(Frozen):
    """`unknown` are ids that are no person's; who belongs to no unit is in neither list."""

    unknown: tuple[str, ...] = ()
    belonging: tuple[Belonging, ...] = ()


class EndedUnit(Frozen):
    """A unit that is no more, and who followed it."""

    unit_id: str
    successors: tuple[str, ...]


class StandingFacts(Frozen):
    """`unknown` are ids of units and groups that are not in the directory."""

    unknown: tuple[str, ...] = ()
    ended: tuple[EndedUnit, ...] = ()


class Attached(Frozen):
    """A person whom a unit keeps from judging it: as a member (S1), or on the days of the recusals (S4)."""

    person_id: str
    member: bool
    recusals: tuple[Recusal, ...] = ()


class SuccessorFacts(Frozen):
    """Everybody attached to the successor, or to a unit it followed before."""

    attached: tuple[Attached, ...] = ()
