"""Rule packs and holiday decrees that an office added; what a campaign froze of them lies with the campaign."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, UtcDateTime, table_of


class PackRow(SQLModel, table=True):
    """`source` is the file as sent, `body` the canonical JSON of the resolved pack that `hash` covers."""

    __tablename__ = "packs"

    id: str = Field(primary_key=True, sa_type=ID)
    source: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    hash: str
    added_by: str = Field(sa_type=ID)
    added_at: datetime = Field(sa_type=UtcDateTime)


class CalendarRow(SQLModel, table=True):
    """A decree, and the calendar it made. The later decree of a year holds."""

    __tablename__ = "calendars"

    position: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    version: str = Field(index=True, sa_type=ID)
    year: int
    decree: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    added_by: str = Field(sa_type=ID)
    added_at: datetime = Field(sa_type=UtcDateTime)


PACKS = table_of(PackRow)
CALENDARS = table_of(CalendarRow)
