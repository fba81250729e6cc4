"""What changes in a measure when a unit is followed by another, pure: each unit once, in the higher place."""

from schemas.closure import Closure
from schemas.measure import Assignment, Contest
from schemas.snapshot import MeasureSnapshot
from schemas.succession import Heir


def in_place_of(units: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """The units with `new` where `old` stood, each once."""
    return tuple(dict.fromkeys(new if unit == old else unit for unit in units))


def succeeded(assignment: Assignment, old: str, new: str) -> Assignment:
    """Lead before joint, joint before support, when the successor had a place of its own."""
    lead = new if assignment.lead_unit == old else assignment.lead_unit
    joint = tuple(unit for unit in in_place_of(assignment.joint_units, old, new) if unit != lead)
    charged = {lead, *joint}
    support = tuple(unit for unit in in_place_of(assignment.support_units, old, new) if unit not in charged)
    return assignment.model_copy(update={"lead_unit": lead, "joint_units": joint, "support_units": support})


def claimed_after(snapshot: MeasureSnapshot, old: str, new: str) -> tuple[str, ...]:
    """A successor steps into a claim that was made; it makes none anew."""
    return in_place_of(snapshot.claimed_units, old, new)


def contests_after(snapshot: MeasureSnapshot, old: str, new: str) -> tuple[Contest, ...]:
    """The successor's own contest goes before one it inherits: a unit has one."""
    taken = {contest.unit_id for contest in snapshot.contests}
    return tuple(
        contest.model_copy(update={"unit_id": new}) if contest.unit_id == old else contest
        for contest in snapshot.contests
        if contest.unit_id != old or new not in taken
    )


def closure_after(closure: Closure, old: str, new: str) -> Closure:
    return closure.model_copy(update={"signed_units": in_place_of(closure.signed_units, old, new)})


def heirs_after(snapshot: MeasureSnapshot, old: str, new: str) -> tuple[Heir, ...]:
    """Whoever answered through the old unit answers through the new one."""
    handed_on = (
        heir.model_copy(update={"successor_id": new}) if heir.successor_id == old else heir for heir in snapshot.heirs
    )
    return (*(heir for heir in handed_on if heir.unit_id != old), Heir(unit_id=old, successor_id=new))


def told_of(unit_id: str, successors: tuple[str, ...]) -> str:
    """What a refusal says of a unit that is no more: `housing → water,finance`."""
    return f"{unit_id} → {','.join(successors) or '-'}"
