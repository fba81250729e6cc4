"""What a campaign keeps besides its ledger: answers to its commands, frozen numbers, bulletins, links.

`frozen_snapshots` and `bulletins` refuse UPDATE and DELETE by trigger on both databases (see the migrations).
"""

from datetime import datetime

from sqlmodel import Field, SQLModel, Text, UniqueConstraint

from schemas.tables.columns import ID, UtcDateTime, table_of


class CampaignSubmissionRow(SQLModel, table=True):
    """A command of a campaign that was answered. `outcome` is the receipt or the refusal, JSON."""

    __tablename__ = "campaign_submissions"
    __table_args__ = (UniqueConstraint("principal_id", "key"),)

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(sa_type=ID)
    key: str
    request_hash: str
    campaign_id: str = Field(index=True, foreign_key="campaigns.id", sa_type=ID)
    command: str
    status: str
    outcome: str = Field(sa_type=Text)
    received_at: datetime = Field(sa_type=UtcDateTime)


class FrozenSnapshotRow(SQLModel, table=True):
    """`body` is canonical JSON of `FrozenBody`; `hash` its SHA-256, which the ledger holds too."""

    __tablename__ = "frozen_snapshots"

    id: str = Field(primary_key=True, sa_type=ID)
    campaign_id: str = Field(index=True, foreign_key="campaigns.id", sa_type=ID)
    cut_off: datetime = Field(sa_type=UtcDateTime)
    body: str = Field(sa_type=Text)
    hash: str


class BulletinRow(SQLModel, table=True):
    """`body` is canonical JSON of `BulletinBody`, as published; `measures` are the ids behind its rows, JSON."""

    __tablename__ = "bulletins"

    id: str = Field(primary_key=True, sa_type=ID)
    campaign_id: str = Field(index=True, foreign_key="campaigns.id", sa_type=ID)
    audience: str
    snapshot_id: str = Field(foreign_key="frozen_snapshots.id", sa_type=ID)
    body: str = Field(sa_type=Text)
    measures: str = Field(sa_type=Text)
    hash: str
    published_at: datetime = Field(sa_type=UtcDateTime)


class MeasureLinkRow(SQLModel, table=True):
    """The links of the ledger, to be found from both ends."""

    __tablename__ = "measure_links"

    measure_id: str = Field(primary_key=True, foreign_key="measures.id", sa_type=ID)
    kind: str = Field(primary_key=True)
    target: str = Field(primary_key=True, index=True, sa_type=ID)


CAMPAIGN_SUBMISSIONS = table_of(CampaignSubmissionRow)
FROZEN_SNAPSHOTS = table_of(FrozenSnapshotRow)
BULLETINS = table_of(BulletinRow)
MEASURE_LINKS = table_of(MeasureLinkRow)
