"""Shapes of events as they leave the platform: the CloudEvents envelope, and what it carries of each type.

The registry is made from the ledger's own unions, so an event type added there appears in the feed,
in webhooks, in the OpenAPI document and among the JSON Schemas without another word.
"""

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel, Field, create_model

from schemas.campaigns import CampaignEvent
from schemas.events import Event
from schemas.happened import Happened, Secrecy
from schemas.measure import ActorKind, Frozen, MeasureState

VERSION = "v1"
E = TypeVar("E")
D = TypeVar("D")


class EventActor(Frozen):
    """Who acted, without the name: an id means something to those who may look it up."""

    id: str
    kind: ActorKind
    unit_id: str | None


class MeasureLinks(Frozen):
    """Paths on the platform that sent the event."""

    measure: str
    ledger: str


class CampaignLinks(Frozen):
    campaign: str


class MeasureData(Frozen, Generic[E]):
    """`state` is the measure's after this event, `hash` that of its ledger row. `event` is null unless asked for."""

    measure_id: str
    campaign_id: str
    number: str
    state: MeasureState
    hash: str
    by: EventActor
    links: MeasureLinks
    event: E | None


class CampaignData(Frozen, Generic[E]):
    """`hash` is that of the ledger row. `event` is null unless asked for."""

    campaign_id: str
    hash: str
    by: EventActor
    links: CampaignLinks
    event: E | None


class EndpointData(Frozen):
    """Of events about an endpoint itself. `challenge` is what a receiver has to echo, else null."""

    endpoint_id: str
    reason: str | None
    challenge: str | None


class CloudEvent(Frozen, Generic[D]):
    """CloudEvents 1.0, structured mode, with two extensions.

    `id` never changes. `sequence` is the place in the subject's own stream, `cursor` the place in the
    feed; both are null for events about an endpoint itself, which are in no stream and no feed.
    """

    specversion: Literal["1.0"]
    id: str = Field(examples=["evt_c7k2m9xqa-3-2_11"])
    source: str = Field(examples=["urn:zhenggai:5f0c1d"])
    type: str = Field(examples=["measure.signed_off.v1"])
    subject: str = Field(examples=["c7k2m9xqa-3-2"])
    time: AwareDatetime
    datacontenttype: Literal["application/json"]
    dataschema: str = Field(examples=["/api/v1/events/schemas/measure.signed_off.v1"])
    sequence: int | None
    cursor: str | None
    data: D


AnyEvent = CloudEvent[Any]


class EventPage(Frozen):
    """`next` is where to go on, always given; `more` when there is something behind it already."""

    items: tuple[AnyEvent, ...]
    next: str
    more: bool


def wire_type(ledger_type: str) -> str:
    """`measure.signed_off` as it is called outside."""
    return f"{ledger_type}.{VERSION}"


def members_of(union: Any) -> tuple[type[Happened], ...]:  # noqa: ANN401 - an annotated union
    return get_args(get_args(union)[0])


def _type_of(member: type[Happened]) -> str:
    return str(member.model_fields["type"].default)


def published(types: Mapping[str, type[Happened]]) -> tuple[str, ...]:
    """The names that may leave the platform: those that are marked as internal, and nothing else."""
    return tuple(name for name, member in types.items() if member.secrecy is Secrecy.INTERNAL)


LEDGER_TYPES: dict[str, type[Happened]] = {
    _type_of(member): member for union in (Event, CampaignEvent) for member in members_of(union)
}
CAMPAIGN_TYPES = frozenset(_type_of(member) for member in members_of(CampaignEvent))
PUBLISHED = published(LEDGER_TYPES)
PING, CHALLENGE, DISABLED = "endpoint.ping", "endpoint.challenge", "endpoint.disabled"
ENDPOINT_TYPES = (PING, CHALLENGE, DISABLED)
WIRE_TYPES = tuple(wire_type(name) for name in PUBLISHED)


def envelope_of(ledger_type: str) -> type[BaseModel]:
    """The envelope of one type, with its payload: what the JSON Schema and OpenAPI show."""
    if ledger_type in ENDPOINT_TYPES:
        data: Any = EndpointData
    else:
        member = LEDGER_TYPES[ledger_type]
        data = (CampaignData if ledger_type in CAMPAIGN_TYPES else MeasureData)[member]
    name = "".join(part.title() for part in ledger_type.replace("_", ".").split(".")) + "Event"
    constant: Any = Literal[wire_type(ledger_type)]
    return create_model(name, __base__=CloudEvent[data], type=(constant, ...))
