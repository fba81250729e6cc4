"""M3 and M16: who is charged with a measure; contests, reassignments, and what stays with the old unit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas import commands as c
from schemas.charge_commands import UpholdAssignment
from schemas.clock import DueRule, ReminderKind
from schemas.measure import (
    Actor,
    MeasureState,
    Role,
)
from schemas.packs import STANDARD
from schemas.refusals import RefusalCode
from schemas.reports import (
    ReportStatus,
)
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    drafted,
    reached,
    rule_of,
    shared,
    sustained,
    taken_over,
    upto,
)
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
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SHARED,
    SUPPORT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
    given_to,
    report,
    version,
)
from workflows.alarms import ringing
from workflows.flags import flags
from workflows.lifecycle import allowed

MARCH = datetime(2026, 3, 10, 2, tzinfo=UTC)
NEW_PRINCIPAL = person("new-principal", hat(Role.UNIT_PRINCIPAL, FOREIGN))
GIVEN = given_to(FOREIGN)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def told(story: Story, at: datetime) -> dict[ReminderKind, tuple[str, ...]]:
    return {letter.kind: letter.units for letter in ringing(story.snapshot, STANDARD, at)}


def marks(story: Story, at: datetime = JANUARY) -> set[str]:
    return set(flags(story.snapshot, at.date(), STANDARD.rules.cadence))


def may(story: Story, actor: Actor, at: datetime = JANUARY) -> set[str]:
    return {view.action for view in allowed(story.snapshot, actor, at, STANDARD) if view.allowed}


def disputed() -> Story:
    """The lead unit has claimed; the joint unit says it has nothing to do with it."""
    return shared(claimed=False).then(body("contest_assignment"), JOINT_PRINCIPAL)


def test_case_03_one_claims_one_contests_and_nobody_decides() -> None:
    """The measure stays issued and partly claimed; the leading group is told, again and again; nothing is accepted."""
    story = disputed()
    late = noon(date(2026, 3, 1))

    assert {"partially_claimed", "claim_contested"} <= marks(story)
    assert (story.snapshot.state, story.snapshot.claimed_units) == (MeasureState.ISSUED, (LEAD,))
    letters = ringing(story.snapshot, STANDARD, late)
    (letter,) = [each for each in letters if each.kind is ReminderKind.CONTEST_UNDECIDED]
    assert letter.to == (Role.OFFICE, Role.LEADING_GROUP)
    assert (letter.about, letter.times > 3) == (JOINT, True)
    assert ReminderKind.CLAIM_LATE not in told(story, late)


def test_case_03_the_claimants_clock_is_not_harmed() -> None:
    """No warning letters while others dispute; the days of the dispute are given back by either decision."""
    days = timedelta(days=20)
    upheld = disputed().then(body("uphold_assignment"), OFFICER, JANUARY + days)
    moved = disputed().then(given_to(LEAD, joint_units=(FOREIGN,)), LEADER, JANUARY + days)

    assert not {ReminderKind.OVERDUE, ReminderKind.DUE_SOON} & set(told(disputed(), noon(DUE + timedelta(days=3))))
    for story in (upheld, moved):
        clock = story.snapshot.clock
        assert clock
        assert (clock.steps[-1].rule, clock.due.target) == (DueRule.CONTESTED, DUE + days)
        assert story.snapshot.claimed_units == (LEAD,)


def test_a_dispute_that_holds_nobody_up_moves_no_date() -> None:
    alone = reached("contest_assignment").then(body("uphold_assignment"), OFFICER, JANUARY + timedelta(days=9))

    assert alone.snapshot.due == DUE


def test_days_of_two_contests_at_once_count_once() -> None:
    """The lead unit contests on the first day, a joint unit on the fifth: decided on the eighth and on the tenth."""
    third = SHARED.model_copy(update={"joint_units": (JOINT, FOREIGN)})
    day = timedelta(days=1)
    story = drafted(third).walk(("issue",)).then(body("claim"), JOINT_LIAISON)
    story = story.then(body("contest_assignment"), PRINCIPAL).then(
        body("contest_assignment"), NEW_PRINCIPAL, JANUARY + 5 * day
    )
    which = [UpholdAssignment(unit_id=unit, reason="职责明确") for unit in (LEAD, FOREIGN)]

    assert code_of(story.ask(body("uphold_assignment"), OFFICER)) is RefusalCode.UNIT_AMBIGUOUS
    story = story.then(which[0], OFFICER, JANUARY + 8 * day).then(which[1], LEADER, JANUARY + 10 * day)
    assert story.snapshot.due == date(2026, 7, 10)


def test_a_unit_contests_once_and_only_before_it_claims() -> None:
    upheld = reached("contest_assignment").then(body("uphold_assignment"), OFFICER)

    assert code_of(upheld.ask(body("contest_assignment"), PRINCIPAL)) is RefusalCode.CONTESTED_BEFORE
    assert code_of(shared(claimed=False).ask(body("contest_assignment"), PRINCIPAL)) is RefusalCode.ALREADY_CLAIMED


def test_a_unit_that_claims_after_all_has_dropped_its_contest() -> None:
    claimed = disputed().then(body("claim"), JOINT_LIAISON)

    assert claimed.snapshot.state is MeasureState.IN_PROGRESS
    assert claimed.snapshot.open_contests == ()


def test_the_time_to_claim_starts_anew_when_a_contest_is_answered() -> None:
    upheld = reached("contest_assignment").then(body("uphold_assignment"), OFFICER, FEBRUARY)

    assert ReminderKind.CLAIM_LATE not in told(upheld, noon(date(2026, 2, 17)))
    assert told(upheld, noon(date(2026, 2, 18)))[ReminderKind.CLAIM_LATE] == (LEAD,)


def test_s1_nobody_of_a_charged_unit_upholds() -> None:
    judge = person("judge", hat(Role.OFFICE), hat(Role.SUPPORT_LIAISON, SUPPORT))
    refusal = disputed().ask(body("uphold_assignment"), judge)

    assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.DUTIES_CONFLICT, "S1")


@pytest.mark.parametrize("said", [given_to(FOREIGN, disputed=True), GIVEN])
def test_where_it_is_disputed_the_leading_group_reassigns(said: c.Command) -> None:
    """The office says so, or a contest is open."""
    story = reached("claim") if said is not GIVEN else disputed()

    assert code_of(story.ask(said, OFFICER)) is RefusalCode.ROLE_REQUIRED
    assert code_of(story.ask(said, LEADER)) is None


def test_case_04_the_state_stays_and_the_new_unit_claims() -> None:
    """Its time to claim runs from the day it was charged; until then it does nothing else."""
    story = reached("accept_report").then(GIVEN, OFFICER, FEBRUARY)

    assert story.snapshot.state is MeasureState.IN_PROGRESS
    assert "partially_claimed" in marks(story, FEBRUARY)
    assert told(story, noon(date(2026, 2, 18)))[ReminderKind.CLAIM_LATE] == (FOREIGN,)
    assert code_of(story.ask(report(FEBRUARY), NEW_PRINCIPAL, FEBRUARY)) is RefusalCode.UNCLAIMED
    claimed = story.then(body("claim"), NEW_PRINCIPAL, FEBRUARY)
    assert claimed.snapshot.claimed_period == "2026-02"
    assert code_of(claimed.ask(report(FEBRUARY), NEW_PRINCIPAL, FEBRUARY)) is None


def test_case_04_a_pending_report_is_finished_where_it_was_begun() -> None:
    """Countersigned by the old principal, accepted by the gate, late for ever; the old unit's and nobody else's."""
    pending = reached("claim").then(report(), LIAISON, FEBRUARY)
    story = pending.then(GIVEN, OFFICER, FEBRUARY).then(body("claim"), NEW_PRINCIPAL, FEBRUARY)
    signed = story.then(body("countersign_report"), PRINCIPAL, FEBRUARY)
    (finished,) = signed.then(version(1), GATEKEEPER, FEBRUARY).snapshot.reports

    assert code_of(story.ask(body("countersign_report"), NEW_PRINCIPAL, FEBRUARY)) is RefusalCode.ROLE_REQUIRED
    assert code_of(story.ask(report(replaces=1), NEW_PRINCIPAL, FEBRUARY)) is RefusalCode.PERIOD_OUT_OF_RANGE
    assert (finished.unit_id, finished.late, finished.status) == (LEAD, True, ReportStatus.ACCEPTED)


def test_case_04_a_returned_report_of_the_old_unit_is_handed_in_again_by_it() -> None:
    returned = reached("countersign_report").then(body("return_report"), GATEKEEPER)
    story = returned.then(GIVEN, OFFICER).then(body("claim"), NEW_PRINCIPAL)
    again = story.then(report(replaces=1), PRINCIPAL)

    assert code_of(story.ask(report(replaces=1), NEW_PRINCIPAL)) is RefusalCode.PERIOD_TAKEN
    assert again.snapshot.reports[0].status is ReportStatus.COUNTERSIGNED
    assert code_of(story.ask(body("request_closure"), NEW_PRINCIPAL)) is RefusalCode.REPORT_DUE


def test_case_04_the_old_unit_does_nothing_new() -> None:
    """Once its reports are finished no step is left to its people, and a new month was never theirs."""
    pending = reached("submit_report").then(GIVEN, OFFICER).then(body("claim"), NEW_PRINCIPAL)
    finished = pending.then(body("countersign_report"), PRINCIPAL).then(version(1), GATEKEEPER)

    assert may(pending, PRINCIPAL) == {"submit_report", "countersign_report"}
    assert code_of(pending.ask(report(FEBRUARY), PRINCIPAL, FEBRUARY)) is RefusalCode.ROLE_REQUIRED
    assert may(finished, PRINCIPAL) == set()
    assert finished.snapshot.former_units == (LEAD,)


def test_case_04_months_before_the_new_units_claim_are_not_its_to_report() -> None:
    story = reached("claim").then(GIVEN, OFFICER, FEBRUARY).then(body("claim"), NEW_PRINCIPAL, MARCH)

    assert ReminderKind.REPORT_MISSING not in told(story, noon(date(2026, 3, 31)))
    assert told(story, noon(date(2026, 4, 1)))[ReminderKind.REPORT_MISSING] == (FOREIGN,)
    assert "report_missing" not in marks(story, MARCH)


def test_s1_people_of_a_former_unit_judge_nothing_on_the_measure() -> None:
    story = reached("countersign_report").then(GIVEN, OFFICER)
    judge = person("judge", hat(Role.OFFICE), hat(Role.UNIT_LIAISON, LEAD))

    assert rule_of(story.ask(version(1), judge)) == "S1"
    assert code_of(story.ask(version(1), GATEKEEPER)) is None


def test_a_unit_that_stays_keeps_its_claim() -> None:
    moved = shared().then(given_to(FOREIGN, joint_units=(JOINT,)), OFFICER)
    fewer = shared(claimed=False).then(given_to(LEAD, joint_units=()), OFFICER)

    assert moved.snapshot.claimed_units == (JOINT,)
    assert moved.then(body("claim"), NEW_PRINCIPAL).snapshot.claimed_units == (JOINT, FOREIGN)
    assert (fewer.snapshot.state, fewer.snapshot.claimed_period) == (MeasureState.IN_PROGRESS, "2026-01")


def test_what_is_left_out_stays_and_null_clears() -> None:
    kept = reached("claim").then(GIVEN, OFFICER).snapshot.assignment
    cleared = reached("claim").then(given_to(FOREIGN, support_units=None, special_group=None), OFFICER)

    assert (kept.support_units, kept.special_group, kept.due) == ((SUPPORT,), "group-1", DUE)
    assert (cleared.snapshot.assignment.support_units, cleared.snapshot.assignment.special_group) == ((), None)


def test_requests_and_signatures_of_the_old_units_lapse() -> None:
    signed = shared().walk(upto("request_closure", after="claim"))
    story = signed.then(body("request_change"), PRINCIPAL).then(given_to(FOREIGN, joint_units=(JOINT,)), OFFICER)

    assert (story.snapshot.pending_changes, story.snapshot.closure) == ((), None)


def test_a_unit_that_comes_back_is_former_no_longer() -> None:
    back = reached("claim").then(GIVEN, OFFICER).then(given_to(LEAD), OFFICER)

    assert back.snapshot.former_units == (FOREIGN,)
    assert back.snapshot.claimed_units == ()


def test_an_effective_day_in_the_past_means_today() -> None:
    story = reached("claim").then(given_to(FOREIGN, effective=date(2026, 1, 1)), OFFICER, FEBRUARY)
    event = story.events[-1]

    assert event.type == "measure.reassigned"
    assert (event.effective, story.snapshot.assigned_on) == (date(2026, 2, 10), date(2026, 2, 10))


@pytest.mark.parametrize("last", ["request_closure", "pass_gate", "pass_verification"])
def test_a_measure_that_is_being_closed_is_given_back_first(last: str) -> None:
    assert code_of(reached(last).ask(GIVEN, OFFICER)) is RefusalCode.ILLEGAL_STEP


def test_a_measure_taken_over_goes_the_whole_road() -> None:
    story = taken_over().walk(upto("pass_gate", after="issue"))

    assert story.then(body("pass_verification"), INSPECTOR).snapshot.state is MeasureState.AWAITING_SIGN_OFF


def test_a_sustained_measure_is_given_to_another_unit_and_stays_sustained() -> None:
    """M16: any open measure. The stage's terms stay; the new unit claims and reports from then on."""
    given = sustained().then(GIVEN, OFFICER)
    claimed = given.then(body("claim"), NEW_PRINCIPAL)

    assert (given.snapshot.state, claimed.snapshot.state) == (MeasureState.SUSTAINED, MeasureState.SUSTAINED)
    assert "partially_claimed" in marks(given)
    assert told(given, noon(date(2026, 1, 20)))[ReminderKind.CLAIM_LATE] == (FOREIGN,)
    assert claimed.snapshot.stage == sustained().snapshot.stage
    assert "submit_report" in may(claimed, NEW_PRINCIPAL)
