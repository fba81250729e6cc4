"""Calendars that a campaign counted by before it adopted another: a due date found on them stays explained."""

from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, table_of


class FormerCalendarRow(SQLModel, table=True):
    """`body` is the frozen calendar as canonical JSON."""

    __tablename__ = "former_calendars"

    campaign_id: str = Field(primary_key=True, foreign_key="campaigns.id", sa_type=ID)
    version: str = Field(primary_key=True, index=True, sa_type=ID)
    body: str = Field(sa_type=Text)


FORMER_CALENDARS = table_of(FormerCalendarRow)
