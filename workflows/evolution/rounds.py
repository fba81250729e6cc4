"""The fold of stage results, look-backs, revocations and archiving."""

from schemas.clock import Clock, DueRule, DueStep
from schemas.happened import Happened
from schemas.measure import MeasureState, Outcome, Part
from schemas.round_events import (
    InterimAccepted,
    InterimSigned,
    LookBackFailed,
    LookBackPassed,
    MeasureArchived,
    RevocationDismissed,
    RevocationProposed,
    SignOffRevoked,
    SustainedReviewed,
)
from schemas.rounds import LookBack, Revocation, StageTerms
from schemas.snapshot import MeasureSnapshot
from workflows.duties import taken_part
from workflows.evolution.pauses import set_due
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day

# A snapshot travels with every command, so it is bounded; beyond it the ones of long ago count as new.
REMEMBERED = 200

STATE_AFTER: dict[type[Happened], MeasureState] = {
    InterimAccepted: MeasureState.SUSTAINED,
    SignOffRevoked: MeasureState.IN_PROGRESS,
    MeasureArchived: MeasureState.ARCHIVED,
}

# Whoever puts a name to a stage result has verified it, the office's signatory too.
PART_OF: dict[type[Happened], Part] = {
    InterimSigned: Part.VERIFIER,
    InterimAccepted: Part.VERIFIER,
    SustainedReviewed: Part.VERIFIER,
}


def _terms(event: InterimSigned | InterimAccepted) -> StageTerms:
    return StageTerms(stage_goal=event.stage_goal, next_review=event.next_review, expected_finish=event.expected_finish)


def _interim_signed(snapshot: MeasureSnapshot, event: InterimSigned) -> Changes:
    return {"stage_offered": _terms(event), "signatures": (*snapshot.signatures, event.signature)}


def _interim_accepted(snapshot: MeasureSnapshot, event: InterimAccepted) -> Changes:
    return {
        "stage": _terms(event),
        "stage_offered": None,
        "outcome": Outcome.SUBSTANTIALLY_DONE,
        "closure": None,
        "clock": set_due(snapshot, event, DueRule.INTERIM, event.due),
    }


def _reviewed(snapshot: MeasureSnapshot, event: SustainedReviewed) -> Changes:
    if snapshot.stage is None:
        return {}
    return {"stage": snapshot.stage.model_copy(update={"next_review": event.next_review})}


def _remembering(snapshot: MeasureSnapshot, *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*taken_part(snapshot), *more)))[-REMEMBERED:]


def _look_back_passed(snapshot: MeasureSnapshot, event: LookBackPassed) -> Changes:
    held = snapshot.look_back.held if snapshot.look_back else 0
    return {
        "look_back": LookBack(held=held + 1, next_on=event.next_on, ended=event.next_on is None),
        "took_part": _remembering(snapshot, *event.participants),
        "check_since": None,
    }


def _look_back_failed(snapshot: MeasureSnapshot, event: LookBackFailed) -> Changes:
    """Its members propose the revocation, so none of them decides it."""
    look_back = snapshot.look_back or LookBack()
    return {
        "look_back": look_back.model_copy(update={"held": look_back.held + 1}),
        "took_part": _remembering(snapshot, *event.participants),
        "revocation": _proposal(snapshot, event, event.participants),
    }


def _proposed(snapshot: MeasureSnapshot, event: RevocationProposed) -> Changes:
    return {"revocation": _proposal(snapshot, event, (event.by.id,))}


def _proposal(snapshot: MeasureSnapshot, event: Happened, people: tuple[str, ...]) -> Revocation:
    """A proposal that is there already gets more proposers."""
    present = snapshot.revocation or Revocation(proposers=(), since=china_day(event.at))
    return present.model_copy(update={"proposers": tuple(dict.fromkeys((*present.proposers, *people)))})


def _dismissed(_: MeasureSnapshot, __: RevocationDismissed) -> Changes:
    return {"revocation": None}


def _revoked(snapshot: MeasureSnapshot, event: SignOffRevoked) -> Changes:
    """What belonged to the round that ended stays in the ledger and nowhere else."""
    today = china_day(event.at)
    step = DueStep(rule=DueRule.ROUND, on=today, due=event.due, seq=snapshot.seq + 1)
    ended: Changes = dict.fromkeys(("closure", "outcome", "margin_days", "look_back", "revocation", "check_since"))
    return {
        **ended,
        "round": event.round,
        "assignment": snapshot.assignment.model_copy(update={"due": event.due.target}),
        "assigned_on": today,
        "claimed_period": event.period,
        "clock": Clock(started_on=today, steps=(step,), stops=(), rang_until=event.at),
        "reports": (),
        "acts": (),
        "sent_back_at": 0,
        "stage": None,
        "took_part": _remembering(snapshot),
    }


CHANGES: dict[type[Happened], Change] = {
    InterimSigned: _interim_signed,
    InterimAccepted: _interim_accepted,
    SustainedReviewed: _reviewed,
    LookBackPassed: _look_back_passed,
    LookBackFailed: _look_back_failed,
    RevocationProposed: _proposed,
    SignOffRevoked: _revoked,
    RevocationDismissed: _dismissed,
}
