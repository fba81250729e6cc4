"""Every letter that a measure's present facts call for, whichever day it rings."""

from collections.abc import Callable, Iterator
from datetime import date

from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from workflows.letters import changes, charge, orders, road, rounds
from workflows.letters.shape import Letter

SOURCES: tuple[Callable[[MeasureSnapshot, Setting], Iterator[Letter]], ...] = (
    charge.claim,
    charge.contested,
    road.ladder,
    road.waiting_reports,
    road.desks,
    road.suspended,
    changes.undecided,
    rounds.review,
    rounds.look_back,
    rounds.evidence_check,
    rounds.revocation,
    orders.unanswered,
)


def letters(snapshot: MeasureSnapshot, setting: Setting, since: date, until: date) -> Iterator[Letter]:
    """Those that ring after `since`: all up to `until`, and of each endless kind the next."""
    for source in SOURCES:
        yield from source(snapshot, setting)
    yield from road.missing_reports(snapshot, setting, since, until)
