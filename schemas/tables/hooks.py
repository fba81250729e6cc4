"""What leaves the platform: the order in which ledger rows are published, endpoints, and the log of deliveries."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel, Text, UniqueConstraint

from schemas.tables.columns import ID, UtcDateTime, table_of

NUMBER = BigInteger().with_variant(Integer, "sqlite")


class FeedRow(SQLModel, table=True):
    """One row: the store's name, and how far publication has come (`services.hooks.publication`).

    `head` is the last number given. Every ledger row up to `settled` is published or will never exist;
    rows up to `marked` are so too once none of `holders` (transactions, JSON) is under way any more.
    """

    __tablename__ = "feed"

    id: int = Field(primary_key=True, sa_type=Integer)
    store: str = Field(sa_type=ID)
    head: int = Field(sa_type=BigInteger)
    top: int = Field(sa_type=BigInteger, description="highest ledger position published")
    settled: int = Field(sa_type=BigInteger)
    marked: int = Field(sa_type=BigInteger)
    holders: str = Field(sa_type=Text)


class PublicationRow(SQLModel, table=True):
    """A ledger row's place in the feed: 1, 2, 3 … without a gap, given once."""

    __tablename__ = "publications"

    number: int = Field(primary_key=True, sa_type=NUMBER)
    position: int = Field(unique=True, sa_type=NUMBER)
    published_at: datetime = Field(sa_type=UtcDateTime)


class EndpointRow(SQLModel, table=True):
    """Where somebody wants events sent. Secrets are encrypted; `credential_id` is the key that speaks for it.

    Everything of the feed up to `cursor` was looked at: sent, logged, or not for this endpoint.
    """

    __tablename__ = "endpoints"

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    credential_id: str = Field(foreign_key="credentials.id", sa_type=ID)
    url: str = Field(sa_type=Text)
    description: str
    types: str = Field(sa_type=Text, description="space-separated ledger types; empty: all")
    campaign: str | None = Field(default=None, sa_type=ID)
    unit: str | None = Field(default=None, sa_type=ID)
    payload: str
    status: str
    reason: str | None = None
    secret: str = Field(sa_type=Text)
    old_secret: str | None = Field(default=None, sa_type=Text)
    old_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    challenge: str | None = None
    cursor: int = Field(sa_type=BigInteger)
    succeeded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class DeliveryRow(SQLModel, table=True):
    """One event for one endpoint: sent, waiting for its next try, or given up. `number` is null for our own events."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "number"),
        Index("ix_deliveries_due", "status", "next_attempt_at"),
        Index("ix_deliveries_log", "endpoint_id", "created_at", "id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    endpoint_id: str = Field(foreign_key="endpoints.id", sa_type=ID)
    number: int | None = Field(default=None, sa_type=BigInteger)
    event_id: str
    type: str
    detail: str | None = Field(default=None, sa_type=Text, description="JSON data of our own events")
    status: str
    tries: int = Field(description="since the last time it was asked for")
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AttemptRow(SQLModel, table=True):
    """One request that was sent, or refused before it was sent, and what came of it."""

    __tablename__ = "attempts"

    id: str = Field(primary_key=True, sa_type=ID)
    delivery_id: str = Field(foreign_key="deliveries.id", index=True, sa_type=ID)
    at: datetime = Field(sa_type=UtcDateTime)
    url: str = Field(sa_type=Text)
    address: str | None = None
    status_code: int | None = None
    response: str | None = Field(default=None, sa_type=Text, description="the first 2 KiB")
    error: str | None = None
    milliseconds: int


FEED = table_of(FeedRow)
PUBLICATIONS = table_of(PublicationRow)
ENDPOINTS = table_of(EndpointRow)
DELIVERIES = table_of(DeliveryRow)
ATTEMPTS = table_of(AttemptRow)
