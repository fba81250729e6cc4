"""A calendar adopted while measures are under way: what moves, what stops being provisional, who is told (case 10)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.calendar_events import CalendarAdopted
from schemas.calendars import PLAIN, MovedDay, WorkCalendar
from schemas.clock import DueRule, Reminder, ReminderKind
from schemas.measure import Role
from schemas.packs import STANDARD
from schemas.pause_events import Reminded
from schemas.refusals import RefusalCode, Refused
from tests.unit.lifecycle.builders import Story, drafted, reached
from tests.unit.lifecycle.cast import DECREED, DUE, JANUARY, LEAD, OFFICER, SINGLE
from tests.unit.lifecycle.spoken import adopting, body
from workflows.alarms import ahead
from workflows.evolution.fold import fold

FINAL = WorkCalendar(version="final", decreed_years=(2025, 2026))
# 12 to 16 January 2026 off: five working days after 9 January end a week later.
WEEK_OFF = WorkCalendar(
    version="week-off", decreed_years=(2025, 2026), days_off=tuple(date(2026, 1, day) for day in range(12, 17))
)


def adopted(story: Story) -> CalendarAdopted:
    (event,) = [event for event in story.events if isinstance(event, CalendarAdopted)]
    return event


def told(story: Story) -> tuple[Reminder, ...]:
    return tuple(letter for event in story.events if isinstance(event, Reminded) for letter in event.reminders)


def test_case_10_a_due_date_that_moves_is_told_with_both_days() -> None:
    """The agreed day stays; the day that counts is another; the unit, its leader and the office get a letter."""
    story = reached("claim").then(body("adopt_calendar"), OFFICER)
    clock = story.snapshot.clock
    assert clock
    (letter,) = told(story)

    assert adopted(story).moved == (MovedDay(what="due", about="", before=DUE, after=date(2026, 7, 1)),)
    assert [step.rule for step in clock.steps] == [DueRule.PLAN, DueRule.CALENDAR]
    assert [step.due.calendar for step in clock.steps] == [PLAIN.version, DECREED.version]
    assert (clock.due.target, clock.due.day, clock.due.provisional) == (DUE, date(2026, 7, 1), False)
    assert (letter.kind, letter.units, letter.date) == (ReminderKind.DAY_MOVED, (LEAD,), date(2026, 7, 1))
    assert letter.to == (Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.LEADER_IN_CHARGE, Role.OFFICE)


def test_case_10_a_date_that_stays_is_told_to_nobody() -> None:
    """It stops being provisional, in a row of its own, and no letter goes out."""
    story = reached("claim").then(adopting(FINAL), OFFICER)
    clock = story.snapshot.clock
    assert clock

    assert (adopted(story).moved, told(story)) == ((), ())
    assert (clock.due.day, clock.due.provisional) == (DUE, False)


def test_nothing_is_set_anew_where_nothing_changes() -> None:
    """A second calendar that says the same of this date leaves the clock's steps alone."""
    twin = FINAL.model_copy(update={"version": "twin"})
    story = reached("claim").then(adopting(FINAL), OFFICER).then(adopting(twin, FINAL), OFFICER)
    clock = story.snapshot.clock

    assert clock
    assert [step.rule for step in clock.steps] == [DueRule.PLAN, DueRule.CALENDAR]
    assert story.snapshot.calendar_version == "twin"


def test_days_to_act_move_too() -> None:
    """Issued on Friday, 9 January: the unit had to claim by the 16th, and has until the 23rd; who has to is told."""
    friday = datetime(2026, 1, 9, 2, tzinfo=UTC)
    story = drafted().then(body("issue"), OFFICER, friday).then(adopting(WEEK_OFF), OFFICER, JANUARY)
    days = (date(2026, 1, 16), date(2026, 1, 23))

    assert adopted(story).moved == (MovedDay(what="claim_late", about="", before=days[0], after=days[1]),)
    assert told(story)[0].to == (Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.OFFICE)
    assert told(story)[0].about == "claim_late"


def test_days_that_are_over_are_not_told_again() -> None:
    """In March nobody needs to hear that the claim of January had a week more."""
    story = drafted().walk(("issue",)).then(adopting(WEEK_OFF), OFFICER, JANUARY + timedelta(days=60))

    assert adopted(story).moved == ()


def test_no_letter_rings_early_or_late_after_it() -> None:
    """The ladder and the claim follow the new days, each once, from the same snapshot."""
    story = drafted().then(body("issue"), OFFICER, datetime(2026, 1, 9, 2, tzinfo=UTC))
    moved = story.then(adopting(WEEK_OFF), OFFICER, JANUARY).then(adopting(DECREED, WEEK_OFF), OFFICER, JANUARY)
    setting = STANDARD.model_copy(update={"calendar": DECREED})
    fresh = drafted(setting=setting).then(body("issue"), OFFICER, datetime(2026, 1, 9, 2, tzinfo=UTC))

    assert ahead(moved.snapshot, setting) == ahead(fresh.snapshot, setting)
    assert ahead(moved.snapshot, setting) != ahead(story.snapshot, STANDARD)


def test_what_was_struck_off_keeps_its_date() -> None:
    story = reached("sign_off").then(body("adopt_calendar"), OFFICER)

    assert story.snapshot.due == DUE
    assert adopted(story).due is None
    assert story.snapshot.calendar_version == DECREED.version


def test_a_stopped_clock_is_counted_anew_too() -> None:
    """After the resumption it counts from the same agreed day."""
    stopped = reached("suspend").then(body("adopt_calendar"), OFFICER)

    assert stopped.snapshot.due == date(2026, 7, 1)


def test_a_command_that_comes_late_leads_back_to_no_older_calendar() -> None:
    """Two adoptions overtook each other: the earlier one started from a calendar that is not the measure's any more."""
    story = reached("claim").then(adopting(DECREED), OFFICER)
    late = story.ask(adopting(FINAL), OFFICER)

    assert isinstance(late, Refused)
    assert (late.code, late.rule, late.about) == (RefusalCode.CALENDAR_OUTDATED, "calendar", DECREED.version)
    assert story.then(adopting(FINAL, DECREED), OFFICER).snapshot.calendar_version == FINAL.version


def test_rows_of_earlier_releases_get_the_name_of_their_calendar() -> None:
    """They did not write it down; the first adoption says which it was."""
    *before, issued = drafted().walk(("issue",)).events
    assert issued.type == "measure.issued"
    assert issued.due
    old = issued.model_copy(update={"due": issued.due.model_copy(update={"calendar": None})})
    story = Story((*before, old)).then(body("adopt_calendar"), OFFICER)
    clock = story.snapshot.clock

    assert clock
    assert [step.due.calendar for step in clock.steps] == [PLAIN.version, DECREED.version]
    first = fold((*before, old))
    assert first
    assert first.calendar_version is None


def test_the_version_is_that_of_the_calendar() -> None:
    with pytest.raises(ValueError, match="version"):
        adopting(DECREED).model_validate(adopting(DECREED).model_dump() | {"version": "another"})


def test_the_plan_is_left_as_it_was_agreed() -> None:
    assert reached("adopt_calendar").snapshot.assignment == SINGLE
