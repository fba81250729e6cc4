"""S10 on the facts: who withdraws a file, what that undoes, and that an id stands for one content."""

import pytest

from schemas import commands as c
from schemas.measure import MeasureState, Outcome, Role
from schemas.refusals import RefusalCode
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    reached,
    shared,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    GATEKEEPER,
    JOINT,
    JOINT_PRINCIPAL,
    LIAISON,
    PRINCIPAL,
    file_of,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
)

OURS, SPARE = file_of("2026-01"), file_of("2026-01", "-spare")
FORGED = OURS.model_copy(update={"sha256": "f" * 64})


def withdrawal_of(evidence_id: str) -> c.WithdrawEvidence:
    return c.WithdrawEvidence(evidence_id=evidence_id, reason="传错")


def two_files() -> Story:
    story = reached("claim").then(report(evidence=(OURS, SPARE)), PRINCIPAL)
    return story.then(body("accept_report"), GATEKEEPER)


@pytest.mark.parametrize("last", ["request_closure", "pass_gate", "pass_verification"])
def test_a_frozen_file_withdrawn_sends_the_measure_back(last: str) -> None:
    """What was frozen is no longer there, so nobody may go on judging it."""
    snapshot = reached(last).then(body("withdraw_evidence"), PRINCIPAL).snapshot

    assert (snapshot.state, snapshot.closure) == (MeasureState.IN_PROGRESS, None)


def test_a_file_withdrawn_after_sign_off_revokes_nothing() -> None:
    """Edge case 14: that opens a check by people, never an automatic revocation."""
    snapshot = reached("sign_off").then(body("withdraw_evidence"), PRINCIPAL).snapshot

    assert (snapshot.state, snapshot.outcome) == (MeasureState.SIGNED_OFF, Outcome.DONE)


def test_every_withdrawal_is_remembered() -> None:
    """A second withdrawal does not forget the first."""
    story = two_files()
    for item in (OURS, SPARE):
        story = story.then(withdrawal_of(item.id), PRINCIPAL)

    assert story.snapshot.withdrawn_evidence == (OURS.id, SPARE.id)


def test_a_file_is_withdrawn_once() -> None:
    """The second time it is no longer in the set."""
    story = reached("accept_report").then(body("withdraw_evidence"), PRINCIPAL)

    assert code_of(story.ask(body("withdraw_evidence"), PRINCIPAL)) is RefusalCode.EVIDENCE_WITHDRAWN


@pytest.mark.parametrize("last", ["submit_report", "accept_report"])
def test_a_joint_units_principal_cannot_withdraw_the_leads_evidence(last: str) -> None:
    """A file is taken back by the unit that reported it, whatever became of the report."""
    steps = ("submit_report", "countersign_report", "accept_report")
    story = shared().walk(steps[: steps.index(last) + 1])
    both = person("both", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT))

    assert code_of(story.ask(body("withdraw_evidence"), JOINT_PRINCIPAL)) is RefusalCode.EVIDENCE_UNKNOWN
    assert code_of(story.ask(body("withdraw_evidence"), PRINCIPAL)) is None
    assert code_of(story.ask(body("withdraw_evidence"), both)) is None


def test_a_joint_unit_withdraws_what_it_reported_itself() -> None:
    """And the lead unit has no hand in that either."""
    story = shared().then(body("submit_report"), JOINT_PRINCIPAL)

    assert code_of(story.ask(body("withdraw_evidence"), PRINCIPAL)) is RefusalCode.EVIDENCE_UNKNOWN
    assert code_of(story.ask(body("withdraw_evidence"), JOINT_PRINCIPAL)) is None


def test_an_id_reported_before_never_stands_for_another_content() -> None:
    """Else a withdrawal by id could leave the forged file in force."""
    story = reached("accept_report")

    assert code_of(story.ask(report(FEBRUARY, evidence=(FORGED,)), LIAISON, FEBRUARY)) is RefusalCode.EVIDENCE_UNKNOWN
    assert code_of(story.ask(report(FEBRUARY, evidence=(OURS,)), LIAISON, FEBRUARY)) is None


def test_an_id_never_stands_for_two_contents_of_one_report() -> None:
    """The same, before anything was reported."""
    story = reached("claim")

    assert code_of(story.ask(report(evidence=(OURS, FORGED)), LIAISON)) is RefusalCode.EVIDENCE_UNKNOWN
    assert code_of(story.ask(report(evidence=(OURS, OURS)), LIAISON)) is None


def test_a_file_reported_in_two_months_is_withdrawn_from_both() -> None:
    """A withdrawal takes the content out of the set, not one mention of it."""
    story = reached("accept_report").then(report(FEBRUARY, evidence=(OURS,)), PRINCIPAL, FEBRUARY)
    story = story.then(body("accept_report", FEBRUARY), GATEKEEPER, FEBRUARY)
    gone = story.then(withdrawal_of(OURS.id), PRINCIPAL, FEBRUARY)

    assert code_of(story.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is None
    assert code_of(gone.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is RefusalCode.EVIDENCE_MISSING
