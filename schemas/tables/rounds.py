"""Beside the record: the grounds of referrals, which only a few may read, and what was drawn for look-backs."""

from datetime import datetime

from sqlmodel import Field, SQLModel, Text

from schemas.tables.columns import ID, UtcDateTime, table_of


class ReferralRow(SQLModel, table=True):
    """The ledger row holds SHA-256 of the canonical JSON of [salt, kind, grounds]; without salt nobody guesses it."""

    __tablename__ = "referrals"

    id: str = Field(primary_key=True, sa_type=ID)
    measure_id: str = Field(index=True, foreign_key="measures.id", sa_type=ID)
    kind: str
    grounds: str = Field(sa_type=Text)
    salt: str
    referred_by: str = Field(sa_type=ID)
    referred_at: datetime = Field(sa_type=UtcDateTime)


class LookBackRow(SQLModel, table=True):
    """One look-back activity of a campaign. `spec` is the request that was drawn by, JSON."""

    __tablename__ = "look_backs"

    id: str = Field(primary_key=True, sa_type=ID)
    campaign_id: str = Field(index=True, foreign_key="campaigns.id", sa_type=ID)
    title: str
    spec: str = Field(sa_type=Text)
    seed: str
    population: int
    drawn_by: str = Field(sa_type=ID)
    drawn_at: datetime = Field(sa_type=UtcDateTime)


class LookBackSampleRow(SQLModel, table=True):
    """A measure that was drawn. `seq` is its ledger's head at the draw: look-backs after it count."""

    __tablename__ = "look_back_samples"

    look_back_id: str = Field(primary_key=True, foreign_key="look_backs.id", sa_type=ID)
    measure_id: str = Field(primary_key=True, foreign_key="measures.id", sa_type=ID)
    unit_id: str | None = Field(default=None, sa_type=ID)
    seq: int


REFERRALS = table_of(ReferralRow)
LOOK_BACKS = table_of(LookBackRow)
LOOK_BACK_SAMPLES = table_of(LookBackSampleRow)
