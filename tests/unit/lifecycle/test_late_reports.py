"""Case 11: a late report counts from the day it came; one returned again and again is no longer a detail."""

from datetime import UTC, datetime, timedelta

from schemas import commands as c
from schemas.clock import ReminderKind
from schemas.measure import Role
from schemas.packs import STANDARD
from schemas.pause_events import Reminded
from tests.unit.lifecycle.builders import Story, reached
from tests.unit.lifecycle.cast import FEBRUARY, GATEKEEPER, JANUARY, LIAISON, PRINCIPAL
from tests.unit.lifecycle.spoken import body, report, version
from workflows.alarms import next_alarm
from workflows.evolution.fold import fold
from workflows.flags import flags
from workflows.periods import china_day

CUT_OFF = datetime(2026, 1, 31, 15, 59, tzinfo=UTC)


def returned(story: Story, times: int) -> Story:
    """The report of January, handed in and given back that often."""
    for number in range(1, times + 1):
        again = report(replaces=number - 1 or None)
        story = story.then(again, PRINCIPAL).then(_return(number), GATEKEEPER)
    return story


def _return(number: int) -> c.Command:
    return body("return_report").model_copy(update={"version": number})


def escalations(story: Story) -> list[Reminded]:
    return [event for event in story.events if isinstance(event, Reminded)]


def test_case_11_a_late_report_is_accepted_marked_and_not_back_dated() -> None:
    """Today it is there and late; of the day of the cut-off it stays missing, whatever came after."""
    story = reached("claim").then(report(), PRINCIPAL, FEBRUARY).then(version(1), GATEKEEPER, FEBRUARY)
    day_after = china_day(CUT_OFF) + timedelta(days=1)
    by_then = fold([event for event in story.events if event.at <= CUT_OFF + timedelta(days=1)])
    (kept,) = story.snapshot.reports

    assert by_then
    assert kept.late
    assert story.events[-1].at == FEBRUARY
    assert "report_missing" in flags(by_then, day_after, STANDARD.rules.cadence)
    assert "report_missing" not in flags(story.snapshot, day_after, STANDARD.rules.cadence)


def test_case_11_the_third_return_goes_to_the_principal_and_the_leading_group() -> None:
    """Not the first two; after the third again with the sixth."""
    story = reached("claim")

    assert [len(escalations(returned(story, times))) for times in range(7)] == [0, 0, 0, 1, 1, 1, 2]
    (letter,) = escalations(returned(story, 3))[0].reminders
    assert (letter.kind, letter.times, letter.about) == (ReminderKind.RETURNED_OFTEN, 3, "2026-01")
    assert letter.to == (Role.UNIT_PRINCIPAL, Role.LEADING_GROUP)


def test_case_11_the_escalation_takes_no_letter_from_the_clock() -> None:
    """What the clock has to send next is what it had to send before."""
    twice, three_times = (returned(reached("claim"), times) for times in (2, 3))

    assert next_alarm(twice.snapshot, STANDARD) == next_alarm(three_times.snapshot, STANDARD)
    assert twice.snapshot.clock
    assert three_times.snapshot.clock
    assert twice.snapshot.clock.rang_until == three_times.snapshot.clock.rang_until == JANUARY


def test_case_11_a_report_given_back_by_the_liaison_of_a_unit_counts_alike() -> None:
    """Who wrote it does not matter: returns are counted of the report, through all its versions."""
    story = reached("countersign_report").then(_return(1), GATEKEEPER)
    for number in (2, 3):
        story = story.then(report(replaces=number - 1), LIAISON)
        signed = body("countersign_report").model_copy(update={"version": number})
        story = story.then(signed, PRINCIPAL).then(_return(number), GATEKEEPER)

    assert story.snapshot.reports[0].returns == 3
    assert len(escalations(story)) == 1
