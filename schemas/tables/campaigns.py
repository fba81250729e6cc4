"""One rectification effort: its notice, its problems, the confirmation that lets it be issued."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, Text, UniqueConstraint

from schemas.tables.columns import ID, UtcDateTime, table_of


class CampaignRow(SQLModel, table=True):
    __tablename__ = "campaigns"
    __table_args__ = (UniqueConstraint("imported_by", "import_key"),)

    id: str = Field(primary_key=True, sa_type=ID)
    title: str
    state: str
    pack: str
    pack_hash: str
    pack_body: str = Field(sa_type=Text, description="the resolved pack as canonical JSON, which `pack_hash` covers")
    calendar_version: str = Field(sa_type=ID)
    calendar_body: str = Field(sa_type=Text, description="the frozen calendar as canonical JSON")
    feedback_date: date | None
    notice_name: str
    notice_sha256: str
    notice_text: str = Field(sa_type=Text)
    parsed: str = Field(sa_type=Text, description="the parser's whole result, JSON")
    reconciliation: str = Field(sa_type=Text, description="declared against found, JSON")
    confirmed_by: str | None = Field(default=None, sa_type=ID)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    imported_by: str = Field(sa_type=ID)
    import_key: str
    seq: int
    hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class ProblemRow(SQLModel, table=True):
    __tablename__ = "problems"
    __table_args__ = (UniqueConstraint("campaign_id", "ordinal"),)

    id: str = Field(primary_key=True, sa_type=ID)
    campaign_id: str = Field(foreign_key="campaigns.id", sa_type=ID)
    ordinal: int
    aspect: str | None
    title: str = Field(sa_type=Text)


CAMPAIGNS = table_of(CampaignRow)
PROBLEMS = table_of(ProblemRow)
