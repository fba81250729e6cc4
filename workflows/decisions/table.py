"""Which function decides which command."""

from typing import Any

from schemas import commands as c
from schemas import events as e
from schemas.calendar_commands import AdoptCalendar
from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.charge_commands import ContestAssignment, Reassign, UpholdAssignment
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.order_commands import AcknowledgeOrder, CloseOrder, IssueOrder, Refer
from schemas.pause_commands import CancelMeasure, ResumeMeasure, SuspendMeasure
from schemas.round_commands import (
    AcceptInterim,
    ArchiveMeasure,
    DismissRevocation,
    FailLookBack,
    PassLookBack,
    ProposeRevocation,
    ReviewSustained,
    RevokeSignOff,
)
from schemas.substitute_commands import NameSubstitute
from schemas.succession_commands import SucceedUnitHere
from workflows.case import Decider
from workflows.decisions import (
    calendar,
    changes,
    charge,
    interim,
    offspring,
    orders,
    pauses,
    plan,
    reports,
    review,
    rounds,
    substitutes,
    succession,
)

ROAD: dict[type[Any], Decider] = {
    c.AmendPlan: plan.amend,
    c.IssueMeasure: plan.issue,
    c.ClaimMeasure: plan.claim,
    c.SubmitReport: reports.report,
    c.CountersignReport: reports.countersign,
    c.AcceptReport: reports.accept,
    c.ReturnReport: reports.give_back,
    c.WithdrawEvidence: reports.withdraw_evidence,
    c.RequestClosure: review.request_closure,
    c.WithdrawClosure: review.plain(e.ClosureWithdrawn),
    c.PassGate: review.plain(e.GatePassed),
    c.ReturnGate: review.plain(e.GateReturned),
    c.PassVerification: review.pass_verification,
    c.FailVerification: review.fail_verification,
    c.SignOff: review.sign_off,
    c.RefuseSignOff: review.plain(e.SignOffRefused),
}
PAUSES: dict[type[Any], Decider] = {
    SuspendMeasure: pauses.suspend,
    ResumeMeasure: pauses.resume,
    CancelMeasure: pauses.cancel,
}
CHANGES: dict[type[Any], Decider] = {
    RequestChange: changes.request,
    ApproveChange: changes.approve,
    RefuseChange: changes.refuse,
    WithdrawChange: changes.withdraw,
}
CHARGE: dict[type[Any], Decider] = {
    ContestAssignment: charge.contest,
    UpholdAssignment: charge.uphold,
    Reassign: charge.reassign,
}
OFFSPRING: dict[type[Any], Decider] = {SplitMeasure: offspring.split, MergeMeasures: offspring.merge}
PEOPLE: dict[type[Any], Decider] = {NameSubstitute: substitutes.name_substitute}
ROUNDS: dict[type[Any], Decider] = {
    AcceptInterim: interim.accept,
    ReviewSustained: interim.review,
    PassLookBack: rounds.pass_look_back,
    FailLookBack: rounds.fail_look_back,
    ProposeRevocation: rounds.propose,
    RevokeSignOff: rounds.revoke,
    DismissRevocation: rounds.dismiss,
    ArchiveMeasure: rounds.archive,
}
ORDERS: dict[type[Any], Decider] = {
    IssueOrder: orders.issue,
    AcknowledgeOrder: orders.acknowledge,
    CloseOrder: orders.close,
    Refer: orders.refer,
}
CALENDAR: dict[type[Any], Decider] = {AdoptCalendar: calendar.adopt}
SUCCESSION: dict[type[Any], Decider] = {SucceedUnitHere: succession.succeed}
DECIDERS: dict[type[Any], Decider] = {
    **ROAD,
    **PAUSES,
    **CHANGES,
    **CHARGE,
    **OFFSPRING,
    **PEOPLE,
    **ROUNDS,
    **ORDERS,
    **CALENDAR,
    **SUCCESSION,
}
