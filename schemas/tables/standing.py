"""What keeps a person from judging, and who may stand in for whom: recusals and delegations."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, UtcDateTime, table_of


class RecusalRow(SQLModel, table=True):
    """S4, as somebody put it on record. Former posts are not here: they follow from ended memberships."""

    __tablename__ = "recusals"

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    unit_id: str = Field(foreign_key="units.id", sa_type=ID)
    kind: str
    valid_from: date
    valid_to: date | None = None
    note: str = Field(default="", sa_type=Text)
    recorded_by: str = Field(sa_type=ID)
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class DelegationRow(SQLModel, table=True):
    """S8: a stand-in for a person, from a day to a day inclusive, unless it was ended before."""

    __tablename__ = "delegations"

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    stand_in_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    valid_from: date
    valid_to: date
    reason: str = Field(sa_type=Text)
    made_by: str = Field(sa_type=ID)
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, sa_type=ID)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


RECUSALS = table_of(RecusalRow)
DELEGATIONS = table_of(DelegationRow)
