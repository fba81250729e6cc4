"""Letters in people's queues, addressed to a role where it holds, and who has read which."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, UtcDateTime, table_of


class NoticeRow(SQLModel, table=True):
    """One letter to one addressee: everybody who holds `role`, in that unit or group if one is named.

    `id` is the ledger row it follows from and its place there, so that no letter is written twice.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_addressee", "role", "unit_id", "created_at"),
        Index("ix_notices_measure", "measure_id"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    measure_id: str = Field(foreign_key="measures.id", sa_type=ID)
    campaign_id: str = Field(foreign_key="campaigns.id", sa_type=ID)
    seq: int
    kind: str
    colour: str
    role: str
    unit_id: str | None = Field(sa_type=ID)
    group_id: str | None = Field(sa_type=ID)
    about: str = Field(sa_type=Text)
    day: date
    days: int
    times: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class NoticeReadRow(SQLModel, table=True):
    __tablename__ = "notice_reads"

    notice_id: str = Field(primary_key=True, foreign_key="notices.id", sa_type=ID)
    principal_id: str = Field(primary_key=True, foreign_key="principals.id", sa_type=ID)
    read_at: datetime = Field(sa_type=UtcDateTime)


NOTICES = table_of(NoticeRow)
NOTICE_READS = table_of(NoticeReadRow)
