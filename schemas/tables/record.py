"""The record: append-only ledger, the read model folded from it, the inbox, evidence metadata.

`ledger` refuses UPDATE and DELETE by trigger on both databases (see the migrations).
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel, Text, UniqueConstraint

from schemas.tables.columns import ID, UtcDateTime, table_of


class LedgerRow(SQLModel, table=True):
    """One event of one stream (a measure or a campaign). `body` is the canonical JSON that was hashed."""

    __tablename__ = "ledger"
    __table_args__ = (UniqueConstraint("stream", "seq"),)

    # SQLite numbers rows by itself only in an INTEGER primary key.
    position: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    stream: str = Field(sa_type=ID)
    seq: int
    type: str
    submission_id: str | None = Field(default=None, index=True, sa_type=ID)
    body: str = Field(sa_type=Text)
    prev_hash: str
    hash: str
    recorded_at: datetime = Field(sa_type=UtcDateTime)


class MeasureRow(SQLModel, table=True):
    """The read model: `snapshot` is the fold of the ledger, the other columns repeat it for queries."""

    __tablename__ = "measures"
    __table_args__ = (
        UniqueConstraint("campaign_id", "ordinal"),
        Index("ix_measures_list", "campaign_id", "state", "ordinal"),
        Index("ix_measures_due", "due"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    campaign_id: str = Field(foreign_key="campaigns.id", sa_type=ID)
    problem_id: str = Field(foreign_key="problems.id", index=True, sa_type=ID)
    ordinal: int
    number: str
    text: str = Field(sa_type=Text)
    state: str
    outcome: str | None = None
    seq: int
    hash: str
    lead_unit: str | None = Field(default=None, index=True, sa_type=ID)
    special_group: str | None = Field(default=None, sa_type=ID)
    category: str | None
    due: date | None
    origin: str | None = Field(default=None, sa_type=ID, description="the first measure whose place this one took")
    open_reports: int = Field(default=0, description="what waits beside the state: reports, requests, claims, answers")
    changed_at: datetime = Field(sa_type=UtcDateTime)
    snapshot: str = Field(sa_type=Text)


class MeasureUnitRow(SQLModel, table=True):
    """Which units may read a measure: lead, joint and support units."""

    __tablename__ = "measure_units"

    measure_id: str = Field(primary_key=True, foreign_key="measures.id", sa_type=ID)
    unit_id: str = Field(primary_key=True, index=True, sa_type=ID)
    relation: str


class SubmissionRow(SQLModel, table=True):
    """The inbox. `outcome` is the JSON answer once the submission is applied, refused or quarantined."""

    __tablename__ = "submissions"
    __table_args__ = (
        UniqueConstraint("principal_id", "key"),
        Index("ix_submissions_waiting", "status", "next_attempt_at"),
    )

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(sa_type=ID)
    key: str
    request_hash: str
    measure_id: str = Field(index=True, sa_type=ID)
    command: str
    envelope: str = Field(sa_type=Text)
    status: str
    outcome: str | None = Field(default=None, sa_type=Text)
    attempts: int = 0
    received_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class EvidenceRow(SQLModel, table=True):
    """A file uploaded for a measure. Its bytes lie in the content store under `sha256`."""

    __tablename__ = "evidence"

    id: str = Field(primary_key=True, sa_type=ID)
    measure_id: str = Field(index=True, foreign_key="measures.id", sa_type=ID)
    unit_id: str | None = Field(default=None, sa_type=ID)
    sha256: str
    name: str
    media_type: str
    size: int
    uploaded_by: str = Field(sa_type=ID)
    uploaded_at: datetime = Field(sa_type=UtcDateTime)


class WakingRow(SQLModel, table=True):
    """A measure whose workflow has to look at its ledger, which others wrote up to `seq`."""

    __tablename__ = "wakings"

    measure_id: str = Field(primary_key=True, foreign_key="measures.id", sa_type=ID)
    seq: int = Field(primary_key=True)


class ReadModelRow(SQLModel, table=True):
    """Which fold the read model was written by; one row."""

    __tablename__ = "read_model"

    id: int = Field(primary_key=True)
    fold: str


LEDGER = table_of(LedgerRow)
MEASURES = table_of(MeasureRow)
MEASURE_UNITS = table_of(MeasureUnitRow)
SUBMISSIONS = table_of(SubmissionRow)
EVIDENCE = table_of(EvidenceRow)
WAKINGS = table_of(WakingRow)
READ_MODEL = table_of(ReadModelRow)
