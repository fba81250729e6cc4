"""What people who are on time do to a measure: claim, report, close, look back.

A rehearsal assumes it, and the gate judges each act as it would judge theirs.
"""

from datetime import date

from schemas import commands as c
from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.packs import MeasureRules, Slots
from schemas.reports import EvidenceRef
from schemas.round_commands import PassLookBack
from schemas.snapshot import MeasureSnapshot

Act = tuple[c.Command, Actor]
SAID = "预演"
SHOWN = EvidenceRef(id="rehearsal", sha256="0" * 64, name="预演.pdf", media_type="application/pdf", size=1)
NEWCOMER = "look-back"


def somebody(role: Role, unit: str | None = None, group: str | None = None, part: str = "") -> Actor:
    """A person of one role; of another `part`, another person."""
    grants = (Grant(role=role, unit_id=unit, group_id=group),)
    return Actor(id=f"{role}@{unit}{part}", name=SAID, kind=ActorKind.PERSON, grants=grants)


def claims(snapshot: MeasureSnapshot) -> tuple[Act, ...]:
    """Of every charged unit."""
    return tuple(
        (c.ClaimMeasure(unit_id=unit), somebody(Role.UNIT_LIAISON, unit)) for unit in snapshot.assignment.charged_units
    )


def report(snapshot: MeasureSnapshot, period: str, *evidence: EvidenceRef) -> tuple[Act, ...]:
    """The lead unit's report and its acceptance; the principal's own needs no countersignature."""
    unit = snapshot.assignment.charged_units[0]
    said = c.SubmitReport(period=period, text=SAID, unit_id=unit, evidence=evidence)
    version = 1 + sum(one.period == period for one in snapshot.reports)
    return (
        (said, somebody(Role.UNIT_PRINCIPAL, unit)),
        (c.AcceptReport(period=period, version=version), somebody(Role.OFFICE)),
    )


def closure(snapshot: MeasureSnapshot, rules: MeasureRules, day: date) -> tuple[Act, ...]:
    """From the request to the sign-off: every unit, the gate, and a person of its own for each slot of the pack."""
    asked = tuple(
        (
            c.RequestClosure(statement=SAID, shortfall_explanation=SAID, unit_id=unit),
            somebody(Role.UNIT_PRINCIPAL, unit),
        )
        for unit in snapshot.assignment.charged_units
    )
    visit = c.PassVerification(visited_on=day, place=SAID, findings=SAID, no_conflict_declared=True)
    verified = tuple((visit, who) for who in _signatories(snapshot, rules.verification_slots, "verification"))
    signed = tuple((c.SignOff(), who) for who in _signatories(snapshot, rules.sign_off_slots, "sign-off"))
    return (*asked, (c.PassGate(), somebody(Role.OFFICE)), *verified, *signed)


def look_back(day: date) -> tuple[Act, ...]:
    """A team with a newcomer finds that it holds, and ends the look-backs."""
    held = PassLookBack(visited_on=day, place=SAID, findings=SAID, no_conflict_declared=True, participants=(NEWCOMER,))
    return ((held, somebody(Role.SUPERVISOR, part=NEWCOMER)),)


def _signatories(snapshot: MeasureSnapshot, slots: Slots, chain: str) -> list[Actor]:
    """Supervisors are of one team: of no team in particular."""
    group = snapshot.assignment.special_group
    found = []
    for number, roles in enumerate(slots):
        role = next((role for role in roles if group or role is not Role.SPECIAL_GROUP), roles[0])
        found.append(somebody(role, group=group if role is Role.SPECIAL_GROUP else None, part=f"{chain}{number}"))
    return found
