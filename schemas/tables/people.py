"""Who there is: units, groups, principals, their memberships with dates, their credentials."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from schemas.tables.columns import ID, UtcDateTime, table_of


class UnitRow(SQLModel, table=True):
    __tablename__ = "units"

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(unique=True)
    aliases: str = Field(default="[]", description="JSON list of other names files may use")


class GroupRow(SQLModel, table=True):
    __tablename__ = "groups"

    id: str = Field(primary_key=True, sa_type=ID)
    name: str = Field(unique=True)
    kind: str


class PrincipalRow(SQLModel, table=True):
    __tablename__ = "principals"

    id: str = Field(primary_key=True, sa_type=ID)
    kind: str
    name: str


class MembershipRow(SQLModel, table=True):
    """One role of one principal, from a day to a day inclusive (open when null).

    `id` is a digest of everything but the last day, so the same membership can't stand twice.
    """

    __tablename__ = "memberships"

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    role: str
    unit_id: str | None = Field(default=None, foreign_key="units.id", sa_type=ID)
    group_id: str | None = Field(default=None, foreign_key="groups.id", sa_type=ID)
    campaign_id: str | None = Field(default=None, sa_type=ID)
    valid_from: date
    valid_to: date | None = None


class CredentialRow(SQLModel, table=True):
    """A personal token or an API key. Only the SHA-256 of its secret is kept."""

    __tablename__ = "credentials"

    id: str = Field(primary_key=True, sa_type=ID)
    principal_id: str = Field(foreign_key="principals.id", index=True, sa_type=ID)
    secret_sha256: str = Field(unique=True)
    scopes: str = Field(description="space-separated; empty for a person, who has what the roles give")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_from: str | None = Field(default=None, sa_type=ID, description="source address")


UNITS = table_of(UnitRow)
GROUPS = table_of(GroupRow)
PRINCIPALS = table_of(PrincipalRow)
MEMBERSHIPS = table_of(MembershipRow)
CREDENTIALS = table_of(CredentialRow)
