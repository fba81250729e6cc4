"""The words every room shares: states, roles, actors, and what a measure is made of."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value: never changed after it is made, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasureState(StrEnum):
    """Stored states (domain.md 6.2). Lights, overdue and the like are derived, never stored."""

    DRAFT = "draft"
    ISSUED = "issued"
    IN_PROGRESS = "in_progress"
    CLOSURE_REQUESTED = "closure_requested"
    VERIFYING = "verifying"
    AWAITING_SIGN_OFF = "awaiting_sign_off"
    SUSTAINED = "sustained"
    SIGNED_OFF = "signed_off"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Role(StrEnum):
    """Roles of domain.md 6.1."""

    LEADING_GROUP = "leading_group"
    LEADER_IN_CHARGE = "leader_in_charge"
    OFFICE = "office"
    SPECIAL_GROUP = "special_group"
    UNIT_LIAISON = "unit_liaison"
    UNIT_PRINCIPAL = "unit_principal"
    SUPPORT_LIAISON = "support_liaison"
    SUPERVISOR = "supervisor"
    DISCIPLINE = "discipline"
    ORG_DEPT = "org_dept"
    EVALUATOR = "evaluator"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"
    ADMIN = "admin"


class ActorKind(StrEnum):
    """`system` is the platform's own clock; nobody can log in as it."""

    PERSON = "person"
    MACHINE = "machine"
    SYSTEM = "system"


class Category(StrEnum):
    """立行立改 / 限期整改 / 长期坚持."""

    IMMEDIATE = "immediate"
    DEADLINE = "deadline"
    LONG_TERM = "long_term"


class Outcome(StrEnum):
    DONE = "done"
    SUBSTANTIALLY_DONE = "substantially_done"
    NOT_DONE = "not_done"


class Grant(Frozen):
    """One role a principal holds today, and where it holds: a unit, a group, one campaign or all."""

    role: Role
    unit_id: str | None = None
    group_id: str | None = None
    campaign_id: str | None = None


class Actor(Frozen):
    """Who acts: identity and the grants in force when the request was received."""

    id: str
    name: str
    kind: ActorKind
    grants: tuple[Grant, ...] = ()


class Person(Frozen):
    """Who acted, as the ledger keeps it. `unit_id` is the unit acted for, if any."""

    id: str
    name: str
    kind: ActorKind
    unit_id: str | None = None


class Part(StrEnum):
    """The four parts of S2 that different persons play within one round."""

    REPORTER = "reporter"
    GATEKEEPER = "gatekeeper"
    VERIFIER = "verifier"
    SIGNATORY = "signatory"


class Act(Frozen):
    person_id: str
    part: Part


class Assignment(Frozen):
    """Who is charged with a measure and until when. `due` is a calendar day in China (UTC+8)."""

    lead_unit: str | None = None
    joint_units: tuple[str, ...] = Field(default=(), max_length=20)
    support_units: tuple[str, ...] = Field(default=(), max_length=40)
    special_group: str | None = None
    category: Category | None = None
    due: date | None = None
    leader: str | None = Field(default=None, max_length=100)
    focus: bool = Field(default=False, description="changes of a focus item are decided by the leading group")

    @property
    def charged_units(self) -> tuple[str, ...]:
        """Lead and joint lead units: those that claim, report and sign for closure."""
        return ((self.lead_unit,) if self.lead_unit else ()) + self.joint_units

    @property
    def all_units(self) -> frozenset[str]:
        return frozenset(self.charged_units) | frozenset(self.support_units)


class Indicator(Frozen):
    """A counted target: `done` of `planned`, in `unit` (for example 260 of 602 公里)."""

    name: str = Field(min_length=1, max_length=100)
    unit: str = Field(min_length=1, max_length=20)
    planned: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    done: Decimal = Field(ge=0, max_digits=18, decimal_places=4)


class EvidenceRef(Frozen):
    """A stored file, named by its content. `sha256` is 64 hex digits, `size` is in bytes."""

    id: str = Field(max_length=64)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(ge=0)


class ReportStatus(StrEnum):
    SUBMITTED = "submitted"
    COUNTERSIGNED = "countersigned"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Report(Frozen):
    """The current report of one period. Its text stays in the ledger at `seq`.

    `since` is the day its status began, `returns` how often the period's reports were returned.
    """

    period: str
    version: int
    status: ReportStatus
    late: bool
    unit_id: str
    submitted_by: str
    seq: int
    indicators: tuple[Indicator, ...]
    evidence: tuple[EvidenceRef, ...]
    since: date | None = None
    returns: int = 0


class Closure(Frozen):
    """A request for closure: who signed it so far, and what was frozen when it was complete.

    `came_from` is the state to which a return leads back.
    """

    signed_units: tuple[str, ...]
    requested_on: date | None = None
    evidence: tuple[EvidenceRef, ...] = ()
    evidence_hash: str | None = None
    verified_row_hash: str | None = None
    came_from: MeasureState = MeasureState.IN_PROGRESS


class Signature(Frozen):
    """One filled slot of one of the pack's chains; `group_id` is the signer's team."""

    chain: str
    slot: int
    person_id: str
    group_id: str | None
