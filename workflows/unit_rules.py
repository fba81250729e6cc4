"""What has to hold before a unit ends and others follow it, pure. Its measures have their own gate, `lifecycle`."""

from collections.abc import Sequence
from datetime import date

from schemas.succession import SucceedUnit, SuccessionKind
from workflows.people_rules import DirectoryRefused

Kind = SuccessionKind
# How many successors each kind has at least and at most.
COUNTS = {Kind.RENAMED: (1, 1), Kind.MERGED: (1, 1), Kind.SPLIT: (2, 20), Kind.DISSOLVED: (0, 20)}
NAMED = 20


def fitting(unit_id: str, said: SucceedUnit, today: date) -> DirectoryRefused | None:
    """Not in advance; as many successors as the kind has, each once, none the unit itself; measures go to them only."""
    if said.on > today:
        return DirectoryRefused("clock.date_ahead", str(said.on))
    ids, (least, most) = successors(said), COUNTS[said.kind]
    strange = sorted(set(said.measures.values()) - set(ids))
    twice = len(set(ids)) < len(ids) or unit_id in ids
    if strange or twice or not least <= len(ids) <= most:
        return DirectoryRefused("succession.successors", ",".join(strange or ids))
    return None


def mapped(said: SucceedUnit, waiting: Sequence[str]) -> DirectoryRefused | None:
    """Every measure that is not over has a successor, and only such measures are named."""
    strange = sorted(set(said.measures) - set(waiting))
    if strange:
        return DirectoryRefused("not_found", strange[0])
    lacking = [one for one in waiting if heir_of(said, one) is None]
    return DirectoryRefused("succession.unmapped", ",".join(lacking[:NAMED])) if lacking else None


def successors(said: SucceedUnit) -> list[str]:
    return [one.id for one in said.successors]


def heir_of(said: SucceedUnit, measure_id: str) -> str | None:
    """The one that is named for the measure, or the only one there is."""
    ids = successors(said)
    return said.measures.get(measure_id) or (ids[0] if len(ids) == 1 else None)
