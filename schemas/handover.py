"""The handover certificate of a unit's office-holder (新官理旧账): what is open, long-term or suspended on a day."""

from datetime import date, datetime
from typing import Self

from pydantic import Field, model_validator

from schemas.api import Named
from schemas.clock import ReminderKind
from schemas.measure import Category, Frozen, MeasureState
from schemas.standing import PrincipalId
from schemas.texts import Note


class PendingLetter(Frozen):
    """A letter that keeps going out: since when, and the day it is about."""

    kind: ReminderKind
    since: date
    concerns: date
    about: str


class HandoverItem(Frozen):
    """One measure as it stood at the end of the day; `missing_reports` are periods over and not reported."""

    measure_id: str
    campaign_id: str
    number: str
    text: str
    state: MeasureState
    category: Category | None
    due: date | None
    missing_reports: tuple[str, ...]
    pending_letters: tuple[PendingLetter, ...]


class Certificate(Frozen):
    """Every measure the unit is charged with and that is not over, each in one of three lists."""

    unit: Named
    as_of: date
    open: tuple[HandoverItem, ...]
    long_term: tuple[HandoverItem, ...]
    suspended: tuple[HandoverItem, ...]


class HandOver(Frozen):
    """Who hands over to whom; without `as_of` today."""

    outgoing_id: PrincipalId
    incoming_id: PrincipalId
    as_of: date | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _two(self) -> Self:
        if self.outgoing_id == self.incoming_id:
            raise ValueError("不能移交给本人 / nobody hands over to themselves")
        return self


class HandoverView(Frozen):
    """`body` is the canonical JSON of the certificate and the two names.

    `hash` is the SHA-256 of `prev_hash`, a line feed and `body`.
    """

    id: str
    unit_id: str
    seq: int
    outgoing_id: str
    outgoing_name: str
    incoming_id: str
    incoming_name: str
    as_of: date
    note: str
    body: str = Field(description="canonical JSON")
    prev_hash: str
    hash: str
    recorded_by: str
    recorded_at: datetime
