"""Conditions on splitting and merging (M17). Each returns a refusal or None."""

from collections.abc import Iterable
from datetime import date

from schemas.clock import Due
from schemas.offspring import Offspring, OffspringFacts
from schemas.refusals import RefusalCode, Refused
from schemas.reports import ReportStatus
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import sha256
from workflows.clauses import uncovered
from workflows.duties import refused
from workflows.guards.clock import in_future

ID_LENGTH = 64
AT_A_DESK = frozenset({ReportStatus.SUBMITTED, ReportStatus.COUNTERSIGNED})


def nothing_waiting(snapshot: MeasureSnapshot) -> Refused | None:
    """What waits for somebody's answer is answered first: nobody could answer it afterwards."""
    waiting = [
        *(f"change:{change.wanted.kind}" for change in snapshot.pending_changes),
        *(f"report:{report.period}" for report in snapshot.reports if report.status in AT_A_DESK),
        *([f"order:{snapshot.order.colour}"] if snapshot.order else []),
    ]
    return refused(snapshot, RefusalCode.MATTER_PENDING, rule="M17", about=",".join(waiting)) if waiting else None


def covered(snapshot: MeasureSnapshot, facts: OffspringFacts, by: Iterable[str]) -> Refused | None:
    """Every clause of the measure's own text, which its hash vouches for, stands in one of the texts."""
    text = facts.texts.get(snapshot.id, "")
    if sha256(text) != snapshot.text_sha256:
        return refused(snapshot, RefusalCode.UNCOVERED, rule="M17", about=snapshot.number)
    missing = uncovered(text, by)
    return refused(snapshot, RefusalCode.UNCOVERED, rule="M17", about=missing) if missing else None


def numbered(snapshot: MeasureSnapshot, ids: Iterable[str]) -> Refused | None:
    """A number grows with each generation, and an id has its limit."""
    if all(len(one) <= ID_LENGTH for one in ids):
        return None
    return refused(snapshot, RefusalCode.NUMBER_LONG, rule="M17", about=snapshot.number)


def in_time(snapshot: MeasureSnapshot, given: Offspring, due: Due, inherited: Due, today: date) -> Refused | None:
    """A day that is set lies ahead and not behind the measure's own: more time is asked for by M6."""
    if given.due is None:
        return None
    if due.day > inherited.day:
        return refused(snapshot, RefusalCode.DUE_LATER, rule="M17", about=str(inherited.day))
    return in_future(snapshot, given.due, today, "M17")
