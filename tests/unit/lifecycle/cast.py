"""Units, people and moments that the tests of the rules share."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

from schemas.calendars import WorkCalendar
from schemas.measure import (
    Actor,
    ActorKind,
    Assignment,
    Category,
    Grant,
    Role,
)
from schemas.packs import MeasureRules, Setting
from schemas.reports import (
    EvidenceRef,
    Indicator,
)
from schemas.substitute_commands import SubstituteFacts

LEAD, JOINT, SUPPORT, FOREIGN = "unit-lead", "unit-joint", "unit-support", "unit-foreign"
GROUP, CAMPAIGN = "group-1", "campaign-1"
DECEMBER = datetime(2025, 12, 10, 2, tzinfo=UTC)
JANUARY = datetime(2026, 1, 10, 2, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
DUE = date(2026, 6, 30)
LATER = date(2026, 8, 31)
REVIEW = date(2026, 4, 10)
# When a sustained measure is to be done: after DUE, before LATER.
FINISH = date(2026, 7, 31)
# A decree that has the day of DUE off, and the Saturday after New Year worked.
DECREED = WorkCalendar(
    version="decreed", decreed_years=(2025, 2026), days_off=(date(2026, 1, 1), DUE), days_worked=(date(2026, 1, 3),)
)

SINGLE = Assignment(
    lead_unit=LEAD,
    support_units=(SUPPORT,),
    special_group=GROUP,
    category=Category.LONG_TERM,
    due=DUE,
    leader="张三",
)
SHARED = SINGLE.model_copy(update={"joint_units": (JOINT,)})
# Two inspectors of one team verify; leader in charge and a delegate of the leading group sign off.
STRICT = Setting(
    rules=MeasureRules(
        verification_slots=((Role.SUPERVISOR,), (Role.SUPERVISOR,)),
        one_team=True,
        sign_off_slots=((Role.LEADER_IN_CHARGE,), (Role.LEADING_GROUP,)),
    )
)
BOUND_TO_UNIT = (Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.SUPPORT_LIAISON, Role.INTEGRATOR)


def hat(role: Role, unit: str = LEAD, group: str = GROUP, campaign: str | None = None) -> Grant:
    """A grant of `role`, bound to what that role is bound to in practice."""
    return Grant(
        role=role,
        unit_id=unit if role in BOUND_TO_UNIT else None,
        group_id=group if role is Role.SPECIAL_GROUP else None,
        campaign_id=campaign,
    )


def person(name: str, *grants: Grant) -> Actor:
    return Actor(id=name, name=name, kind=ActorKind.PERSON, grants=grants)


def machine(name: str, *grants: Grant) -> Actor:
    return Actor(id=name, name=name, kind=ActorKind.MACHINE, grants=grants)


SECOND_OFFICER = person("second-officer", hat(Role.OFFICE))
OFFICER = person("officer", hat(Role.OFFICE))
LIAISON = person("liaison", hat(Role.UNIT_LIAISON))
PRINCIPAL = person("principal", hat(Role.UNIT_PRINCIPAL))
JOINT_LIAISON = person("joint-liaison", hat(Role.UNIT_LIAISON, JOINT))
JOINT_PRINCIPAL = person("joint-principal", hat(Role.UNIT_PRINCIPAL, JOINT))
GATEKEEPER = person("gatekeeper", hat(Role.SPECIAL_GROUP))
FORMER = person("former-principal", hat(Role.UNIT_PRINCIPAL, FOREIGN))
LEADER = person("leader", hat(Role.LEADING_GROUP))
INSPECTOR = person("inspector", hat(Role.SUPERVISOR))
SECOND_INSPECTOR = person("second-inspector", hat(Role.SUPERVISOR))
SPARE = person("spare", hat(Role.ORG_DEPT))
# What the directory says where nobody may verify.
NOBODY_LEFT = SubstituteFacts(eligible=(), candidate=SPARE, sees=True)
THIRD_INSPECTOR = person("third-inspector", hat(Role.SUPERVISOR))
ROBOT = machine("robot", hat(Role.INTEGRATOR))


def month(at: datetime) -> str:
    return f"{at:%Y-%m}"


def file_of(period: str, suffix: str = "") -> EvidenceRef:
    name = f"file-{period}{suffix}"
    content = hashlib.sha256(name.encode()).hexdigest()
    return EvidenceRef(id=name, sha256=content, name=f"{name}.pdf", media_type="application/pdf", size=7)


def pipes(done: int, planned: int = 602) -> Indicator:
    return Indicator(name="污水管网", unit="公里", planned=Decimal(planned), done=Decimal(done))
