"""Conditions on the facts from closure to sign-off: M7, M8, M9, M11 and M12."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.measure import MeasureState, Outcome
from schemas.packs import STANDARD
from schemas.refusals import RefusalCode, Refused
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    reached,
    second_lap,
    shared,
    upto,
)
from tests.unit.lifecycle.cast import (
    DUE,
    FEBRUARY,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT,
    JOINT_PRINCIPAL,
    LEAD,
    PRINCIPAL,
    SECOND_INSPECTOR,
    file_of,
    pipes,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
)
from workflows.canonical import evidence_hash, row_hash
from workflows.lifecycle import decide

MARCH = datetime(2026, 3, 10, 2, tzinfo=UTC)
EXPLAINED = c.RequestClosure(statement="已完成", shortfall_explanation="余下部分列入下年度计划")


def accepted(said: c.SubmitReport, at: datetime = JANUARY, after: Story | None = None) -> Story:
    story = (after or reached("claim")).then(said, PRINCIPAL, at)
    return story.then(c.AcceptReport(period=said.period, version=1), GATEKEEPER, at)


def both_accepted() -> Story:
    return shared().walk(upto("accept_report", after="claim"))


def test_m7_every_month_before_this_one_is_due() -> None:
    story = reached("accept_report")
    refusal = story.ask(body("request_closure"), PRINCIPAL, MARCH)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (RefusalCode.REPORT_DUE, "M7", "2026-02")
    assert code_of(story.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is None


def test_m7_a_months_report_falls_due_at_midnight_in_china() -> None:
    story = reached("claim").then(report(), PRINCIPAL, FEBRUARY)
    story = story.then(body("accept_report"), GATEKEEPER, FEBRUARY)
    before, after = (datetime(2026, 2, 28, hour, tzinfo=UTC) for hour in (15, 16))

    assert code_of(story.ask(body("request_closure"), PRINCIPAL, before)) is None
    assert code_of(story.ask(body("request_closure"), PRINCIPAL, after)) is RefusalCode.REPORT_DUE


@pytest.mark.parametrize("last", ["submit_report", "countersign_report"])
def test_m7_no_report_may_be_open(last: str) -> None:
    refusal = reached(last).ask(body("request_closure"), PRINCIPAL)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.about) == (RefusalCode.REPORT_DUE, "2026-01")


def test_m7_a_returned_report_is_open() -> None:
    returned = reached("countersign_report").then(body("return_report"), GATEKEEPER)
    assert code_of(returned.ask(body("request_closure"), PRINCIPAL)) is RefusalCode.REPORT_DUE


def test_m7_evidence_is_required_and_withdrawn_evidence_is_none() -> None:
    bare = accepted(report(evidence=()))
    withdrawn = reached("accept_report").then(body("withdraw_evidence"), PRINCIPAL)

    assert code_of(bare.ask(body("request_closure"), PRINCIPAL)) is RefusalCode.EVIDENCE_MISSING
    assert code_of(withdrawn.ask(body("request_closure"), PRINCIPAL)) is RefusalCode.EVIDENCE_MISSING


@pytest.mark.parametrize(("done", "met"), [(601, False), (602, True), (700, True)])
def test_m7_a_shortfall_is_explained(done: int, met: bool) -> None:
    story = accepted(report(indicators=(pipes(done),)))
    plain = story.ask(body("request_closure"), PRINCIPAL)

    assert code_of(plain) is (None if met else RefusalCode.INDICATOR_UNMET)
    assert code_of(story.ask(EXPLAINED, PRINCIPAL)) is None


def test_m7_the_latest_figures_count() -> None:
    short = accepted(report(indicators=(pipes(260),)))
    made_good = accepted(report(FEBRUARY, indicators=(pipes(602),)), FEBRUARY, short)
    fell_back = accepted(
        report(FEBRUARY, indicators=(pipes(260),), correction_reason="重复计算"),
        FEBRUARY,
        accepted(report(indicators=(pipes(602),))),
    )

    assert code_of(made_good.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is None
    assert code_of(fell_back.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is RefusalCode.INDICATOR_UNMET


def test_m7_an_indicator_left_out_later_is_still_short() -> None:
    """The latest value of each indicator counts, whichever report last named it."""
    story = accepted(report(FEBRUARY), FEBRUARY, accepted(report(indicators=(pipes(260),))))
    assert code_of(story.ask(body("request_closure"), PRINCIPAL, FEBRUARY)) is RefusalCode.INDICATOR_UNMET


def test_m7_the_request_is_complete_when_every_unit_signed() -> None:
    first = both_accepted().then(body("request_closure"), JOINT_PRINCIPAL)
    both = first.then(body("request_closure"), PRINCIPAL)

    assert [event.type for event in both.events[-2:]] == ["measure.closure_signed", "measure.closure_requested"]
    assert first.snapshot.state is MeasureState.IN_PROGRESS
    assert both.snapshot.state is MeasureState.CLOSURE_REQUESTED
    assert both.snapshot.closure is not None
    assert both.snapshot.closure.signed_units == (JOINT, LEAD)


@pytest.mark.parametrize("change", ["report", "withdrawal"])
def test_m7_a_signature_falls_when_what_was_signed_changes(change: str) -> None:
    signed = both_accepted().then(body("request_closure"), JOINT_PRINCIPAL)
    said = report(FEBRUARY) if change == "report" else body("withdraw_evidence")
    changed = signed.then(said, PRINCIPAL, FEBRUARY)

    assert signed.snapshot.closure is not None
    assert changed.snapshot.closure is None


def test_m7_the_evidence_set_is_frozen_with_its_hash() -> None:
    spare = file_of("2026-01", "-spare")
    story = accepted(report(evidence=(file_of("2026-01"), spare)))
    story = story.then(c.WithdrawEvidence(evidence_id=spare.id, reason="传错"), PRINCIPAL)
    event = story.then(body("request_closure"), PRINCIPAL).events[-1]

    assert isinstance(event, e.ClosureRequested)
    assert event.evidence == (file_of("2026-01"),)
    assert event.evidence_hash == evidence_hash([file_of("2026-01")])


@pytest.mark.parametrize(
    ("last", "command", "text"),
    [
        ("request_closure", "return_gate", "rework_requirement"),
        ("pass_gate", "fail_verification", "rework_requirement"),
        ("pass_verification", "refuse_sign_off", "reason"),
    ],
)
def test_m8_m9_m11_sent_back_to_work_with_a_reason(last: str, command: str, text: str) -> None:
    actor = {"return_gate": GATEKEEPER, "fail_verification": INSPECTOR, "refuse_sign_off": SECOND_INSPECTOR}[command]
    story = reached(last).then(body(command), actor)

    assert (story.snapshot.state, story.snapshot.closure) == (MeasureState.IN_PROGRESS, None)
    assert story.events[-1].model_dump()[text] == "经核实"


def visit(command: str, day: date) -> c.Command:
    said = body(command).model_dump() | {"visited_on": day}
    return type(body(command)).model_validate(said)


@pytest.mark.parametrize("command", ["pass_verification", "fail_verification"])
@pytest.mark.parametrize(
    ("moment", "accepted_visit"),
    [(datetime(2026, 1, 10, 15, 59, tzinfo=UTC), False), (datetime(2026, 1, 10, 16, 0, tzinfo=UTC), True)],
)
def test_m9_a_visit_is_never_in_the_future_of_china(command: str, moment: datetime, accepted_visit: bool) -> None:
    """It is the eleventh in China from 16:00 UTC on the tenth."""
    decision = reached("pass_gate").ask(visit(command, date(2026, 1, 11)), INSPECTOR, moment)

    assert code_of(decision) is (None if accepted_visit else RefusalCode.VISIT_DATE)


@pytest.mark.parametrize("command", ["pass_verification", "fail_verification"])
@pytest.mark.parametrize(
    ("requested", "accepted_visit"),
    [(datetime(2026, 1, 10, 15, 59, tzinfo=UTC), True), (datetime(2026, 1, 10, 16, 0, tzinfo=UTC), False)],
)
def test_m9_a_visit_is_never_before_the_request(command: str, requested: datetime, accepted_visit: bool) -> None:
    """A visit on the tenth answers a request of that day in China, not one made after its midnight."""
    story = reached("accept_report").then(body("request_closure"), PRINCIPAL, requested)
    asked = story.then(body("pass_gate"), GATEKEEPER, FEBRUARY)
    decision = asked.ask(visit(command, date(2026, 1, 10)), INSPECTOR, FEBRUARY)

    assert code_of(decision) is (None if accepted_visit else RefusalCode.VISIT_DATE)


def test_m9_the_visit_of_an_earlier_lap_does_not_count_again() -> None:
    """Sent back in January, requested again in February: January's visit saw the old work."""
    story = second_lap("pass_gate")

    assert code_of(story.ask(body("pass_verification", JANUARY), INSPECTOR, FEBRUARY)) is RefusalCode.VISIT_DATE
    assert code_of(story.ask(body("pass_verification", FEBRUARY), INSPECTOR, FEBRUARY)) is None


