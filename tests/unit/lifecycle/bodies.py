"""For a command on a given measure: every body worth trying, good and bad ones alike."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product

from schemas import commands as c
from schemas.calendars import PLAIN
from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.changes import ChangeKind, NewCategory, NewDue, NewOwner, NewTarget
from schemas.charge_commands import ContestAssignment, UpholdAssignment
from schemas.measure import Category, Target
from schemas.round_commands import FailLookBack, FindingKind, PassLookBack, ReviewSustained, RevokeSignOff
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.cast import (
    DECREED,
    DUE,
    FOREIGN,
    JOINT,
    LEAD,
    SHARED,
    SINGLE,
    file_of,
    month,
    pipes,
)
from tests.unit.lifecycle.spoken import (
    WORDS,
    adopting,
    body,
    following,
    given_to,
    interim,
    look_back,
    merging,
    splitting,
)
from workflows.periods import china_day, due_periods, period_of

NO_SUCH = "no-such"


def bodies(name: str, snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    return TRIED[name](snapshot, at) if name in TRIED else [body(name, at)]


def _plans(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    return [c.AmendPlan(assignment=assignment) for assignment in (snapshot.assignment, SINGLE, SHARED)]


def _units(snapshot: MeasureSnapshot) -> tuple[str | None, ...]:
    return (None, *snapshot.assignment.charged_units, *snapshot.finishing_units)


def _claims(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    return [c.ClaimMeasure(unit_id=unit) for unit in _units(snapshot)]


def _reports(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    good = [_report(snapshot, period, unit) for period, unit in product(_periods(snapshot, at), _units(snapshot))]
    return [*good, *(_forged(said) for said in good[:1])]


def _forged(said: c.SubmitReport) -> c.SubmitReport:
    """The same report with a second content under the id of its first file."""
    forgery = said.evidence[0].model_copy(update={"sha256": "f" * 64})
    return said.model_copy(update={"evidence": (*said.evidence, forgery)})


def _closures(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    tries = product((None, "余下部分列入下年度计划"), _units(snapshot))
    return [c.RequestClosure(statement="已完成", shortfall_explanation=why, unit_id=unit) for why, unit in tries]


def _withdrawals(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    names = [item.id for report in snapshot.reports for item in report.evidence]
    return [c.WithdrawEvidence(evidence_id=name, reason="传错") for name in (*names, NO_SUCH)]


def _visits(name: str) -> Callable[[MeasureSnapshot, datetime], list[c.Command]]:
    def visits(_: MeasureSnapshot, at: datetime) -> list[c.Command]:
        """Today's, yesterday's, and one that lies ahead."""
        return [_visited(body(name, at), china_day(at) + timedelta(days=ahead)) for ahead in (0, -1, 1)]

    return visits


def _visited(command: c.Command, day: date) -> c.Command:
    return type(command).model_validate(command.model_dump() | {"visited_on": day})


def _periods(snapshot: MeasureSnapshot, at: datetime) -> list[str]:
    today = china_day(at)
    past = due_periods(snapshot.claimed_period or month(at), today)
    # A unit that is charged no longer finishes what it reported before the new unit's first month.
    return list(dict.fromkeys((*(report.period for report in snapshot.reports), *past, period_of(today))))


def _report(snapshot: MeasureSnapshot, period: str, unit: str | None) -> c.SubmitReport:
    current = next((report.version for report in snapshot.reports if report.period == period), None)
    evidence = (file_of(period, f"-v{current or 0}"),)
    return c.SubmitReport(
        period=period, text="进展", indicators=(pipes(260),), evidence=evidence, replaces=current, unit_id=unit
    )


def _seen(snapshot: MeasureSnapshot, at: datetime) -> list[tuple[str, int]]:
    return [(report.period, report.version) for report in snapshot.reports] or [(month(at), 1)]


def _countersignatures(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    return [c.CountersignReport(period=period, version=version) for period, version in _seen(snapshot, at)]


def _acceptances(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    return [c.AcceptReport(period=period, version=version) for period, version in _seen(snapshot, at)]


def _returns(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    seen = _seen(snapshot, at)
    return [c.ReturnReport(period=period, version=version, reason="缺少明细") for period, version in seen]


def _changes(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    """Of every kind one, one past the cap, and an extension under force majeure; by each unit."""
    due = snapshot.clock.due.target if snapshot.clock else DUE
    target = Target(name="污水管网", unit="公里", planned=Decimal(300))
    wanted = (
        NewDue(due=due + timedelta(days=1200)),
        NewCategory(category=Category.IMMEDIATE),
        NewTarget(target=target),
    )
    asked = [
        RequestChange(wanted=NewDue(due=due + timedelta(days=30)), reason="汛期", force_majeure_reason="洪水"),
        *(RequestChange(wanted=each, reason="情况变化") for each in (*wanted, NewOwner(leader="李四"))),
    ]
    return [each.model_copy(update={"unit_id": unit}) for each, unit in product(asked, _units(snapshot))]


def _approvals(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    return [ApproveChange(kind=kind) for kind in ChangeKind]


def _change_refusals(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    return [RefuseChange(kind=kind, reason="理由不足") for kind in ChangeKind]


def _change_withdrawals(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    return [WithdrawChange(kind=kind, reason="已解决") for kind in ChangeKind]


def _contests(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    return [ContestAssignment(reason="不属本单位职责", unit_id=unit) for unit in _units(snapshot)]


def _upheld(snapshot: MeasureSnapshot, _: datetime) -> list[c.Command]:
    return [UpholdAssignment(reason="职责明确", unit_id=unit) for unit in _units(snapshot)]


def _reassignments(_: MeasureSnapshot, at: datetime) -> list[c.Command]:
    """To the one, to the other, to both, to the one unit twice, from tomorrow on, and to a unit nobody knows."""
    return [
        given_to(LEAD, joint_units=()),
        given_to(JOINT, joint_units=()),
        given_to(LEAD, joint_units=(JOINT,)),
        given_to(LEAD, joint_units=(LEAD,)),
        given_to(FOREIGN, effective=china_day(at) + timedelta(days=1)),
        given_to(NO_SUCH, facts={"unknown": (NO_SUCH,)}),
    ]


def _splits(_: MeasureSnapshot, at: datetime) -> list[c.Command]:
    """As it may be; with a clause left out; with a day that is past, and one that is another request's to ask for."""
    today = china_day(at)
    dues = [today - timedelta(days=1), today + timedelta(days=1200)]
    return [splitting(), splitting("完成", "排查"), *(splitting(WORDS, "台账", due=due) for due in dues)]


