"""HTTP bodies about units, groups, principals and their credentials."""

from datetime import date, datetime

from pydantic import Field

from schemas.measure import Actor, ActorKind, Day, Frozen, Role
from schemas.succession import SuccessionView

MAX_DAYS = 730


class WhoAmI(Actor):
    """The caller as the rules see it, and what its key may be used for."""

    scopes: tuple[str, ...]


class NewCredential(Frozen):
    """`scopes` are for machines only: `read`, `submit`, `subscribe`. `days` until it expires."""

    scopes: tuple[str, ...] = ()
    days: int = Field(default=180, ge=1, le=MAX_DAYS, examples=[90])


class CredentialView(Frozen):
    """`secret` is set in the answer that created it and never again. `last_used_at` is up to a minute late."""

    id: str
    principal_id: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    last_used_from: str | None
    secret: str | None


class MembershipView(Frozen):
    id: str
    role: Role
    unit_id: str | None
    group_id: str | None
    campaign_id: str | None
    valid_from: date
    valid_to: date | None


class PrincipalView(Frozen):
    id: str
    kind: ActorKind
    name: str
    memberships: tuple[MembershipView, ...]


class UnitView(Frozen):
    """`succession` is set when the unit is no more."""

    id: str
    name: str
    aliases: tuple[str, ...]
    succession: SuccessionView | None


class GroupView(Frozen):
    id: str
    name: str
    kind: str


class ImportCounts(Frozen):
    """What an organisation file changed."""

    units: int
    groups: int
    principals: int
    memberships: int
    recusals: int


class EndMembership(Frozen):
    """The last day a membership holds."""

    valid_to: Day = Field(examples=["2026-12-31"])
