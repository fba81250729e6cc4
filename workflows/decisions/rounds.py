"""After the sign-off: looking back, proposing and deciding a revocation, filing away (M13, M14, M20)."""

from schemas.refusals import Refused
from schemas.round_commands import (
    ArchiveMeasure,
    DismissRevocation,
    FailLookBack,
    PassLookBack,
    ProposeRevocation,
    RevokeSignOff,
)
from schemas.round_events import (
    LookBackFailed,
    LookBackPassed,
    MeasureArchived,
    RevocationDismissed,
    RevocationProposed,
    SignOffRevoked,
)
from workflows.case import Case, Decision
from workflows.deadlines import due_of
from workflows.guards import rounds as guards
from workflows.guards.clock import in_future
from workflows.periods import period_of


def pass_look_back(case: Case, command: PassLookBack) -> Decision:
    denied = _looked(case, command)
    if denied is None and command.next_on:
        denied = in_future(case.snapshot, command.next_on, case.day, "M13")
    return denied or (LookBackPassed(**_visit(case, command), next_on=command.next_on),)


def fail_look_back(case: Case, command: FailLookBack) -> Decision:
    """What was found stands on record, and with it the proposal to revoke."""
    return _looked(case, command) or (LookBackFailed(**_visit(case, command), kind=command.kind),)


def propose(case: Case, command: ProposeRevocation) -> Decision:
    denied = guards.not_proposed(case.snapshot)
    return denied or (RevocationProposed(**case.said(), reason=command.reason, evidence=command.evidence),)


def revoke(case: Case, command: RevokeSignOff) -> Decision:
    """The number stays; the round, the clock and everything reported begin anew."""
    denied = guards.may_decide(case) or in_future(case.snapshot, command.due, case.day, "M14")
    if denied:
        return denied
    event = SignOffRevoked(
        **case.said(),
        reason=command.reason,
        round=case.snapshot.round + 1,
        period=period_of(case.day, case.setting.rules.cadence),
        due=due_of(command.due, case.setting.calendar),
    )
    return (event,)


def dismiss(case: Case, command: DismissRevocation) -> Decision:
    return guards.may_decide(case) or (RevocationDismissed(**case.said(), reason=command.reason),)


def archive(case: Case, command: ArchiveMeasure) -> Decision:
    return guards.may_archive(case.snapshot) or (MeasureArchived(**case.said(), note=command.note),)


def _looked(case: Case, command: PassLookBack | FailLookBack) -> Refused | None:
    return (
        guards.look_back_open(case.snapshot, case.day)
        or guards.visit_after_sign_off(case, command.visited_on)
        or guards.honest_team(case.snapshot, command.facts)
        or guards.somebody_new(case.snapshot, _team(case, command))
    )


def _team(case: Case, command: PassLookBack | FailLookBack) -> tuple[str, ...]:
    """Who records the look-back took part in it."""
    return tuple(dict.fromkeys((case.actor.id, *command.participants)))


def _visit(case: Case, command: PassLookBack | FailLookBack) -> dict[str, object]:
    said = command.model_dump(include={"visited_on", "place", "findings"})
    return {**case.said(), **said, "participants": _team(case, command)}
