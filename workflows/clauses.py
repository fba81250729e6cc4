"""Whether texts hold every clause of another, pure: what is split or merged must not lose a word (M17).

A clause ends with 。 or ；; white space counts for nothing. Each clause is looked for whole, in one of
the texts, and the place where it is found serves for no second one: the longest first, so that a clause
that is part of another is not taken for said because the other is.
"""

import re
from collections.abc import Iterable

ENDS = re.compile("[。；;]")
GONE = "。"


def clauses(text: str) -> tuple[str, ...]:
    """The clauses of a text without white space, in their order."""
    return tuple(clause for clause in ENDS.split("".join(text.split())) if clause)


def uncovered(text: str, by: Iterable[str]) -> str | None:
    """The longest clause of `text` that none of the others holds; None when they hold them all."""
    left = ["".join(one.split()) for one in by]
    for clause in sorted(clauses(text), key=len, reverse=True):
        place = next((number for number, one in enumerate(left) if clause in one), None)
        if place is None:
            return clause
        left[place] = left[place].replace(clause, GONE, 1)
    return None
