"""The one gate: `decide` turns a command into events or a refusal; nothing else may.

Pure: time, identity and every fact are parameters. Order of checks: may this person act at all
(403), did they see the current row (412), is it the right moment (409), do the facts hold (409).
"""

from collections.abc import Callable
from datetime import datetime

from schemas import commands as c
from schemas import events as e
from schemas.measure import Actor, MeasureSnapshot, MeasureState, Person, ReportStatus
from schemas.refusals import ActionView, RefusalCode, Refused
from workflows import guards
from workflows.canonical import sha256
from workflows.decisions import DECIDERS, Decision
from workflows.duties import acting_units, authorise, refused
from workflows.periods import china_day
from workflows.steps import STEPS, Step


def draft(command: c.DraftMeasure, measure_id: str, actor: Actor, now: datetime) -> e.MeasureDrafted:
    """The first event of a measure. The campaign's import is what may be refused, not a row of it."""
    return e.MeasureDrafted(
        at=now,
        by=Person(id=actor.id, name=actor.name, kind=actor.kind),
        measure_id=measure_id,
        text_sha256=sha256(command.text),
        **command.model_dump(exclude={"type"}),
    )


def decide(
    snapshot: MeasureSnapshot, command: c.Command, actor: Actor, now: datetime, expected_seq: int | None = None
) -> Decision:
    """Events that `command` causes on `snapshot`, or why it is refused."""
    decision = _enter(snapshot, actor, STEPS[command.type], expected_seq) or DECIDERS[type(command)](
        snapshot, command, actor, now
    )
    if isinstance(decision, Refused):
        return decision.model_copy(update={"allowed_actions": actions_from(snapshot.state)})
    return decision


def _enter(snapshot: MeasureSnapshot, actor: Actor, step: Step, expected_seq: int | None) -> Refused | None:
    denied = authorise(snapshot, actor, step)
    if denied:
        return denied
    if expected_seq is not None and expected_seq != snapshot.seq:
        return refused(snapshot, RefusalCode.STALE, about=str(snapshot.seq))
    if snapshot.state not in step.states:
        return refused(snapshot, RefusalCode.ILLEGAL_STEP, rule=step.number)
    return None


def actions_from(state: MeasureState) -> tuple[str, ...]:
    """The commands some person may give in this state."""
    return tuple(name for name, step in STEPS.items() if state in step.states)


def allowed(snapshot: MeasureSnapshot, actor: Actor, now: datetime) -> tuple[ActionView, ...]:
    """Every action, whether this actor may take it now and, if not, the first reason."""
    return tuple(_view(snapshot, actor, name, now) for name in STEPS)


def _view(snapshot: MeasureSnapshot, actor: Actor, name: str, now: datetime) -> ActionView:
    denied = _enter(snapshot, actor, STEPS[name], None) or _obstacle(snapshot, actor, name, now)
    return ActionView(
        action=name,
        allowed=denied is None,
        code=denied.code if denied else None,
        rule=denied.rule if denied else None,
        about=denied.about if denied else None,
    )


def _obstacle(snapshot: MeasureSnapshot, actor: Actor, name: str, now: datetime) -> Refused | None:
    """What stands in the way whatever the command's body says."""
    units, today = acting_units(snapshot, actor, STEPS[name]), china_day(now)
    charged = snapshot.assignment.charged_units
    checks: dict[str, Callable[[], Refused | None]] = {
        "issue": lambda: guards.plan_complete(snapshot),
        "claim": lambda: guards.unclaimed(snapshot, units),
        "submit_report": lambda: guards.some_period_open(snapshot, units, today),
        "countersign_report": lambda: guards.some_report_to_sign(snapshot, units),
        "accept_report": lambda: guards.some_report(snapshot, ReportStatus.COUNTERSIGNED, charged),
        "return_report": lambda: guards.some_report(snapshot, ReportStatus.COUNTERSIGNED, charged),
        "withdraw_evidence": lambda: guards.some_evidence(snapshot, units),
        "request_closure": lambda: guards.ready_for_closure(snapshot, today) or guards.unsigned(snapshot, units),
    }
    return checks[name]() if name in checks else None
