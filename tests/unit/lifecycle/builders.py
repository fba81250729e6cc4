"""Real measures, driven to where a test needs them by real commands: no snapshot is written by hand."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Self

from schemas import commands as c
from schemas import events as e
from schemas.measure import Actor, ActorKind, Assignment, Category, EvidenceRef, Grant, Indicator, MeasureState, Role
from schemas.packs import STANDARD, MeasureRules, Setting
from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.round_bodies import round_body
from workflows.case import Decision
from workflows.evolution.fold import fold
from workflows.lifecycle import decide, draft

LEAD, JOINT, SUPPORT, FOREIGN = "unit-lead", "unit-joint", "unit-support", "unit-foreign"
GROUP, CAMPAIGN = "group-1", "campaign-1"
DECEMBER = datetime(2025, 12, 10, 2, tzinfo=UTC)
JANUARY = datetime(2026, 1, 10, 2, tzinfo=UTC)
FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
DUE = date(2026, 6, 30)

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
LEADER = person("leader", hat(Role.LEADING_GROUP))
INSPECTOR = person("inspector", hat(Role.SUPERVISOR))
SECOND_INSPECTOR = person("second-inspector", hat(Role.SUPERVISOR))
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


def report(at: datetime = JANUARY, replaces: int | None = None, **fields: object) -> c.SubmitReport:
    period = month(at)
    said = {"period": period, "text": "已完成", "evidence": (file_of(period),), "replaces": replaces, **fields}
    return c.SubmitReport.model_validate(said)


def version(number: int, at: datetime = JANUARY) -> c.AcceptReport:
    return c.AcceptReport(period=month(at), version=number)


@cache
def body(name: str, at: datetime = JANUARY) -> c.Command:
    """A command that is accepted at the moment of the path where it belongs."""
    period, text = month(at), "经核实"
    visit = {"visited_on": at.date(), "place": "现场", "findings": text, "no_conflict_declared": True}
    made: dict[str, c.Command] = {
        "amend_plan": c.AmendPlan(assignment=SINGLE),
        "issue": c.IssueMeasure(),
        "claim": c.ClaimMeasure(),
        "submit_report": report(at),
        "countersign_report": c.CountersignReport(period=period, version=1),
        "accept_report": c.AcceptReport(period=period, version=1),
        "return_report": c.ReturnReport(period=period, version=1, reason=text),
        "withdraw_evidence": c.WithdrawEvidence(evidence_id=file_of(period).id, reason=text),
        "request_closure": c.RequestClosure(statement=text),
        "withdraw_closure": c.WithdrawClosure(reason=text),
        "pass_gate": c.PassGate(),
        "return_gate": c.ReturnGate(rework_requirement=text),
        "pass_verification": c.PassVerification.model_validate(visit),
        "fail_verification": c.FailVerification.model_validate(visit | {"rework_requirement": text}),
        "sign_off": c.SignOff(),
        "refuse_sign_off": c.RefuseSignOff(reason=text),
        "suspend": SuspendMeasure(reason=text, planned_end=DUE),
        "resume": ResumeMeasure(reason=text),
        "cancel": CancelMeasure(reason=text, decision_reference="〔2026〕1号"),
    }
    return made[name] if name in made else round_body(name, at)


@dataclass(frozen=True)
class Story:
    """The ledger rows of one measure so far."""

    events: tuple[e.Event, ...]

    @property
    def snapshot(self) -> MeasureSnapshot:
        folded = fold(self.events)
        assert folded is not None
        return folded

    setting: Setting = STANDARD

    def ask(self, command: c.Command, actor: Actor, at: datetime = JANUARY) -> Decision:
        return decide(self.snapshot, command, actor, at, setting=self.setting)

    def then(self, command: c.Command, actor: Actor, at: datetime = JANUARY) -> Self:
        decision = self.ask(command, actor, at)
        assert not isinstance(decision, Refused), decision
        return replace(self, events=(*self.events, *decision))

    def walk(self, steps: tuple[str, ...], at: datetime = JANUARY) -> Self:
        """Take the named steps of the path, each by the person whose step it is."""
        story = self
        for name in steps:
            story = story.then(body(name, at), PATH[name], at)
        return story


PATH: dict[str, Actor] = {
    "issue": OFFICER,
    "claim": LIAISON,
    "submit_report": LIAISON,
    "countersign_report": PRINCIPAL,
    "accept_report": GATEKEEPER,
    "request_closure": PRINCIPAL,
    "pass_gate": GATEKEEPER,
    "pass_verification": INSPECTOR,
    "sign_off": SECOND_INSPECTOR,
}
# Steps beside the path: the last step of the path before them, and who takes them.
BESIDE: dict[str, tuple[str, Actor]] = {
    "suspend": ("accept_report", LEADER),
    "cancel": ("accept_report", LEADER),
    "interim_one": ("pass_gate", INSPECTOR),
    "interim_two": ("interim_one", SECOND_INSPECTOR),
    "accept_interim": ("interim_two", SECOND_OFFICER),
    "late_withdrawal": ("sign_off", PRINCIPAL),
    "last_look_back": ("late_withdrawal", THIRD_INSPECTOR),
    "propose_revocation": ("sign_off", OFFICER),
    "revoke_sign_off": ("propose_revocation", LEADER),
    "archive": ("last_look_back", OFFICER),
    "issue_order": ("accept_report", OFFICER),
    "acknowledge_order": ("issue_order", PRINCIPAL),
    "propose_archived": ("archive", OFFICER),
}
S = MeasureState


def upto(last: str | None, after: str | None = None) -> tuple[str, ...]:
    """Steps of the path, the last one included, the one named by `after` left out."""
    names = list(PATH)
    start = names.index(after) + 1 if after else 0
    return tuple(names[start : names.index(last) + 1]) if last else ()


def drafted(assignment: Assignment = SINGLE, setting: Setting = STANDARD) -> Story:
    command = c.DraftMeasure(
        campaign_id=CAMPAIGN, problem_id="problem-1", number="12", text="完成管网排查", assignment=assignment
    )
    return Story((draft(command, f"{CAMPAIGN}-12", OFFICER, JANUARY),), setting)


def reached(last: str | None) -> Story:
    """A measure of one unit whose latest step is `last`; None is a draft."""
    if last in BESIDE:
        before, who = BESIDE[last]
        return reached(before).then(body(last), who)
    return drafted().walk(upto(last))


def shared(*, claimed: bool = True) -> Story:
    """A measure of a lead and a joint unit; unless `claimed`, only the lead unit has claimed."""
    story = drafted(SHARED).walk(upto("claim"))
    return story.then(body("claim"), JOINT_LIAISON) if claimed else story


def second_lap(last: str | None = None) -> Story:
    """A measure sent back at sign-off in January and, in February of the same round, at `last` again."""
    sent_back = reached("pass_verification").then(body("refuse_sign_off"), SECOND_INSPECTOR)
    return sent_back.walk(upto(last, after="claim"), FEBRUARY)


def code_of(decision: Decision) -> RefusalCode | None:
    return decision.code if isinstance(decision, Refused) else None


def rule_of(decision: Decision) -> str | None:
    return decision.rule if isinstance(decision, Refused) else None
