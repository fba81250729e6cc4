"""The one gate: `decide` turns a command into events or a refusal, `tick` what the clock demands; nothing else may.

Pure: time, identity and every fact are parameters. Order of checks: may this person act at all
(403), did they see the current row (412), is it the right moment (409), do the facts hold (409).
"""

from collections.abc import Callable
from datetime import date, datetime

from schemas import commands as c
from schemas import events as e
from schemas.measure import Actor, MeasureState
from schemas.packs import Setting
from schemas.pause_events import Reminded
from schemas.refusals import ActionView, RefusalCode, Refused
from schemas.reports import (
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot
from workflows.alarms import ringing
from workflows.canonical import sha256
from workflows.case import Case, Decision
from workflows.chains import next_signature, roles_of
from workflows.decisions.orders import escalated
from workflows.decisions.table import DECIDERS
from workflows.duties import acting_units, authorise, refused
from workflows.guards import changes, charge, closure, evidence, offspring, orders, plan, reports, rounds
from workflows.persons import CLOCK, person
from workflows.recusal import recused
from workflows.steps.table import STEPS


def draft(command: c.DraftMeasure, measure_id: str, actor: Actor, now: datetime) -> e.MeasureDrafted:
    """The first event of a measure. The campaign's import is what may be refused, not a row of it."""
    return e.MeasureDrafted(
        at=now,
        by=person(actor),
        measure_id=measure_id,
        text_sha256=sha256(command.text),
        **command.model_dump(exclude={"type"}),
    )


def decide(
    snapshot: MeasureSnapshot,
    command: c.Command,
    actor: Actor,
    now: datetime,
    expected_seq: int | None = None,
    *,
    setting: Setting,
) -> Decision:
    """Events that `command` causes on `snapshot`, or why it is refused."""
    case = Case(snapshot, actor, now, setting)
    visited_on = getattr(command, "visited_on", None)
    decision = _enter(case, command.type, expected_seq, visited_on) or DECIDERS[type(command)](case, command)
    if isinstance(decision, Refused):
        return decision.model_copy(update={"allowed_actions": actions_from(snapshot.state)})
    return decision


def tick(snapshot: MeasureSnapshot, now: datetime, setting: Setting) -> tuple[e.Event, ...]:
    """What the clock demands at `now`: one event with all letters due since it last rang, and what follows of it."""
    reminders = ringing(snapshot, setting, now)
    if not reminders:
        return ()
    rung = Reminded(at=now, by=CLOCK, until=now, reminders=reminders)
    return (rung, *escalated(snapshot, reminders, now, setting, by=CLOCK))


def _enter(case: Case, name: str, expected_seq: int | None, visited_on: date | None = None) -> Refused | None:
    step = STEPS[name]
    denied = authorise(case.snapshot, case.actor, step, roles_of(case.setting.rules, step))
    denied = denied or recused(case, step, visited_on)
    if denied:
        return denied
    if expected_seq is not None and expected_seq != case.snapshot.seq:
        return refused(case.snapshot, RefusalCode.STALE, about=str(case.snapshot.seq))
    if case.snapshot.state not in step.states:
        return refused(case.snapshot, RefusalCode.ILLEGAL_STEP, rule=step.number)
    return None


def actions_from(state: MeasureState) -> tuple[str, ...]:
    """The commands some person may give in this state."""
    return tuple(name for name, step in STEPS.items() if state in step.states)


def allowed(snapshot: MeasureSnapshot, actor: Actor, now: datetime, setting: Setting) -> tuple[ActionView, ...]:
    """Every action, whether this actor may take it now and, if not, the first reason."""
    case = Case(snapshot, actor, now, setting)
    return tuple(_view(case, name) for name in STEPS)


def standing(snapshot: MeasureSnapshot, actor: Actor, action: str, now: datetime, *, setting: Setting) -> ActionView:
    """Whether this actor may take one action now and, if not, the first reason."""
    return _view(Case(snapshot, actor, now, setting), action)


def _view(case: Case, name: str) -> ActionView:
    denied = _enter(case, name, None) or _obstacle(case, name)
    return ActionView(
        action=name,
        allowed=denied is None,
        code=denied.code if denied else None,
        rule=denied.rule if denied else None,
        about=denied.about if denied else None,
    )


def _obstacle(case: Case, name: str) -> Refused | None:
    """What stands in the way whatever the command's body says."""
    denied = OBSTACLES[name](case, acting_units(case.snapshot, case.actor, STEPS[name])) if name in OBSTACLES else None
    if denied:
        return denied
    if STEPS[name].chain and name in SIGNING:
        return _or_none(next_signature(case.snapshot, case.actor, case.setting.rules, STEPS[name]))
    return None


def _or_none(found: object) -> Refused | None:
    return found if isinstance(found, Refused) else None


def _waiting_at_the_gate(case: Case, _: tuple[str, ...]) -> Refused | None:
    reporting = tuple(report.unit_id for report in case.snapshot.reports)
    return reports.some_report(case.snapshot, ReportStatus.COUNTERSIGNED, reporting)


SIGNING = frozenset({"pass_verification", "accept_interim", "sign_off"})
OBSTACLES: dict[str, Callable[[Case, tuple[str, ...]], Refused | None]] = {
    "issue": lambda case, _: plan.plan_complete(case.snapshot),
    "claim": lambda case, units: plan.unclaimed(case.snapshot, units),
    "submit_report": lambda case, units: (
        plan.claimed(case.snapshot, units)
        or reports.some_period_open(case.snapshot, units, (case.day, case.setting.rules.cadence))
    ),
    "countersign_report": lambda case, units: reports.some_report_to_sign(case.snapshot, units),
    "accept_report": _waiting_at_the_gate,
    "return_report": _waiting_at_the_gate,
    "withdraw_evidence": lambda case, units: evidence.some_evidence(case.snapshot, units),
    "request_closure": lambda case, units: (
        plan.claimed(case.snapshot, units)
        or changes.none_waiting(case.snapshot)
        or closure.ready_for_closure(case.snapshot, case.day, case.setting.rules.cadence)
        or closure.unsigned(case.snapshot, units)
    ),
    "request_change": lambda case, units: plan.claimed(case.snapshot, units) or changes.some_kind_free(case.snapshot),
    "approve_change": lambda case, _: changes.some_to_decide(case.snapshot, case.actor),
    "refuse_change": lambda case, _: changes.some_to_decide(case.snapshot, case.actor),
    "contest_assignment": lambda case, units: charge.contestable(case.snapshot, units),
    "uphold_assignment": lambda case, _: charge.some_contest(case.snapshot),
    "reassign": lambda case, _: charge.may_reassign(case.snapshot, case.actor, disputed=False),
    "split": lambda case, _: offspring.nothing_waiting(case.snapshot),
    "merge": lambda case, _: offspring.nothing_waiting(case.snapshot),
    "withdraw_change": lambda case, units: changes.some_of(case.snapshot, units),
    "accept_interim": lambda case, _: rounds.long_term(case.snapshot),
    "pass_look_back": lambda case, _: rounds.look_back_open(case.snapshot, case.day),
    "fail_look_back": lambda case, _: rounds.look_back_open(case.snapshot, case.day),
    "propose_revocation": lambda case, _: rounds.not_proposed(case.snapshot),
    "revoke_sign_off": lambda case, _: rounds.may_decide(case),
    "dismiss_revocation": lambda case, _: rounds.may_decide(case),
    "archive": lambda case, _: rounds.may_archive(case.snapshot),
    "issue_order": lambda case, _: orders.none_open(case.snapshot),
    "acknowledge_order": lambda case, _: _or_none(orders.unanswered(case.snapshot)),
    "close_order": lambda case, _: orders.some_open(case.snapshot),
}
