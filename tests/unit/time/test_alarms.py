"""The clock of a measure, pure: what rings when, once each, and collapsed when nobody was there to hear."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.clock import ReminderKind as Kind
from schemas.pause_events import Reminded
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import Story, drafted, reached
from tests.unit.lifecycle.cast import DUE, JANUARY, LEADER, LIAISON, SINGLE, STRICT
from tests.unit.lifecycle.spoken import body
from workflows.alarms import next_alarm
from workflows.evolution.fold import evolve
from workflows.lifecycle import tick
from workflows.periods import china_day

QUICK = settings(max_examples=80, deadline=None, database=None)
PLACES = st.sampled_from(
    ("issue", "claim", "submit_report", "accept_report", "request_closure", "pass_gate", "suspend")
)


def heard(story: Story, until: datetime) -> list[Reminded]:
    """Every letter of a clock that is heard the moment it rings."""
    snapshot, told = story.snapshot, []
    while (alarm := next_alarm(snapshot, story.setting)) and alarm <= until:
        (event,) = [one for one in tick(snapshot, alarm, story.setting) if isinstance(one, Reminded)]
        told.append(event)
        snapshot = evolve(snapshot, event)
    return told


def rung_at(snapshot: MeasureSnapshot, story: Story, now: datetime) -> Reminded | None:
    return next((one for one in tick(snapshot, now, story.setting) if isinstance(one, Reminded)), None)


@QUICK
@given(place=PLACES, days=st.integers(min_value=0, max_value=500))
def test_a_clock_that_rang_is_silent_until_the_next_alarm(place: str, days: int) -> None:
    """Nothing rings twice, nothing that is due is left out, and no alarm lies in the past."""
    story = reached(place)
    now = JANUARY + timedelta(days=days)
    event = rung_at(story.snapshot, story, now)
    after = evolve(story.snapshot, event) if event else story.snapshot
    alarm = next_alarm(after, story.setting)

    assert rung_at(after, story, now) is None
    assert alarm is None or alarm > now


@QUICK
@given(place=PLACES, days=st.integers(min_value=1, max_value=500))
def test_hearing_it_late_loses_nothing(place: str, days: int) -> None:
    """However rarely it is heard: one letter a matter, standing for as many as would have gone out."""
    story = reached(place)
    until = JANUARY + timedelta(days=days)
    each = [letter for event in heard(story, until) for letter in event.reminders]
    late = rung_at(story.snapshot, story, until)
    collapsed = late.reminders if late else ()

    assert sum(letter.times for letter in each) == sum(letter.times for letter in collapsed)
    assert len({(letter.kind, letter.units) for letter in collapsed}) == len(collapsed)
    assert all(letter.days == (letter.date - china_day(until)).days for letter in collapsed)


def test_case_22_a_worker_down_over_a_deadline_sends_one_letter_with_the_true_days() -> None:
    event = rung_at(
        reached("accept_report").snapshot, reached("accept_report"), datetime.fromisoformat("2026-07-11T04:00:00Z")
    )

    assert event is not None
    (overdue,) = [letter for letter in event.reminders if letter.kind is Kind.OVERDUE]
    assert (overdue.date, overdue.days, overdue.times) == (DUE, -11, 4)
    assert Kind.DUE_SOON not in {letter.kind for letter in event.reminders}


def test_case_22_a_measure_issued_late_is_flagged_and_not_flooded() -> None:
    """Issued after its due date: no letter for what was due before, the next overdue one in its week."""
    late = drafted(SINGLE.model_copy(update={"due": date(2025, 12, 1)})).walk(("issue",))
    alarm = next_alarm(late.snapshot, late.setting)

    assert rung_at(late.snapshot, late, JANUARY) is None
    assert alarm is not None
    assert china_day(alarm) - china_day(JANUARY) <= timedelta(days=7)


def test_a_stopped_clock_rings_for_the_stop_alone() -> None:
    stopped = reached("suspend")
    kinds = {letter.kind for event in heard(stopped, JANUARY + timedelta(days=160)) for letter in event.reminders}

    assert kinds == {Kind.STILL_SUSPENDED}


def test_the_chain_of_the_pack_says_who_is_told_that_a_signature_is_missing() -> None:
    waiting = drafted(setting=STRICT).walk(("issue", "claim", "submit_report", "countersign_report", "accept_report"))
    waiting = waiting.walk(("request_closure", "pass_gate", "pass_verification"))

    assert waiting.snapshot.state == "verifying"
    kinds = {letter.kind for event in heard(waiting, JANUARY + timedelta(days=40)) for letter in event.reminders}
    assert Kind.VERIFICATION_WAITING in kinds


def test_resuming_moves_the_agreed_day_by_the_days_stopped() -> None:
    """Stopping the clock never shortens the time that is left."""
    for days in (0, 1, 30, 400):
        resumed = reached("suspend").then(body("resume"), LEADER, JANUARY + timedelta(days=days))
        clock = resumed.snapshot.clock
        assert clock is not None
        assert clock.due.target - DUE == timedelta(days=days)
        assert clock.due.day >= clock.due.target


def test_a_claim_in_time_is_never_told_to_be_late() -> None:
    claimed = reached("issue").then(body("claim"), LIAISON)
    kinds = {letter.kind for event in heard(claimed, JANUARY + timedelta(days=60)) for letter in event.reminders}

    assert Kind.CLAIM_LATE not in kinds
