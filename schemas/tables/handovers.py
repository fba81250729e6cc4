"""Handovers of office: rows that are added and never changed, chained by hash for each unit."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, Text, UniqueConstraint

from schemas.tables.columns import ID, UtcDateTime, table_of


class HandoverRow(SQLModel, table=True):
    """`body` is the canonical JSON that was hashed; UPDATE and DELETE are refused by trigger."""

    __tablename__ = "handovers"
    __table_args__ = (UniqueConstraint("unit_id", "seq"),)

    id: str = Field(primary_key=True, sa_type=ID)
    unit_id: str = Field(foreign_key="units.id", sa_type=ID)
    seq: int
    outgoing_id: str = Field(sa_type=ID)
    outgoing_name: str
    incoming_id: str = Field(sa_type=ID)
    incoming_name: str
    as_of: date
    note: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    prev_hash: str
    hash: str
    recorded_by: str = Field(sa_type=ID)
    recorded_at: datetime = Field(sa_type=UtcDateTime)


HANDOVERS = table_of(HandoverRow)
