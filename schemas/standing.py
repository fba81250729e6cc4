"""HTTP bodies about recusals (S4) and stand-ins (S8). Days are calendar days in China, the last one inclusive."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.measure import Frozen
from schemas.texts import Note

PrincipalId = Annotated[str, Field(min_length=1, max_length=64, examples=["p-chen"])]


class RecusalKind(StrEnum):
    """任职回避 / 亲属回避 / 地域回避 / 其他."""

    FORMER_POST = "former_post"
    KIN = "kin"
    HOME_REGION = "home_region"
    OTHER = "other"


class NewRecusal(Frozen):
    """Without `person_id` it is one's own. Without `valid_to` it has no end in sight."""

    person_id: PrincipalId | None = None
    unit_id: str = Field(max_length=64, examples=["housing"])
    kind: RecusalKind
    valid_from: date = Field(examples=["2026-01-01"])
    valid_to: date | None = None
    note: Note | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to 早于 valid_from / valid_to lies before valid_from")
        return self


class RecusalView(Frozen):
    """One on record. Former posts that follow from ended memberships are in `/whoami` and count without a record."""

    id: str
    person_id: str
    unit_id: str
    kind: RecusalKind
    valid_from: date
    valid_to: date | None
    note: str
    recorded_by: str
    recorded_at: datetime


class EndRecusal(Frozen):
    """The last day it binds, today or later: the past is not rewritten."""

    valid_to: date = Field(examples=["2026-12-31"])


class NewDelegation(Frozen):
    """Without `person_id` it is oneself who is represented."""

    person_id: PrincipalId | None = None
    stand_in_id: PrincipalId
    valid_from: date = Field(examples=["2026-11-01"])
    valid_to: date = Field(examples=["2026-11-14"])
    reason: Note

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("valid_to 早于 valid_from / valid_to lies before valid_from")
        return self


class DelegationView(Frozen):
    """`ended_at` is the moment from which it holds no more, whatever `valid_to` says."""

    id: str
    person_id: str
    stand_in_id: str
    valid_from: date
    valid_to: date
    reason: str
    made_by: str
    made_at: datetime
    ended_by: str | None
    ended_at: datetime | None
