"""M6: requests for changes, who decides them, what a late one needs (S12), and what they leave behind."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from schemas.change_commands import ApproveChange, RefuseChange, RequestChange, WithdrawChange
from schemas.changes import ChangeKind, NewCategory, NewDue, NewOwner, NewTarget
from schemas.clock import DueRule, ReminderKind
from schemas.commands import RequestClosure
from schemas.measure import Category, MeasureState, Role, Target
from schemas.packs import STANDARD, Setting
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    drafted,
    reached,
    rule_of,
    shared,
    upto,
)
from tests.unit.lifecycle.cast import (
    DUE,
    GATEKEEPER,
    JANUARY,
    JOINT_PRINCIPAL,
    LATER,
    LEADER,
    PRINCIPAL,
    SINGLE,
    SUPPORT,
    hat,
    person,
    pipes,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
)
from workflows.alarms import next_alarm, ringing
from workflows.flags import flags
from workflows.letters.table import letters

# 20 working days before Tuesday 30 June 2026, by weekends alone.
LAST_DAY_TO_ASK = date(2026, 6, 2)
GRANT = ApproveChange(kind=ChangeKind.EXTENSION)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def asked(day: date, why: str | None = None) -> RequestChange:
    return RequestChange(wanted=NewDue(due=day), reason="汛期停工", force_majeure_reason=why)


def told(snapshot: MeasureSnapshot, at: datetime, setting: Setting = STANDARD) -> set[ReminderKind]:
    return {letter.kind for letter in ringing(snapshot, setting, at)}


def at_work(setting: Setting = STANDARD) -> Story:
    return drafted(setting=setting).walk(upto("claim"))


def clock_of(story: Story) -> list[tuple[str, date]]:
    clock = story.snapshot.clock
    assert clock
    return [(step.rule, step.due.target) for step in clock.steps]


def test_an_extension_moves_the_due_date_and_keeps_the_old_one() -> None:
    granted = reached("request_change").then(GRANT, GATEKEEPER)

    assert clock_of(granted) == [(DueRule.PLAN, DUE), (DueRule.EXTENSION, LATER)]
    assert granted.snapshot.due == LATER
    assert granted.snapshot.assignment.due == DUE
    assert granted.snapshot.pending_changes == ()


def test_an_extension_to_a_day_off_ends_on_the_next_working_day() -> None:
    saturday = date(2026, 8, 29)
    granted = at_work().then(asked(saturday), PRINCIPAL).then(GRANT, GATEKEEPER)

    assert granted.snapshot.due == date(2026, 8, 31)


@pytest.mark.parametrize("answer", [RefuseChange(kind=ChangeKind.EXTENSION, reason="理由不足"), "withdraw"])
def test_a_request_that_is_refused_or_withdrawn_changes_nothing(answer: RefuseChange | str) -> None:
    waiting = reached("request_change")
    if isinstance(answer, str):
        settled = waiting.then(WithdrawChange(kind=ChangeKind.EXTENSION, reason="已赶上进度"), PRINCIPAL)
    else:
        settled = waiting.then(answer, GATEKEEPER)

    assert settled.snapshot.due == DUE
    assert settled.snapshot.pending_changes == ()


def test_category_owner_and_target_change_beside_an_extension() -> None:
    """One request of each kind may wait at once; each is decided on its own."""
    target = Target(name="污水管网", unit="公里", planned=Decimal(300))
    wanted = (NewCategory(category=Category.IMMEDIATE), NewOwner(leader="李四"), NewTarget(target=target))
    story = reached("request_change")
    for each in wanted:
        story = story.then(RequestChange(wanted=each, reason="机构调整"), PRINCIPAL)
    assert len(story.snapshot.pending_changes) == 4
    for kind in (ChangeKind.CATEGORY, ChangeKind.OWNER, ChangeKind.TARGET):
        story = story.then(ApproveChange(kind=kind), GATEKEEPER)

    agreed = story.snapshot.assignment
    assert (agreed.category, agreed.leader, agreed.targets) == (Category.IMMEDIATE, "李四", (target,))
    assert [change.wanted.kind for change in story.snapshot.pending_changes] == [ChangeKind.EXTENSION]


def test_an_agreed_target_is_the_one_to_meet() -> None:
    """Whatever a report says was planned: only what was agreed with the deciders counts at closure."""
    reached_it = report(indicators=(pipes(300, planned=602),))
    short = at_work().then(reached_it, PRINCIPAL).then(body("accept_report"), GATEKEEPER)
    closing = RequestClosure(statement="已完成")
    wanted = NewTarget(target=Target(name="污水管网", unit="公里", planned=Decimal(300)))
    lowered = short.then(RequestChange(wanted=wanted, reason="规划调整"), PRINCIPAL).then(
        ApproveChange(kind=ChangeKind.TARGET), GATEKEEPER
    )

    assert code_of(short.ask(closing, PRINCIPAL)) is RefusalCode.INDICATOR_UNMET
    assert code_of(lowered.ask(closing, PRINCIPAL)) is None


def test_m7_no_closure_while_a_change_is_undecided() -> None:
    waiting = reached("request_change")
    refusal = waiting.ask(body("request_closure"), PRINCIPAL)

    assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.CHANGE_UNDECIDED, "M7")
    assert "change_pending" in flags(waiting.snapshot, JANUARY.date(), STANDARD.rules.cadence)


def test_new_terms_make_earlier_signatures_for_closure_void() -> None:
    signed = shared().walk(upto("request_closure", after="claim"))
    asked_now = signed.then(body("request_change"), JOINT_PRINCIPAL)

    assert asked_now.snapshot.closure is not None
    assert asked_now.then(GRANT, GATEKEEPER).snapshot.closure is None


def test_s1_nobody_of_a_charged_or_supporting_unit_decides() -> None:
    for unit in (SINGLE.lead_unit, SUPPORT):
        judge = person("judge", hat(Role.LEADING_GROUP), hat(Role.SUPPORT_LIAISON, unit or ""))
        refusal = reached("request_change").ask(GRANT, judge)

        assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.DUTIES_CONFLICT, "S1")


def test_only_the_unit_that_asked_withdraws() -> None:
    waiting = shared().then(body("request_change"), PRINCIPAL)

    assert code_of(waiting.ask(body("withdraw_change"), JOINT_PRINCIPAL)) is RefusalCode.ROLE_REQUIRED


@pytest.mark.parametrize("change", [{"focus": True}, {"special_group": None}])
def test_focus_items_and_those_without_a_special_group_are_decided_above(change: dict[str, object]) -> None:
    story = drafted(SINGLE.model_copy(update=change)).walk(upto("claim"))
    waiting = story.then(body("request_change"), PRINCIPAL)

    assert code_of(waiting.ask(GRANT, GATEKEEPER)) is RefusalCode.ROLE_REQUIRED
    assert code_of(waiting.ask(GRANT, LEADER)) is None


def test_undecided_requests_ring_and_go_to_the_leading_group() -> None:
    """Ten working days after Saturday 10 January: told from the 24th on, and again; never granted by silence."""
    waiting = reached("request_change").snapshot
    every = letters(waiting, STANDARD, date(2026, 1, 10), date(2026, 1, 10))
    (letter,) = [each for each in every if each.kind is ReminderKind.CHANGE_UNDECIDED]

    assert (letter.concerns, letter.to) == (date(2026, 1, 23), (Role.SPECIAL_GROUP, Role.LEADING_GROUP))
    assert ReminderKind.CHANGE_UNDECIDED not in told(waiting, noon(date(2026, 1, 23)))
    assert ReminderKind.CHANGE_UNDECIDED in told(waiting, noon(date(2026, 1, 24)))
    assert next_alarm(waiting, STANDARD) == datetime(2026, 1, 23, 16, tzinfo=UTC)
    assert waiting.due == DUE


def test_case_08_an_extension_is_asked_by_the_ask_by_day() -> None:
    in_time = at_work().ask(asked(LATER), PRINCIPAL, noon(LAST_DAY_TO_ASK))
    late = at_work().ask(asked(LATER), PRINCIPAL, noon(LAST_DAY_TO_ASK + timedelta(days=1)))

    assert code_of(in_time) is None
    assert isinstance(late, Refused)
    assert (late.code, late.rule, late.about) == (RefusalCode.ASKED_LATE, "M6.extension_ask_by", str(LAST_DAY_TO_ASK))


@pytest.mark.parametrize("day", [LAST_DAY_TO_ASK + timedelta(days=1), DUE + timedelta(days=5)])
def test_case_08_force_majeure_goes_to_the_leading_group(day: date) -> None:
    """After the ask-by day and after the due date (S12) alike."""
    waiting = at_work().then(asked(LATER, "特大洪水"), PRINCIPAL, noon(day))

    assert waiting.snapshot.pending_changes[0].exceptional
    assert code_of(waiting.ask(GRANT, GATEKEEPER, noon(day))) is RefusalCode.ROLE_REQUIRED
    assert waiting.then(GRANT, LEADER, noon(day)).snapshot.due == LATER


def test_s12_an_expired_date_is_not_extended_without_force_majeure() -> None:
    expired = at_work().ask(asked(LATER), PRINCIPAL, noon(DUE + timedelta(days=1)))

    assert (code_of(expired), rule_of(expired)) == (RefusalCode.EXPIRED, "S12")
    assert rule_of(at_work().ask(asked(LATER), PRINCIPAL, noon(DUE))) == "M6.extension_ask_by"


def test_case_08_all_extensions_of_a_round_stay_within_the_cap() -> None:
    once = at_work().then(asked(date(2027, 1, 31)), PRINCIPAL).then(GRANT, GATEKEEPER)
    last = once.then(asked(date(2027, 6, 30)), PRINCIPAL).then(GRANT, GATEKEEPER)
    over = once.ask(asked(date(2027, 7, 1)), PRINCIPAL)

    assert last.snapshot.due == date(2027, 6, 30)
    assert isinstance(over, Refused)
    assert (over.code, over.rule, over.about) == (RefusalCode.PAST_CAP, "M6.extension_cap", "2027-06-30")


def test_a_new_day_that_is_past_or_not_later_is_refused() -> None:
    after_due = noon(DUE + timedelta(days=40))

    assert code_of(at_work().ask(asked(DUE), PRINCIPAL)) is RefusalCode.NOTHING_CHANGES
    assert code_of(at_work().ask(asked(date(2026, 7, 15), "洪水"), PRINCIPAL, after_due)) is RefusalCode.DATE_PAST


def test_what_was_asked_has_to_be_possible_still_when_it_is_granted() -> None:
    waiting = reached("request_change")
    too_late = waiting.ask(GRANT, GATEKEEPER, noon(LATER))

    assert code_of(too_late) is RefusalCode.DATE_PAST


def test_case_09_an_unsent_red_letter_vanishes_with_the_extension() -> None:
    """Nothing is withdrawn, because nothing was queued: a letter is what the facts say on the day it rings."""
    waiting = at_work().then(asked(LATER), PRINCIPAL, noon(LAST_DAY_TO_ASK))
    red_day = noon(DUE + timedelta(days=1))
    granted = waiting.then(GRANT, GATEKEEPER, noon(DUE - timedelta(days=1)))

    assert ReminderKind.OVERDUE in told(waiting.snapshot, red_day)
    assert not {ReminderKind.OVERDUE, ReminderKind.CHANGE_UNDECIDED} & told(granted.snapshot, red_day)


def test_case_09_a_sent_red_letter_stays_in_history() -> None:
    red_day = noon(DUE + timedelta(days=1))
    at = at_work()
    letters_sent = Reminded(
        at=red_day, by=at.events[0].by, until=red_day, reminders=ringing(at.snapshot, STANDARD, red_day)
    )
    sent = Story((*at.events, letters_sent))
    granted = sent.then(asked(LATER, "洪水"), PRINCIPAL, red_day).then(GRANT, LEADER, red_day)

    assert letters_sent in granted.events
    assert ReminderKind.OVERDUE not in told(granted.snapshot, noon(DUE + timedelta(days=20)))
    assert ReminderKind.OVERDUE in told(granted.snapshot, noon(LATER + timedelta(days=1)))


def test_a_request_waits_through_a_suspension_and_is_decided_in_it() -> None:
    stopped = reached("request_change").then(body("suspend"), LEADER)

    assert ReminderKind.CHANGE_UNDECIDED in told(stopped.snapshot, noon(date(2026, 2, 1)))
    assert stopped.then(GRANT, GATEKEEPER).snapshot.state is MeasureState.SUSPENDED
