"""A letter that the clock will send unless something happens before."""

from dataclasses import dataclass
from datetime import date

from schemas.clock import ReminderKind
from schemas.measure import Role
from schemas.packs import Colour, Span


@dataclass(frozen=True)
class Letter:
    """Rings when the day `first` begins, then every `every` as long as the facts stay as they are.

    `concerns` is the day that the letter is about. Letters of one `topic` that fall due together are
    sent as one, in the words of the latest.
    """

    kind: ReminderKind
    first: date
    concerns: date
    to: tuple[Role, ...]
    every: Span | None = None
    colour: Colour = Colour.YELLOW
    units: tuple[str, ...] = ()
    about: str = ""
    topic: str = ""
