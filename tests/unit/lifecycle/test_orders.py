"""Supervision orders: one at a time, answered or escalated by the clock, blue to yellow to red; and referrals."""

from datetime import date, datetime, timedelta

import pytest
from pydantic import ValidationError

from schemas.clock import ReminderKind
from schemas.measure import MeasureState, Role
from schemas.order_commands import IssueOrder
from schemas.order_events import OrderEscalated
from schemas.packs import STANDARD, Colour
from schemas.pause_commands import SuspendMeasure
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    reached,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    JANUARY,
    LEADER,
    OFFICER,
    PRINCIPAL,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from workflows.alarms import next_alarm
from workflows.flags import flags
from workflows.lifecycle import tick
from workflows.periods import china_day
from workflows.restricted import hidden, sees_referrals


def rung(story: Story, at: datetime) -> Story:
    return Story((*story.events, *tick(story.snapshot, at, STANDARD)))


def escalations(story: Story) -> list[tuple[str, date, date]]:
    return [
        (event.colour, china_day(event.at), event.answer_by)
        for event in story.events
        if isinstance(event, OrderEscalated)
    ]


def order_letters(story: Story) -> list[tuple[Colour, tuple[Role, ...]]]:
    return [
        (letter.colour, letter.to)
        for event in story.events
        if isinstance(event, Reminded)
        for letter in event.reminders
        if letter.kind is ReminderKind.ORDER_UNANSWERED
    ]


def alarms(story: Story, until: datetime) -> Story:
    """Ring as the workflow does, alarm by alarm."""
    while (moment := next_alarm(story.snapshot, STANDARD)) and moment <= until:
        story = rung(story, moment)
    return story


def test_an_order_is_due_in_the_packs_working_days() -> None:
    """Five, from Saturday 10 January on; weekends are skipped."""
    order = reached("issue_order").snapshot.order

    assert order
    assert (order.colour, order.answer_by) == (Colour.BLUE, date(2026, 1, 16))


def test_unanswered_the_clock_goes_blue_yellow_red_and_stays_red() -> None:
    story = alarms(reached("issue_order"), JANUARY + timedelta(days=45))

    assert [(colour, on) for colour, on, _ in escalations(story)] == [
        (Colour.YELLOW, date(2026, 1, 17)),
        (Colour.RED, date(2026, 1, 24)),
    ]
    letters = order_letters(story)
    assert [colour for colour, _ in letters[:2]] == [Colour.YELLOW, Colour.RED]
    assert Role.LEADING_GROUP not in letters[0][1]
    assert Role.LEADING_GROUP in letters[1][1]
    # Red rings when its own day is over, and every week from then on.
    assert {colour for colour, _ in letters[2:]} == {Colour.RED}
    assert len(letters) == 2 + 4
    assert story.events[-1].by.id == "system"


def test_a_clock_that_was_away_escalates_one_colour_and_tells_once() -> None:
    """Of the colours between nobody was told, so nobody could have answered."""
    story = rung(reached("issue_order"), FEBRUARY)

    assert [colour for colour, _, _ in escalations(story)] == [Colour.YELLOW]
    assert len(order_letters(story)) == 1
    assert escalations(story)[0][2] > FEBRUARY.date()


def test_answered_it_escalates_no_more_and_waits_to_be_closed() -> None:
    answered = reached("acknowledge_order")
    closed = answered.then(body("close_order"), OFFICER)

    assert escalations(alarms(answered, FEBRUARY)) == []
    assert "order_open" in flags(answered.snapshot, FEBRUARY.date(), STANDARD.rules.cadence)
    assert closed.snapshot.order is None
    assert code_of(closed.ask(body("issue_order"), OFFICER)) is None


def test_a_suspended_measure_is_not_escalated_until_work_goes_on() -> None:
    stop = SuspendMeasure(reason="停工", planned_end=date(2026, 6, 1))
    stopped = reached("issue_order").then(stop, LEADER)
    away = alarms(stopped, JANUARY + timedelta(days=70))
    back = away.then(body("resume"), LEADER, JANUARY + timedelta(days=70))

    assert escalations(away) == []
    assert [colour for colour, _, _ in escalations(alarms(back, JANUARY + timedelta(days=80)))][:1] == [Colour.YELLOW]


def test_an_important_matter_may_start_at_red_with_a_reason() -> None:
    red = IssueOrder(colour=Colour.RED, demand="立即停工", reason="存在重大风险", answer_by=date(2026, 1, 12))
    story = reached("accept_report").then(red, LEADER)

    assert story.snapshot.order
    assert (story.snapshot.order.colour, story.snapshot.order.answer_by) == (Colour.RED, date(2026, 1, 12))
    assert escalations(alarms(story, FEBRUARY)) == []
    for colour in (Colour.YELLOW, Colour.RED):
        with pytest.raises(ValidationError):
            IssueOrder(colour=colour, demand="立即停工")
    with pytest.raises(ValidationError):
        IssueOrder.model_validate({"colour": "green", "demand": "x"})


def test_an_order_to_be_answered_yesterday_is_refused() -> None:
    late = IssueOrder(demand="立即报告", answer_by=JANUARY.date())

    assert code_of(reached("accept_report").ask(late, OFFICER)) is RefusalCode.DATE_PAST


def test_a_measure_with_an_open_order_is_not_filed_away() -> None:
    cancelled = reached("issue_order").then(body("cancel"), LEADER)

    assert code_of(cancelled.ask(body("archive"), OFFICER)) is RefusalCode.ORDER_OPEN
    closed = cancelled.then(body("close_order"), OFFICER)
    assert closed.then(body("archive"), OFFICER).snapshot.state is MeasureState.ARCHIVED


def test_case_15_a_referral_leaves_nothing_in_the_snapshot() -> None:
    """Whoever reads state, flags, light or fingerprint learns nothing of it."""
    before = reached("accept_report")
    after = before.then(body("refer"), OFFICER)
    same = {"seq": before.snapshot.seq, "changed_at": before.snapshot.changed_at}

    assert after.snapshot.model_copy(update=same) == before.snapshot
    assert "grounds" not in {name for name in type(after.events[-1]).model_fields if name != "grounds_sha256"}


def test_case_15_who_may_know_of_a_referral() -> None:
    told = {role for role in Role if sees_referrals(person("x", hat(role)), "campaign-1")}
    elsewhere = person("x", hat(Role.DISCIPLINE, campaign="campaign-2"))

    assert told == {Role.DISCIPLINE, Role.ORG_DEPT, Role.LEADING_GROUP}
    assert not sees_referrals(elsewhere, "campaign-1")
    assert not hidden("measure.referred", OFFICER.id, OFFICER, "campaign-1")
    assert hidden("measure.referred", "another", OFFICER, "campaign-1")
    assert not hidden("measure.signed_off", "another", PRINCIPAL, "campaign-1")
