"""Closure, gate, verification on the spot, sign-off: what they lead to, slot by slot of the pack's chains."""

from collections.abc import Callable
from datetime import date

from schemas import commands as c
from schemas import events as e
from schemas.closure import (
    Signature,
)
from schemas.refusals import RefusalCode, Refused
from workflows.canonical import evidence_hash, evidence_in_force, row_hash
from workflows.case import Case, Decider, Decision
from workflows.chains import completes, next_signature
from workflows.decisions.plan import unit_of
from workflows.duties import refused
from workflows.guards import closure as guards
from workflows.guards.changes import none_waiting
from workflows.steps.table import STEPS
from workflows.working_days import add_span


def request_closure(case: Case, command: c.RequestClosure) -> Decision:
    snapshot = case.snapshot
    unit = unit_of(snapshot, command, case.actor)
    if isinstance(unit, Refused):
        return unit
    denied = (
        none_waiting(snapshot)
        or guards.ready_for_closure(snapshot, case.day, case.setting.rules.cadence)
        or guards.indicators_met(snapshot, command.shortfall_explanation)
        or guards.unsigned(snapshot, (unit,))
    )
    if denied:
        return denied
    signed = snapshot.closure.signed_units if snapshot.closure else ()
    said = {**case.said(unit), "unit_id": unit, **command.model_dump(exclude={"type", "unit_id"})}
    if {*signed, unit} != set(snapshot.assignment.charged_units):
        return (e.ClosureSigned.model_validate(said),)
    evidence = evidence_in_force(snapshot)
    frozen = {"evidence": evidence, "evidence_hash": evidence_hash(evidence)}
    return (e.ClosureRequested.model_validate(said | frozen),)


def pass_verification(case: Case, command: c.PassVerification) -> Decision:
    """Every slot of the chain holds a visit record of its own; the last fixes what will be signed off."""
    signature = _checked(case, command, command.visited_on)
    if isinstance(signature, Refused):
        return signature
    said = case.said() | command.model_dump(exclude={"type", "no_conflict_declared"})
    if _is_last(case, command, signature):
        return (e.VerificationPassed(**said, row_hash=row_hash(case.snapshot)),)
    return (e.VerificationRecorded(**said, signature=signature),)


def fail_verification(case: Case, command: c.FailVerification) -> Decision:
    denied = guards.visit_in_time(case.snapshot, command.visited_on, case.day)
    if denied:
        return denied
    return (e.VerificationFailed(**case.said(), **command.model_dump(exclude={"type", "no_conflict_declared"})),)


def sign_off(case: Case, command: c.SignOff) -> Decision:
    snapshot = case.snapshot
    verified = snapshot.closure.verified_row_hash if snapshot.closure else None
    present = row_hash(snapshot)
    if present != verified or command.row_hash not in (None, present):
        return refused(snapshot, RefusalCode.ROW_CHANGED, rule="M11", about=present)
    signature = next_signature(snapshot, case.actor, case.setting.rules, STEPS[command.type])
    if isinstance(signature, Refused):
        return signature
    said = case.said() | {"row_hash": present, "note": command.note}
    if not _is_last(case, command, signature):
        return (e.SignOffSigned(**said, signature=signature),)
    margin = (snapshot.due - case.day).days if snapshot.due else 0
    opens = add_span(case.setting.calendar, case.day, case.setting.rules.look_back_after).day
    return (e.SignedOff(**said, margin_days=margin, look_back_from=opens),)


def _checked(case: Case, command: c.PassVerification, visited_on: date) -> Signature | Refused:
    denied = guards.visit_in_time(case.snapshot, visited_on, case.day)
    return denied or next_signature(case.snapshot, case.actor, case.setting.rules, STEPS[command.type])


def _is_last(case: Case, command: c.PassVerification | c.SignOff, signature: Signature) -> bool:
    return completes(case.snapshot, case.setting.rules, STEPS[command.type].chain, signature)


def plain(event: Callable[..., e.Event]) -> Decider:
    """Steps whose only conditions are the table's: the command's fields become the event's."""

    def decide_plain(case: Case, command: c.PassGate) -> Decision:
        return (event(**case.said(), **command.model_dump(exclude={"type"})),)

    return decide_plain
