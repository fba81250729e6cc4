"""Letters of the clock become rows in people's queues, in the transaction of the event that says so."""

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.clock import Reminder
from schemas.events import Event
from schemas.measure import Role
from schemas.pause_events import Reminded
from schemas.snapshot import MeasureSnapshot
from workflows.duties import UNIT_BOUND

Row = dict[str, Any]


def letters_of(snapshot: MeasureSnapshot, first_seq: int, events: Sequence[Event]) -> list[Row]:
    """A row for each addressee of each letter. `first_seq` is the sequence of the first event."""
    return [
        {"id": f"{snapshot.id}-{seq}-{place}", "seq": seq, "created_at": event.at, **addressed}
        for seq, event in enumerate(events, start=first_seq)
        if isinstance(event, Reminded)
        for place, addressed in enumerate(_addressed(snapshot, event))
    ]


def _addressed(snapshot: MeasureSnapshot, event: Reminded) -> Iterator[Row]:
    for letter in event.reminders:
        said = {
            "measure_id": snapshot.id,
            "campaign_id": snapshot.campaign_id,
            **letter.model_dump(include={"kind", "colour", "about", "days", "times"}),
            "day": letter.date,
        }
        for role in letter.to:
            for unit, group in _places(snapshot, letter, role):
                yield {**said, "role": role.value, "unit_id": unit, "group_id": group}


def _places(snapshot: MeasureSnapshot, letter: Reminder, role: Role) -> list[tuple[str | None, str | None]]:
    """Where the role is meant to hold: in each unit of the letter, in the measure's group, or anywhere."""
    if role in UNIT_BOUND:
        return [(unit, None) for unit in letter.units]
    if role is Role.SPECIAL_GROUP:
        group = snapshot.assignment.special_group
        return [(None, group)] if group else []
    return [(None, None)]