def _merges(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    return [merging(), merging(text="完成"), merging("x", "y"), merging(joint_units=(LEAD,))]


def _interims(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
    """As offered, without a visit, and on other terms."""
    told = interim(at)
    ahead = {"next_review": china_day(at) + timedelta(days=90), "expected_finish": china_day(at) + timedelta(days=400)}
    offered = snapshot.stage_offered.model_dump() if snapshot.stage_offered else ahead
    said = [offered, {**offered, "visit": None}, {**ahead, "stage_goal": "另一目标"}]
    return [told.model_copy(update=each) for each in said]


def _reviews(_: MeasureSnapshot, at: datetime) -> list[c.Command]:
    return [ReviewSustained(findings="持续推进", next_review=china_day(at) + timedelta(days=days)) for days in (60, 0)]


def _look_backs(kind: FindingKind | None) -> Callable[[MeasureSnapshot, datetime], list[c.Command]]:
    def visits(snapshot: MeasureSnapshot, at: datetime) -> list[c.Command]:
        """By somebody new, the same people again, one of the unit, and one ahead; with and without a next one."""
        today = china_day(at)
        old = tuple(act.person_id for act in snapshot.acts) or ("fresh-face",)
        later = {"visited_on": today + timedelta(days=1)}
        told = look_back(at, participants=(f"new-{snapshot.seq}",)) | {"visited_on": today}
        unit = snapshot.assignment.lead_unit or LEAD
        own = {"participants": (NO_SUCH,), "facts": {"belonging": ({"person_id": NO_SUCH, "units": (unit,)},)}}
        said = [told | each for each in ({}, {"participants": old[:20]}, later, own)]
        if kind:
            return [FailLookBack.model_validate(each | {"kind": kind}) for each in said]
        again = said[0] | {"next_on": today + timedelta(days=180)}
        return [PassLookBack.model_validate(each) for each in (*said, again)]

    return visits


def _revocations(_: MeasureSnapshot, at: datetime) -> list[c.Command]:
    return [RevokeSignOff(reason="反弹", due=china_day(at) + timedelta(days=days)) for days in (90, 0)]


def _calendars(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    """The plain one, and one with the agreed day off: one after the other, any number of times."""
    return [adopting(PLAIN, DECREED), adopting(DECREED)]


def _successions(_: MeasureSnapshot, __: datetime) -> list[c.Command]:
    """Each of the two units into the other, and either into a third."""
    return [following(old, new) for old, new in ((LEAD, JOINT), (JOINT, LEAD), (LEAD, FOREIGN), (FOREIGN, LEAD))]


TRIED: dict[str, Callable[[MeasureSnapshot, datetime], list[c.Command]]] = {
    "amend_plan": _plans,
    "contest_assignment": _contests,
    "uphold_assignment": _upheld,
    "reassign": _reassignments,
    "split": _splits,
    "merge": _merges,
    "adopt_calendar": _calendars,
    "succeed_unit": _successions,
    "request_change": _changes,
    "approve_change": _approvals,
    "refuse_change": _change_refusals,
    "withdraw_change": _change_withdrawals,
    "claim": _claims,
    "submit_report": _reports,
    "request_closure": _closures,
    "withdraw_evidence": _withdrawals,
    "countersign_report": _countersignatures,
    "accept_report": _acceptances,
    "return_report": _returns,
    "pass_verification": _visits("pass_verification"),
    "fail_verification": _visits("fail_verification"),
    "accept_interim": _interims,
    "review_sustained": _reviews,
    "pass_look_back": _look_backs(None),
    "fail_look_back": _look_backs(FindingKind.RELAPSE),
    "revoke_sign_off": _revocations,
}
