"""M10: long-term measures accepted for a stage, reviewed, reported on, closed in the end (domain.md 7, case 19)."""

from datetime import date, timedelta

from schemas.clock import DueRule, ReminderKind
from schemas.closure import (
    Closure,
)
from schemas.commands import FailVerification, RequestClosure, WithdrawClosure
from schemas.measure import (
    MeasureState,
    Outcome,
)
from schemas.packs import STANDARD
from schemas.pause_commands import ResumeMeasure, SuspendMeasure
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode
from schemas.round_commands import ReviewSustained
from tests.unit.lifecycle.builders import (
    code_of,
    reached,
    rule_of,
    sustained,
    upto,
)
from tests.unit.lifecycle.cast import (
    DUE,
    FEBRUARY,
    FINISH,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LATER,
    LEADER,
    OFFICER,
    PRINCIPAL,
    REVIEW,
    SECOND_INSPECTOR,
    SECOND_OFFICER,
)
from tests.unit.lifecycle.spoken import (
    body,
    interim,
)
from workflows.alarms import next_alarm, ringing
from workflows.flags import flags
from workflows.guards.changes import latest_target
from workflows.handover import list_of, missing_reports
from workflows.lifecycle import tick

DURING = date(2026, 1, 10)


def test_case_19_two_supervisors_and_the_office_accept_for_a_stage() -> None:
    """Counted apart: substantially done is never done; the due date becomes the expected finish, the old is kept."""
    story = reached("accept_interim")
    clock = story.snapshot.clock

    assert [event.type for event in story.events[-3:]] == [
        "measure.interim_signed",
        "measure.interim_signed",
        "measure.interim_accepted",
    ]
    assert story.snapshot.state is MeasureState.SUSTAINED
    assert story.snapshot.outcome is Outcome.SUBSTANTIALLY_DONE
    assert clock
    assert [step.rule for step in clock.steps] == [DueRule.PLAN, DueRule.INTERIM]
    assert story.snapshot.due == FINISH


def test_m10_a_gatekeeper_of_this_round_does_not_sign_a_stage_result() -> None:
    gated = reached("request_closure").then(body("pass_gate"), OFFICER)
    asked = gated.then(interim(), INSPECTOR).then(interim(), SECOND_INSPECTOR).ask(interim(visit=None), OFFICER)

    assert (code_of(asked), rule_of(asked)) == (RefusalCode.DUTIES_CONFLICT, "S2")


def test_m10_the_office_needs_no_visit_a_supervisor_does() -> None:
    accepted = reached("interim_two").ask(interim(visit=None), SECOND_OFFICER)

    assert code_of(accepted) is None
    assert code_of(reached("interim_one").ask(interim(visit=None), SECOND_INSPECTOR)) is RefusalCode.VISIT_MISSING


def test_m10_passing_and_stage_result_are_chains_of_their_own() -> None:
    """Who signed a stage result fills no slot of the verification; the first chain to be complete decides."""
    passed = reached("interim_two").then(body("pass_verification"), INSPECTOR)

    assert passed.snapshot.state is MeasureState.AWAITING_SIGN_OFF
    assert passed.snapshot.outcome is None


def test_m12_a_request_from_sustained_leads_back_to_sustained() -> None:
    """Withdrawn, returned by the gate, failed on the spot: always to the state before M7."""
    asked = sustained("accept_report").then(RequestClosure(statement="全部完成"), PRINCIPAL)
    gated = asked.then(body("pass_gate"), GATEKEEPER)
    failed = FailVerification.model_validate(
        body("fail_verification").model_dump() | {"visited_on": DURING},
    )

    assert asked.snapshot.closure
    assert asked.snapshot.closure.came_from is MeasureState.SUSTAINED
    assert Closure(signed_units=()).came_from is MeasureState.IN_PROGRESS
    for back in (
        asked.then(WithdrawClosure(reason="补充"), PRINCIPAL),
        asked.then(body("return_gate"), GATEKEEPER),
        gated.then(failed, INSPECTOR),
        gated.then(body("withdraw_evidence"), PRINCIPAL),
        gated.then(body("pass_verification"), INSPECTOR).then(body("withdraw_evidence"), PRINCIPAL),
    ):
        assert back.snapshot.state is MeasureState.SUSTAINED
        assert back.snapshot.outcome is Outcome.SUBSTANTIALLY_DONE


