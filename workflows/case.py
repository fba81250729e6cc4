"""One command before the gate: the facts, who asks, when, and under which rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from schemas.events import Event
from schemas.measure import Actor
from schemas.packs import Setting
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from workflows.periods import china_day
from workflows.persons import person

Decision = tuple[Event, ...] | Refused


@dataclass(frozen=True)
class Case:
    """`at` is the moment the platform received the request."""

    snapshot: MeasureSnapshot
    actor: Actor
    at: datetime
    setting: Setting

    @property
    def day(self) -> date:
        """The calendar day in China."""
        return china_day(self.at)

    def said(self, unit_id: str | None = None) -> dict[str, Any]:
        """What every event records: when, and by whom."""
        return {"at": self.at, "by": person(self.actor, unit_id)}


Decider = Callable[[Case, Any], Decision]