def test_m9_a_pass_keeps_the_fingerprint_of_what_was_verified() -> None:
    before = reached("pass_gate")
    event = before.then(body("pass_verification"), INSPECTOR).events[-1]
    closure = reached("pass_verification").snapshot.closure

    assert isinstance(event, e.VerificationPassed)
    assert closure is not None
    assert event.row_hash == row_hash(before.snapshot) == closure.verified_row_hash


def test_m11_the_row_the_signatory_saw_is_the_row_verified() -> None:
    story = reached("pass_verification")
    seen = row_hash(story.snapshot)
    refusal = story.ask(c.SignOff(row_hash="f" * 64), SECOND_INSPECTOR)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (RefusalCode.ROW_CHANGED, "M11", seen)
    assert code_of(story.ask(c.SignOff(row_hash=seen), SECOND_INSPECTOR)) is None


@pytest.mark.parametrize("said", [c.SignOff(), c.SignOff(row_hash="f" * 64)])
def test_m11_a_row_changed_since_the_visit_is_not_signed_off(said: c.SignOff) -> None:
    """Edge case 16: no command can change such a row today, so the change is made by hand."""
    snapshot = reached("pass_verification").snapshot
    moved = snapshot.assignment.model_copy(update={"due": DUE + timedelta(days=30)})
    changed = snapshot.model_copy(update={"assignment": moved})

    assert code_of(decide(changed, said, SECOND_INSPECTOR, JANUARY, setting=STANDARD)) is RefusalCode.ROW_CHANGED


