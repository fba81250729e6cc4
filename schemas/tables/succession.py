"""Units that are no more: what became of them, from which day, by which document, and who follows them."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, UtcDateTime, table_of


class UnitSuccessionRow(SQLModel, table=True):
    """`body` is the canonical JSON of the request: the same one again finishes what was cut short."""

    __tablename__ = "unit_successions"

    unit_id: str = Field(primary_key=True, foreign_key="units.id", sa_type=ID)
    kind: str
    on_day: date
    document: str
    successors: str = Field(description="JSON list of ids")
    body: str = Field(sa_type=Text)
    recorded_by: str = Field(sa_type=ID)
    recorded_at: datetime = Field(sa_type=UtcDateTime)


UNIT_SUCCESSIONS = table_of(UnitSuccessionRow)
