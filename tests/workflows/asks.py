"""Measures in a ledger and envelopes for them, as the inbox would send them."""

import uuid
from datetime import datetime

from schemas import commands as c
from schemas import events as e
from schemas.measure import (
    Actor,
    ActorKind,
    Assignment,
    Category,
    Grant,
    Person,
    Role,
)
from schemas.reports import (
    EvidenceRef,
)
from tests.fixtures.days import DUE, QUIET
from tests.workflows.memory_ledger import MemoryLedger
from workflows.lifecycle import draft

NOW = QUIET
PERIOD = f"{NOW:%Y-%m}"
PLAN = Assignment(lead_unit="water", category=Category.DEADLINE, due=DUE, leader="王副区长")
FILE = EvidenceRef(id="f1", sha256="0" * 64, name="验收.pdf", media_type="application/pdf", size=9)


def person(name: str, role: Role, unit: str | None = None) -> Actor:
    return Actor(id=name, name=name, kind=ActorKind.PERSON, grants=(Grant(role=role, unit_id=unit),))


OFFICE = person("office", Role.OFFICE)
LIAISON = person("liaison", Role.UNIT_LIAISON, "water")
PRINCIPAL = person("principal", Role.UNIT_PRINCIPAL, "water")
INSPECTOR = person("inspector", Role.SUPERVISOR)
SECOND = person("second", Role.SUPERVISOR)
LEADER = person("leader", Role.LEADING_GROUP)


def drafted(ledger: MemoryLedger, *, issued: bool) -> str:
    """A measure in the ledger, before any workflow knows of it."""
    measure = f"c{uuid.uuid4().hex[:9]}-1-1"
    command = c.DraftMeasure(campaign_id="c1", problem_id="c1-1", number="1-1", text="加快管网建设。", assignment=PLAN)
    ledger.write(measure, (draft(command, measure, OFFICE, NOW),))
    if issued:
        ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
    return measure


def by(actor: Actor) -> Person:
    return Person(id=actor.id, name=actor.name, kind=actor.kind)


def envelope(
    measure: str, actor: Actor, command: c.Command, submission: str | None = None, at: datetime = NOW
) -> c.Envelope:
    return c.Envelope(
        submission_id=submission or uuid.uuid4().hex,
        measure_id=measure,
        actor=actor,
        received_at=at,
        expected_seq=None,
        command=command,
    )


def amend(number: int) -> c.AmendPlan:
    """A change that is possible any number of times, and can be told from every other."""
    return c.AmendPlan(assignment=PLAN.model_copy(update={"leader": f"领导{number}"}))


def report(replaces: int | None = None) -> c.SubmitReport:
    return c.SubmitReport(period=PERIOD, text="已完成验收。", evidence=(FILE,), replaces=replaces)


def visit() -> c.PassVerification:
    return c.PassVerification(visited_on=NOW.date(), place="污水厂", findings="属实。", no_conflict_declared=True)


ROAD: tuple[tuple[Actor, c.Command], ...] = (
    (LIAISON, c.ClaimMeasure()),
    (LIAISON, report()),
    (PRINCIPAL, c.CountersignReport(period=PERIOD, version=1)),
    (OFFICE, c.AcceptReport(period=PERIOD, version=1)),
    (PRINCIPAL, c.RequestClosure(statement="申请销号。")),
    (OFFICE, c.PassGate()),
    (INSPECTOR, visit()),
    (SECOND, c.SignOff()),
)
