"""A sample anybody can draw again, pure: the same seed, share and population give the same measures."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflows.canonical import sha256

WHOLE = 100


@dataclass(frozen=True)
class Candidate:
    """Something that may be drawn, and the stratum it belongs to."""

    id: str
    stratum: str | None


@dataclass(frozen=True)
class Portion:
    """How much of each stratum: a percentage, rounded up, or a number. Exactly one is set."""

    percent: int | None = None
    number: int | None = None

    def of(self, size: int) -> int:
        if self.percent is not None:
            return -(-size * self.percent // WHOLE)
        return min(size, self.number or 0)


def draw(population: Iterable[Candidate], seed: str, portion: Portion) -> tuple[Candidate, ...]:
    """Of each stratum the first by SHA-256 of seed and id; the order of the population plays no role."""
    strata: dict[str | None, list[Candidate]] = {}
    for candidate in population:
        strata.setdefault(candidate.stratum, []).append(candidate)
    drawn: list[Candidate] = []
    for stratum in sorted(strata, key=lambda name: name or ""):
        members = sorted(strata[stratum], key=lambda one: sha256(f"{seed}/{one.id}"))
        drawn += members[: portion.of(len(members))]
    return tuple(drawn)
