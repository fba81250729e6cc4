"""The words every room shares: states, roles, actors, and what a measure is made of."""

import re
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

WRITTEN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Frozen(BaseModel):
    """A value: never changed after it is made, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _written_out(value: object) -> object:
    """Pydantic takes a bare number for seconds since 1970; nobody who writes one means that day."""
    if isinstance(value, date) or (isinstance(value, str) and WRITTEN_DAY.fullmatch(value)):
        return value
    raise ValueError("日期应写作 YYYY-MM-DD / a day is written YYYY-MM-DD")


Day = Annotated[date, BeforeValidator(_written_out)]


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
    ARCHIVED = "archived"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"


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


class Recusal(Frozen):
    """A unit whose measures a person may not judge (S4), first and last day; null: no end in sight.

    With `former_post` they are the days of a membership that ended: years of the rule pack follow it.
    """

    unit_id: str
    since: date
    until: date | None
    former_post: bool = False


class Represented(Frozen):
    """The person a stand-in acts for (S8)."""

    id: str
    name: str


class Actor(Frozen):
    """Who acts: identity and the grants in force when the request was received.

    A stand-in has the grants of the person represented and the recusals of both; `own_units` are the
    units that the stand-in is of.
    """

    id: str
    name: str
    kind: ActorKind
    grants: tuple[Grant, ...] = ()
    recusals: tuple[Recusal, ...] = ()
    acting_for: Represented | None = None
    own_units: tuple[str, ...] = ()

    @property
    def people(self) -> frozenset[str]:
        """Everyone whose act it is: what one did before keeps the other from acting too (S8)."""
        return frozenset({self.id, self.acting_for.id} if self.acting_for else {self.id})


class Person(Frozen):
    """Who acted, as the ledger keeps it: for which unit and in whose place, if any."""

    id: str
    name: str
    kind: ActorKind
    unit_id: str | None = None
    acting_for: Represented | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone whose act it is (S8)."""
        return (self.id, self.acting_for.id) if self.acting_for else (self.id,)


class Part(StrEnum):
    """The four parts of S2 that different persons play within one round."""

    REPORTER = "reporter"
    GATEKEEPER = "gatekeeper"
    VERIFIER = "verifier"
    SIGNATORY = "signatory"


class Act(Frozen):
    person_id: str
    part: Part


class Substitute(Frozen):
    """A person who may play a part in one round without holding its role (S6)."""

    part: Part
    person_id: str
    round: int


class Target(Frozen):
    """An agreed figure: the indicator `name` has to reach `planned`, in `unit`."""

    name: str = Field(min_length=1, max_length=100)
    unit: str = Field(min_length=1, max_length=20)
    planned: Decimal = Field(ge=0, max_digits=18, decimal_places=4)


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
    targets: tuple[Target, ...] = Field(default=(), description="agreed figures of indicators")

    @property
    def charged_units(self) -> tuple[str, ...]:
        """Lead and joint lead units: those that claim, report and sign for closure."""
        return ((self.lead_unit,) if self.lead_unit else ()) + self.joint_units

    @property
    def all_units(self) -> frozenset[str]:
        return frozenset(self.charged_units) | frozenset(self.support_units)


class Contest(Frozen):
    """A charged unit that said the measure is not its to do. `decided_on` null: nobody has answered."""

    unit_id: str
    on: date
    decided_on: date | None = None
