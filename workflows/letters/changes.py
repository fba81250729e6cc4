"""Letters to those whose decision on a change is awaited. Silence escalates; it never decides."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.clock import ReminderKind as Kind
from schemas.measure import Role
from schemas.packs import Setting
from schemas.snapshot import MeasureSnapshot
from workflows.guards.changes import decided_by
from workflows.letters.road import overstayed
from workflows.letters.shape import Letter
from workflows.steps.changes import DECIDABLE


def undecided(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Requests that nobody answered in time, told to who has to answer and to the leading group."""
    if snapshot.state not in DECIDABLE:
        return
    for change in snapshot.pending_changes:
        last_day = overstayed(change.asked_on, setting.rules.change_decide, setting)
        to = tuple(dict.fromkeys((decided_by(snapshot, change), Role.LEADING_GROUP)))
        yield Letter(
            Kind.CHANGE_UNDECIDED,
            last_day + timedelta(days=1),
            last_day,
            to,
            setting.rules.overdue_every,
            about=change.wanted.kind,
        )