@pytest.mark.parametrize(
    ("moment", "margin"),
    [
        (datetime(2026, 6, 28, 16, 0, tzinfo=UTC), 1),
        (datetime(2026, 6, 30, 15, 59, tzinfo=UTC), 0),
        (datetime(2026, 6, 30, 16, 0, tzinfo=UTC), -1),
        (datetime(2026, 7, 10, 2, 0, tzinfo=UTC), -10),
    ],
)
def test_m11_the_margin_is_frozen_in_days_of_china(moment: datetime, margin: int) -> None:
    snapshot = reached("pass_verification").then(body("sign_off"), SECOND_INSPECTOR, moment).snapshot

    assert (snapshot.state, snapshot.outcome) == (MeasureState.SIGNED_OFF, Outcome.DONE)
    assert snapshot.margin_days == margin


def test_m12_a_request_is_taken_back_and_made_again() -> None:
    story = reached("request_closure").then(body("withdraw_closure"), PRINCIPAL)

    assert (story.snapshot.state, story.snapshot.closure) == (MeasureState.IN_PROGRESS, None)
    assert code_of(story.ask(body("request_closure"), PRINCIPAL)) is None
    assert code_of(reached("pass_gate").ask(body("withdraw_closure"), PRINCIPAL)) is RefusalCode.ILLEGAL_STEP


def test_m12_a_withdrawn_joint_request_needs_every_signature_again() -> None:
    requested = both_accepted().then(body("request_closure"), JOINT_PRINCIPAL).then(body("request_closure"), PRINCIPAL)
    again = requested.then(body("withdraw_closure"), PRINCIPAL).then(body("request_closure"), PRINCIPAL)

    assert again.snapshot.state is MeasureState.IN_PROGRESS
