"""Endpoints of webhooks: what their owners ask for and see, and what a lane's workflow carries."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from schemas.measure import Frozen

Payload = Literal["thin", "full"]
TypeNames = tuple[str, ...]
URL_EXAMPLE = "https://receiver.example.gov.cn/zhenggai"


class EndpointStatus(StrEnum):
    """`pending` until the receiver echoed a challenge; `disabled` by the platform, with a reason."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why the platform switched an endpoint off. `unreadable`: its secret was sealed with another key."""

    FAILING = "failing"
    GONE = "gone"
    CREDENTIAL = "credential"
    UNREADABLE = "unreadable"


class DeliveryStatus(StrEnum):
    """`waiting` for its next try, `delivered`, or `failed` for good (a dead letter until it is asked for again)."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class NewEndpoint(Frozen):
    """Where to send what. `types` by name, empty for all; `after` a cursor to begin behind, else from now on.

    `secret` is yours to choose (`whsec_` and base64 of 24 to 64 bytes) or made for you.
    """

    url: str = Field(min_length=8, max_length=2000, examples=[URL_EXAMPLE])
    description: str = Field(default="", max_length=200)
    types: TypeNames = Field(default=(), max_length=100, examples=[["measure.signed_off.v1"]])
    campaign: str | None = Field(default=None, max_length=64)
    unit: str | None = Field(default=None, max_length=64)
    payload: Payload = "thin"
    secret: str | None = Field(default=None, max_length=200)
    after: str | None = Field(default=None, max_length=400)


class EndpointChange(Frozen):
    """Fields that are absent stay; null clears a filter. Another address is another endpoint."""

    description: str | None = Field(default=None, max_length=200)
    types: TypeNames | None = Field(default=None, max_length=100, examples=[["measure.signed_off.v1"]])
    campaign: str | None = Field(default=None, max_length=64)
    unit: str | None = Field(default=None, max_length=64)
    payload: Payload | None = None


class RotateSecret(Frozen):
    """For `overlap_hours` both secrets sign."""

    secret: str | None = Field(default=None, max_length=200)
    overlap_hours: int = Field(default=24, ge=0, le=168, examples=[24])


class RedeliverSince(Frozen):
    """Everything published at that moment or later is sent again, what was delivered too."""

    since: AwareDatetime = Field(examples=["2026-11-24T00:00:00+08:00"])


class EndpointView(Frozen):
    """`secret` is set in the answer that made it and never again. `notice` says what is wrong and what to do.

    `behind` counts events of the feed that were not looked at yet, `waiting` deliveries that will be tried again.
    """

    id: str
    url: str
    description: str
    types: TypeNames
    campaign: str | None
    unit: str | None
    payload: Payload
    status: EndpointStatus
    reason: DisabledReason | None
    notice: str | None
    secret: str | None
    both_secrets_until: datetime | None
    behind: int
    waiting: int
    failing_since: datetime | None
    succeeded_at: datetime | None
    created_at: datetime


class DeliveryView(Frozen):
    """One event on its way to one endpoint. `tries` counts since it was last asked for."""

    id: str
    event_id: str
    type: str
    status: DeliveryStatus
    tries: int
    next_attempt_at: datetime | None
    created_at: datetime
    settled_at: datetime | None


class DeliveryPage(Frozen):
    items: tuple[DeliveryView, ...]
    next: str | None


class AttemptView(Frozen):
    """One request: when, to which address, and what came back (the first 2 KiB), or why nothing did."""

    at: datetime
    url: str
    address: str | None
    status_code: int | None
    response: str | None
    error: str | None
    milliseconds: int


class SentRequest(Frozen):
    """What is sent, but for timestamp and signature, which differ in every attempt."""

    method: str
    url: str
    headers: dict[str, str]
    body: str


class DeliveryDetail(DeliveryView):
    """`request` is null when the event is no longer yours to see."""

    request: SentRequest | None
    attempts: tuple[AttemptView, ...]


class Redelivery(Frozen):
    """How many events of the feed are looked at again."""

    events: int


class LaneStart(Frozen):
    """Argument of a lane's workflow. Seconds: between tries, and until an idle lane looks by itself."""

    endpoint_id: str
    retry_seconds: tuple[float, ...]
    idle_seconds: float
    continue_after: int


class LaneOrder(Frozen):
    endpoint_id: str
    retry_seconds: tuple[float, ...]


class LaneReport(Frozen):
    """`open` false: the lane has nothing to do until somebody wakes it. `wait_seconds` until the next try is due."""

    open: bool
    wait_seconds: float | None
