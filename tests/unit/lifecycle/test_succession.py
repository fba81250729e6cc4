"""Case 1: a unit is renamed, merged or dissolved in mid-campaign. What is open passes on, what was done stays."""

from datetime import UTC, date, datetime

import pytest

from schemas.charge_commands import UpholdAssignment
from schemas.clock import ReminderKind
from schemas.measure import Actor, Assignment, MeasureState, Role
from schemas.packs import STANDARD
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode
from schemas.reports import ReportStatus
from schemas.succession_events import UnitSucceeded
from tests.unit.lifecycle.builders import Story, code_of, drafted, reached, rule_of, shared, upto
from tests.unit.lifecycle.cast import (
    DUE,
    FEBRUARY,
    FOREIGN,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT,
    JOINT_LIAISON,
    JOINT_PRINCIPAL,
    LEAD,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SECOND_INSPECTOR,
    SHARED,
    SUPPORT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import body, following, given_to, report, version
from workflows.alarms import ringing
from workflows.lifecycle import allowed
from workflows.succession import succeeded

HEIR = person("heir", hat(Role.UNIT_PRINCIPAL, FOREIGN))
HEIR_LIAISON = person("heir-liaison", hat(Role.UNIT_LIAISON, FOREIGN))
MERGED = following(LEAD, FOREIGN)


def may(story: Story, who: Actor) -> set[str]:
    return {view.action for view in allowed(story.snapshot, who, JANUARY, STANDARD) if view.allowed}


def test_case_01_open_duties_move_and_what_was_claimed_stays_claimed() -> None:
    """The successor reports, asks and closes at once; the clock and the periods run on without a gap."""
    before = reached("claim")
    story = before.then(MERGED, OFFICER)

    assert story.snapshot.assignment.lead_unit == FOREIGN
    assert (story.snapshot.claimed_units, story.snapshot.claimed_period) == ((FOREIGN,), "2026-01")
    assert story.snapshot.clock == before.snapshot.clock
    assert {"submit_report", "request_change"} <= may(story, HEIR)
    assert may(story, PRINCIPAL) == set()
    late = datetime(2026, 2, 10, 4, tzinfo=UTC)
    letters = {letter.kind: letter.units for letter in ringing(story.snapshot, STANDARD, late)}
    assert letters[ReminderKind.REPORT_MISSING] == (FOREIGN,)


def test_case_01_the_successor_is_told() -> None:
    story = reached("claim").then(MERGED, OFFICER)
    event, told = story.events[-2:]

    assert isinstance(event, UnitSucceeded)
    assert (event.unit_id, event.successor_id, event.on, event.assignment) == (
        LEAD,
        FOREIGN,
        date(2026, 1, 1),
        story.snapshot.assignment,
    )
    assert isinstance(told, Reminded)
    assert [(one.kind, one.units, one.about) for one in told.reminders] == [
        (ReminderKind.UNIT_SUCCEEDED, (FOREIGN,), LEAD)
    ]


def test_case_01_reports_and_late_marks_stay_with_the_old_unit() -> None:
    """A pending report is signed by the successor's principal, in the name of the unit that handed it in."""
    pending = reached("claim").then(report(), LIAISON, FEBRUARY).then(MERGED, OFFICER, FEBRUARY)
    (waiting,) = [
        one
        for one in ringing(pending.snapshot, STANDARD, datetime(2026, 2, 20, tzinfo=UTC))
        if one.kind is ReminderKind.REPORT_WAITING
    ]
    signed = pending.then(body("countersign_report"), HEIR, FEBRUARY)
    (finished,) = signed.then(version(1), GATEKEEPER, FEBRUARY).snapshot.reports

    assert waiting.units == (FOREIGN,)
    assert signed.events[-1].by.unit_id == LEAD
    assert (finished.unit_id, finished.late, finished.status) == (LEAD, True, ReportStatus.ACCEPTED)


def test_case_01_a_returned_report_is_handed_in_again_by_the_successor() -> None:
    """Without saying for which unit: the month's report was the old one's; the next month is its own."""
    returned = reached("countersign_report").then(body("return_report"), GATEKEEPER).then(MERGED, OFFICER)
    again = returned.then(report(replaces=1), HEIR)
    next_month = returned.then(report(FEBRUARY), HEIR_LIAISON, FEBRUARY)

    assert [(one.unit_id, one.status) for one in again.snapshot.reports] == [(LEAD, ReportStatus.COUNTERSIGNED)]
    assert next_month.snapshot.reports[-1].unit_id == FOREIGN


def test_case_01_whoever_still_belongs_to_the_old_unit_may_finish_what_it_handed_in() -> None:
    pending = reached("submit_report").then(MERGED, OFFICER)

    assert may(pending, PRINCIPAL) == {"submit_report", "countersign_report"}
    assert code_of(pending.ask(report(FEBRUARY), PRINCIPAL, FEBRUARY)) is RefusalCode.ROLE_REQUIRED


def test_a_second_succession_hands_on_what_the_first_had_left() -> None:
    pending = reached("submit_report").then(MERGED, OFFICER).then(following(FOREIGN, JOINT), OFFICER)

    assert code_of(pending.ask(body("countersign_report"), HEIR)) is RefusalCode.ROLE_REQUIRED
    assert pending.then(body("countersign_report"), JOINT_PRINCIPAL).snapshot.reports[0].unit_id == LEAD
    assert pending.snapshot.former_units == (LEAD, FOREIGN)


def test_s1_nobody_of_either_unit_judges() -> None:
    story = reached("countersign_report").then(MERGED, OFFICER)
    for unit in (LEAD, FOREIGN):
        judge = person("judge", hat(Role.OFFICE), hat(Role.UNIT_LIAISON, unit))
        assert rule_of(story.ask(version(1), judge)) == "S1"


PLACES = Assignment(lead_unit="a", joint_units=("b", "c"), support_units=("d", "e"))


@pytest.mark.parametrize(
    ("old", "new", "lead", "joint", "support"),
    [
        ("a", "x", "x", ("b", "c"), ("d", "e")),
        ("b", "x", "a", ("x", "c"), ("d", "e")),
        ("e", "x", "a", ("b", "c"), ("d", "x")),
        ("a", "b", "b", ("c",), ("d", "e")),
        ("b", "a", "a", ("c",), ("d", "e")),
        ("a", "d", "d", ("b", "c"), ("e",)),
        ("d", "c", "a", ("b", "c"), ("e",)),
        ("b", "c", "a", ("c",), ("d", "e")),
    ],
)
def test_each_unit_has_one_place_the_higher_one(
    old: str, new: str, lead: str, joint: tuple[str, ...], support: tuple[str, ...]
) -> None:
    after = succeeded(PLACES, old, new)

    assert (after.lead_unit, after.joint_units, after.support_units) == (lead, joint, support)


def test_a_merger_of_who_has_not_claimed_into_who_has_begins_the_work() -> None:
    story = shared(claimed=False).then(following(JOINT, LEAD), OFFICER)

    assert (story.snapshot.state, story.snapshot.claimed_period) == (MeasureState.IN_PROGRESS, "2026-01")
    assert story.snapshot.assignment.charged_units == (LEAD,)


def test_who_had_not_claimed_is_followed_by_who_has_to() -> None:
    story = drafted().walk(("issue",)).then(MERGED, OFFICER)

    assert story.snapshot.state is MeasureState.ISSUED
    assert story.then(body("claim"), HEIR).snapshot.claimed_units == (FOREIGN,)
    assert code_of(story.ask(body("claim"), LIAISON)) is RefusalCode.ROLE_REQUIRED


def test_a_request_and_a_contest_go_on_in_the_successors_name() -> None:
    asked = reached("request_change").then(MERGED, OFFICER)
    contested = reached("contest_assignment").then(MERGED, OFFICER)

    assert asked.then(body("withdraw_change"), HEIR).snapshot.pending_changes == ()
    assert [one.unit_id for one in contested.snapshot.open_contests] == [FOREIGN]
    upheld = contested.then(UpholdAssignment(unit_id=FOREIGN, reason="职责明确"), OFFICER)
    assert upheld.snapshot.open_contests == ()


def test_two_contests_become_one_when_their_units_do() -> None:
    both = drafted(SHARED).walk(("issue",)).then(body("contest_assignment"), PRINCIPAL)
    both = both.then(body("contest_assignment"), JOINT_PRINCIPAL, FEBRUARY)
    story = both.then(following(LEAD, JOINT), OFFICER, FEBRUARY)

    assert [(one.unit_id, one.on) for one in story.snapshot.contests] == [(JOINT, date(2026, 2, 10))]


def test_signatures_that_wait_for_others_are_given_anew() -> None:
    """One of two principals had signed; the two units are one now, and it signs once."""
    signed = shared().walk(upto("request_closure", after="claim"))
    story = signed.then(following(LEAD, JOINT), OFFICER)

    assert story.snapshot.closure is None
    assert story.then(body("request_closure"), JOINT_PRINCIPAL).snapshot.state is MeasureState.CLOSURE_REQUESTED


def test_a_measure_that_is_being_closed_goes_on() -> None:
    """What was verified holds: the charge changed by the succession alone, and the row is signed off as it is."""
    asked = reached("request_closure").then(MERGED, OFFICER)
    verified = reached("pass_verification").then(MERGED, OFFICER)

    assert asked.snapshot.closure
    assert asked.snapshot.closure.signed_units == (FOREIGN,)
    assert asked.then(body("withdraw_closure"), HEIR).snapshot.state is MeasureState.IN_PROGRESS
    assert verified.then(body("sign_off"), SECOND_INSPECTOR).snapshot.state is MeasureState.SIGNED_OFF


def test_a_measure_taken_over_goes_the_whole_road() -> None:
    story = reached("accept_report").then(MERGED, OFFICER).then(body("request_closure"), HEIR)
    story = story.then(body("pass_gate"), GATEKEEPER).then(body("pass_verification"), INSPECTOR)

    assert story.then(body("sign_off"), SECOND_INSPECTOR).snapshot.due == DUE


def test_what_is_struck_off_stays_with_who_did_it() -> None:
    assert code_of(reached("sign_off").ask(MERGED, OFFICER)) is RefusalCode.ILLEGAL_STEP


def test_a_draft_passes_on_without_a_letter() -> None:
    story = drafted().then(MERGED, OFFICER)

    assert [event.type for event in story.events] == ["measure.drafted", "measure.unit_succeeded"]
    assert story.then(body("issue"), OFFICER).then(body("claim"), HEIR).snapshot.state is MeasureState.IN_PROGRESS


def test_a_support_unit_passes_on_too() -> None:
    story = reached("claim").then(following(SUPPORT, JOINT), OFFICER)

    assert story.snapshot.assignment.support_units == (JOINT,)
    assert story.snapshot.former_units == (SUPPORT,)


def test_once_moved_there_is_nothing_to_move() -> None:
    story = reached("claim").then(MERGED, OFFICER)

    assert code_of(story.ask(MERGED, OFFICER)) is RefusalCode.UNIT_ABSENT
    assert code_of(reached("claim").ask(following(LEAD, LEAD), OFFICER)) is RefusalCode.UNIT_ABSENT


def test_a_reassignment_afterwards_leaves_the_old_report_to_the_heir() -> None:
    """The office gives the measure to a third unit; the report of the unit that is no more is the heir's to sign."""
    story = reached("submit_report").then(MERGED, OFFICER).then(given_to(JOINT), OFFICER)
    claimed = story.then(body("claim"), JOINT_LIAISON)

    assert may(claimed, HEIR) == {"submit_report", "countersign_report"}
    assert claimed.then(body("countersign_report"), HEIR).snapshot.reports[0].status is ReportStatus.COUNTERSIGNED
