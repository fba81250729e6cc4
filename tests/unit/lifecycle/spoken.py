"""Commands as somebody gives them: each accepted where it belongs."""

from datetime import date, datetime
from functools import cache

from schemas import commands as c
from schemas.calendar_commands import AdoptCalendar, CalendarFacts
from schemas.calendars import PLAIN, WorkCalendar
from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.changes import ChangeKind, NewDue
from schemas.charge_commands import ContestAssignment, Reassign, UpholdAssignment
from schemas.directory_facts import Attached, SuccessorFacts
from schemas.measure import (
    Part,
)
from schemas.offspring import Offspring, OffspringFacts
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.order_commands import AcknowledgeOrder, CloseOrder, IssueOrder, Refer, ReferralKind
from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from schemas.round_commands import (
    AcceptInterim,
    ArchiveMeasure,
    DismissRevocation,
    FailLookBack,
    FindingKind,
    PassLookBack,
    ProposeRevocation,
    ReviewSustained,
    RevokeSignOff,
)
from schemas.substitute_commands import NameSubstitute
from schemas.succession import SuccessionKind
from schemas.succession_commands import SucceedUnitHere
from tests.unit.lifecycle.cast import (
    CAMPAIGN,
    DECREED,
    DUE,
    FINISH,
    FOREIGN,
    JANUARY,
    LATER,
    LEAD,
    NOBODY_LEFT,
    REVIEW,
    SINGLE,
    SPARE,
    file_of,
    month,
)


def report(at: datetime = JANUARY, replaces: int | None = None, **fields: object) -> c.SubmitReport:
    period = month(at)
    said = {"period": period, "text": "已完成", "evidence": (file_of(period),), "replaces": replaces, **fields}
    return c.SubmitReport.model_validate(said)


def look_back(at: datetime = JANUARY, **fields: object) -> dict[str, object]:
    visit = {"visited_on": at.date(), "place": "现场", "findings": "长效机制运行正常"}
    return {**visit, "participants": ("fresh-face",), "no_conflict_declared": True, **fields}


def interim(at: datetime = JANUARY, **fields: object) -> AcceptInterim:
    visit = {"visited_on": at.date(), "place": "现场", "findings": "经核实"}
    terms = {"stage_goal": "干流完成", "next_review": REVIEW, "expected_finish": FINISH}
    return AcceptInterim.model_validate({**terms, "visit": visit, "no_conflict_declared": True, **fields})


def version(number: int, at: datetime = JANUARY) -> c.AcceptReport:
    return c.AcceptReport(period=month(at), version=number)


def given_to(lead: str, **fields: object) -> Reassign:
    said = {"lead_unit": lead, "reason": "职责调整", "principals_consulted": True, **fields}
    return Reassign.model_validate(said)


OWN = f"{CAMPAIGN}-12"
OTHER = f"{CAMPAIGN}-13"
WORDS = "完成管网排查"


def splitting(*texts: str, **fields: object) -> SplitMeasure:
    """Into measures with these texts; `fields` are of every child but the first."""
    first, *rest = texts or ("完成管网排查。", "建立巡查台账。")
    children = [
        Offspring(text=first, lead_unit=LEAD),
        *(Offspring.model_validate({"text": text, "lead_unit": FOREIGN, **fields}) for text in rest),
    ]
    return SplitMeasure(children=tuple(children), reason="任务分开", facts=OffspringFacts(texts={OWN: WORDS}))


def merging(*parents: str, text: str = WORDS, **fields: object) -> MergeMeasures:
    child = Offspring.model_validate({"text": text, "lead_unit": LEAD, **fields})
    facts = OffspringFacts(texts=dict.fromkeys((OWN, OTHER), WORDS))
    return MergeMeasures(parents=parents or (OWN, OTHER), child=child, reason="内容相同", facts=facts)


def adopting(calendar: WorkCalendar, before: WorkCalendar = PLAIN) -> AdoptCalendar:
    return AdoptCalendar(version=calendar.version, facts=CalendarFacts(before=before, after=calendar))


def following(old: str, new: str, kind: SuccessionKind = SuccessionKind.MERGED, *attached: Attached) -> SucceedUnitHere:
    said = {"unit_id": old, "successor_id": new, "kind": kind, "on": date(2026, 1, 1)}
    facts = SuccessorFacts(attached=attached)
    return SucceedUnitHere.model_validate({**said, "document": "编办〔2026〕1号", "reason": "机构改革", "facts": facts})


@cache
def body(name: str, at: datetime = JANUARY) -> c.Command:
    """A command that is accepted at the moment of the path where it belongs."""
    return {**_on_the_road(at), **_of_rounds(at), **_of_changes()}[name]


TEXT = "经核实"


def _on_the_road(at: datetime) -> dict[str, c.Command]:
    period, text = month(at), TEXT
    visit = {"visited_on": at.date(), "place": "现场", "findings": text, "no_conflict_declared": True}
    return {
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
    }


def _of_rounds(at: datetime) -> dict[str, c.Command]:
    period, text = month(at), TEXT
    return {
        "accept_interim": interim(at),
        "interim_one": interim(at),
        "interim_two": interim(at),
        "pass_look_back": PassLookBack.model_validate(look_back(at)),
        "last_look_back": PassLookBack.model_validate(look_back(at)),
        "fail_look_back": FailLookBack.model_validate(look_back(at) | {"kind": FindingKind.RELAPSE}),
        "late_withdrawal": c.WithdrawEvidence(evidence_id=file_of(period).id, reason=text),
        "propose_revocation": ProposeRevocation(reason=text),
        "propose_archived": ProposeRevocation(reason=text),
        "revoke_sign_off": RevokeSignOff(reason=text, due=date(2026, 12, 31)),
        "dismiss_revocation": DismissRevocation(reason=text),
        "archive": ArchiveMeasure(),
        "issue_order": IssueOrder(demand=text),
        "acknowledge_order": AcknowledgeOrder(reply=text),
        "close_order": CloseOrder(note=text),
        "refer": Refer(referral_id="0" * 32, kind=ReferralKind.SHAM, grounds_sha256="0" * 64),
        "review_sustained": ReviewSustained(findings=text, next_review=REVIEW),
    }


def _of_changes() -> dict[str, c.Command]:
    text = TEXT
    return {
        "suspend": SuspendMeasure(reason=text, planned_end=DUE),
        "resume": ResumeMeasure(reason=text),
        "request_change": RequestChange(wanted=NewDue(due=LATER), reason=text),
        "approve_change": ApproveChange(kind=ChangeKind.EXTENSION),
        "refuse_change": RefuseChange(kind=ChangeKind.EXTENSION, reason=text),
        "withdraw_change": WithdrawChange(kind=ChangeKind.EXTENSION, reason=text),
        "contest_assignment": ContestAssignment(reason=text),
        "uphold_assignment": UpholdAssignment(reason=text),
        "reassign": given_to(FOREIGN),
        "split": splitting(),
        "merge": merging(),
        "adopt_calendar": adopting(DECREED),
        "succeed_unit": following(LEAD, FOREIGN),
        "cancel": CancelMeasure(reason=text, decision_reference="〔2026〕1号"),
        "name_substitute": NameSubstitute(part=Part.VERIFIER, person_id=SPARE.id, reason=text, facts=NOBODY_LEFT),
    }