def test_m7_a_sustained_measure_is_signed_off_in_the_end() -> None:
    asked = sustained("accept_report").then(RequestClosure(statement="全部完成"), PRINCIPAL)
    verified = asked.then(body("pass_gate"), GATEKEEPER).then(body("pass_verification"), INSPECTOR)
    third = SECOND_INSPECTOR.model_copy(update={"id": "third"})

    assert code_of(verified.ask(body("sign_off"), SECOND_INSPECTOR)) is RefusalCode.DUTIES_CONFLICT
    assert verified.then(body("sign_off"), third).snapshot.outcome is Outcome.DONE


def test_m15_a_sustained_measure_is_suspended_and_resumed_as_such() -> None:
    stopped = sustained().then(SuspendMeasure(reason="停工", planned_end=date(2026, 3, 1)), LEADER)
    resumed = stopped.then(body("resume"), LEADER, FEBRUARY)

    assert stopped.snapshot.state is MeasureState.SUSPENDED
    assert resumed.snapshot.state is MeasureState.SUSTAINED


def test_the_review_rings_on_its_day_and_is_put_off_by_the_reviewer() -> None:
    story = sustained("accept_report")
    rung = {
        letter.kind: letter.date
        for letter in ringing(story.snapshot, STANDARD, JANUARY.replace(month=4, day=10))
        if letter.kind is ReminderKind.REVIEW_DUE
    }
    later = ReviewSustained(findings="机制运行正常", next_review=date(2026, 7, 10))
    reviewed = story.then(later, INSPECTOR, JANUARY.replace(month=4, day=10))

    assert rung == {ReminderKind.REVIEW_DUE: REVIEW}
    assert next_alarm(story.snapshot, STANDARD)
    assert reviewed.snapshot.stage
    assert reviewed.snapshot.stage.next_review == date(2026, 7, 10)
    (told,) = tick(reviewed.snapshot, JANUARY.replace(month=4, day=20), STANDARD)
    assert isinstance(told, Reminded)
    assert ReminderKind.REVIEW_DUE not in {letter.kind for letter in told.reminders}
    assert code_of(story.ask(later, INSPECTOR, JANUARY.replace(month=8))) is RefusalCode.DATE_PAST


def test_a_sustained_measure_goes_on_reporting() -> None:
    """The loop of M4 and M5, by the pack's cadence: a month without a report rings."""
    kinds = {letter.kind for letter in ringing(sustained().snapshot, STANDARD, FEBRUARY)}

    assert ReminderKind.REPORT_MISSING in kinds
    assert sustained("accept_report").snapshot.state is MeasureState.SUSTAINED


def test_m6_the_expected_finish_of_a_sustained_measure_is_extended() -> None:
    """The stage says the new day, the clock keeps the old one, and the cap counts from what the stage had agreed."""
    asked = sustained().then(body("request_change"), PRINCIPAL)
    story = asked.then(body("approve_change"), GATEKEEPER)
    clock, stage = story.snapshot.clock, story.snapshot.stage

    assert story.snapshot.state is MeasureState.SUSTAINED
    assert clock
    assert stage
    assert [step.due.target for step in clock.steps] == [DUE, FINISH, LATER]
    assert (stage.expected_finish, stage.next_review) == (LATER, REVIEW)
    assert latest_target(clock, STANDARD) == date(2027, 7, 31)
    assert "change_pending" in flags(asked.snapshot, JANUARY.date(), STANDARD.rules.cadence)


def test_m6_days_stopped_before_the_stage_was_agreed_on_count_no_more() -> None:
    """The stage's own day was agreed when they were over; days stopped after it are the unit's to keep."""
    stop, later = SuspendMeasure(reason="停工", planned_end=date(2026, 3, 1)), JANUARY + timedelta(days=10)
    story = reached("claim").then(stop, LEADER).then(ResumeMeasure(reason="复工"), LEADER, later)
    story = story.walk(upto("pass_gate", after="claim"), later)
    for who in (INSPECTOR, SECOND_INSPECTOR, SECOND_OFFICER):
        story = story.then(interim(later), who, later)
    stopped = story.then(stop, LEADER, later).then(ResumeMeasure(reason="复工"), LEADER, later + timedelta(days=5))

    for snapshot, latest in ((story.snapshot, date(2027, 7, 31)), (stopped.snapshot, date(2027, 8, 5))):
        assert snapshot.clock
        assert latest_target(snapshot.clock, STANDARD) == latest


def test_a_sustained_measure_is_handed_over_with_the_long_term_ones() -> None:
    """Accepted for a stage it is not over: the next office-holder answers for it, and for its missing reports."""
    kept = sustained().snapshot

    assert list_of(kept) == "long_term"
    assert missing_reports(kept, date(2026, 2, 10), STANDARD) == ("2026-01",)
