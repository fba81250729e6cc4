"""The campaign's clock: each day once, in order, whenever somebody looks."""

from datetime import UTC, date, datetime, timedelta

from schemas import campaign_events as e
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.campaigns import CampaignState as S
from schemas.packs import PhaseRules, Span
from tests.unit.campaign.builders import FEEDBACK, SETTING, START, by, later, reach
from tests.unit.campaign.test_steps_table import DRAFT, LEAD, OBJECTED, SCORE
from workflows.campaign_rules.evolution import evolve_campaign
from workflows.campaign_rules.moments import due_events, next_moment
from workflows.periods import CHINA, china_day


def at(day: date) -> datetime:
    """The first instant of a day in China."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC)


def told(events: tuple[CampaignEvent, ...]) -> list[str]:
    return [f"{one.deadline}:{one.due}" if isinstance(one, e.DeadlinePassed) else one.type for one in events]


def run_to(
    snapshot: CampaignSnapshot, setting: CampaignSetting, until: datetime, *, claimed: bool = False
) -> tuple[CampaignSnapshot, list[str]]:
    """Look at each moment the clock names, as the workflow does."""
    now, seen = START, []
    while True:
        for event in due_events(snapshot, setting, now, claimed=claimed):
            snapshot = evolve_campaign(snapshot, event)
            seen += [f"{china_day(now)} {told((event,))[0]}"]
        wake = next_moment(snapshot, setting, now, claimed=claimed)
        if wake is None or wake > until:
            return snapshot, seen
        now = wake


def test_the_concentrated_phase_begins_with_the_first_claim() -> None:
    """Unclaimed it begins when the day of issue is over; either way it counts from the day of issue."""
    issued = reach(S.ISSUED)

    assert due_events(issued, SETTING, START, claimed=False) == ()
    assert told(due_events(issued, SETTING, START, claimed=True)) == ["campaign.concentrated_begun"]
    assert next_moment(issued, SETTING, START, claimed=False) == at(date(2026, 1, 6))
    begun = due_events(issued, SETTING, at(date(2026, 1, 6)), claimed=False)
    assert told(begun) == ["campaign.concentrated_begun"]
    assert isinstance(begun[0], e.ConcentratedBegun)
    assert begun[0].from_day == date(2026, 1, 5)
    assert begun[0].by.kind == "system"


def test_the_phase_ends_when_its_last_day_is_over() -> None:
    """Six months from the fifth of January: the fifth of July is still in it, to its last second."""
    phase = reach(S.CONCENTRATED)
    end = at(date(2026, 7, 6))

    last = due_events(phase, SETTING, end - timedelta(seconds=1), claimed=True)
    assert "campaign.concentrated_ended" not in told(last)
    events = due_events(phase, SETTING, end, claimed=True)
    assert told(events)[-1] == "campaign.concentrated_ended"
    assert isinstance(events[-1], e.ConcentratedEnded)
    assert events[-1].last_day == date(2026, 7, 5)


def test_a_year_looked_at_day_by_day() -> None:
    """Each thing on its day and once: begin, report due, end of the phase, evaluation due."""
    snapshot, seen = run_to(reach(S.ISSUED), SETTING, later(days=400))

    assert seen == [
        "2026-01-06 campaign.concentrated_begun",
        "2026-07-05 progress_report:2026-07-04",
        "2026-07-06 campaign.concentrated_ended",
        "2026-08-06 evaluation:2026-08-05",
    ]
    assert snapshot.state is S.REPORTING


def test_case_22_who_comes_late_finds_the_same_once() -> None:
    """Nobody looked for a year: everything is said in the order of its day, and nothing twice."""
    late = later(days=400)
    events = due_events(reach(S.ISSUED), SETTING, late, claimed=False)
    snapshot = reach(S.ISSUED)
    for event in events:
        snapshot = evolve_campaign(snapshot, event)

    assert told(events) == [
        "campaign.concentrated_begun",
        "progress_report:2026-07-04",
        "campaign.concentrated_ended",
        "evaluation:2026-08-05",
    ]
    assert {event.at for event in events} == {late}
    assert due_events(snapshot, SETTING, late, claimed=False) == ()


def test_case_22_a_campaign_created_months_late_gets_flags_and_no_flood() -> None:
    """Feedback a year ago, imported today: one event a deadline, with the day it was due."""
    old = SETTING.model_copy(update={"feedback_on": date(2025, 1, 10)})

    assert told(due_events(reach(S.PLANNING), old, START, claimed=False)) == [
        "plan:2025-02-10",
        "progress_report:2025-07-10",
    ]


def test_a_plan_in_time_passes_no_deadline() -> None:
    """The plan's day counts until the plan is approved or issued; a pack without one never asks."""
    due = at(date(2026, 2, 5))
    free = SETTING.model_copy(update={"phases": PhaseRules(plan_due=None)})

    assert told(due_events(reach(S.PLANNING), SETTING, due, claimed=False)) == ["plan:2026-02-04"]
    assert told(due_events(reach(S.PLAN_APPROVED), SETTING, due, claimed=False)) == []
    assert told(due_events(reach(S.PLANNING), free, due, claimed=False)) == []


def test_each_version_of_a_plan_has_its_own_decide_by() -> None:
    """Ten working days from Monday the fifth: the nineteenth. The deadline says so and decides nothing."""
    snapshot = reach(S.PLAN_REVIEW)
    events = due_events(snapshot, SETTING, at(date(2026, 1, 20)), claimed=False)
    assert told(events) == ["plan_review:2026-01-19"]
    after = evolve_campaign(snapshot, events[0])
    assert (after.state, after.passed) == (S.PLAN_REVIEW, ("plan_review#1",))

    again = e.PlanSubmitted(at=at(date(2026, 1, 21)), by=by("p"), version=2, plan_hash="b" * 64, note="x")
    second = due_events(evolve_campaign(after, again), SETTING, at(date(2026, 2, 5)), claimed=False)
    assert sorted(told(second)) == ["plan:2026-02-04", "plan_review:2026-02-04"]


def test_bulletins_are_waited_for_five_working_days() -> None:
    """From the decision on the lists to the public bulletin; a published one ends the wait."""
    days = at(date(2026, 1, 13))
    waiting = [one for one in told(due_events(reach(S.DISCLOSING), SETTING, days, claimed=True)) if "bulletin" in one]
    published = told(due_events(reach(S.SUSTAINING), SETTING, days, claimed=True))

    assert waiting == ["bulletin:2026-01-12"]
    assert not [one for one in published if "bulletin" in one]


def test_a_score_is_final_when_nobody_objects_any_more() -> None:
    """Thirty days after the confirmation, unless an objection still waits; then when it is decided."""
    over = at(date(2026, 2, 5))
    confirmed = reach(S.SUSTAINING, DRAFT, SCORE)
    objected = reach(S.SUSTAINING, DRAFT, SCORE, OBJECTED)
    kept = e.ObjectionDecided(at=START, by=by("p"), number=1, upheld=False, reason="x")
    upheld = kept.model_copy(update={"upheld": True})

    assert told(due_events(confirmed, SETTING, over - timedelta(seconds=1), claimed=True)) == []
    assert told(due_events(confirmed, SETTING, over, claimed=True)) == ["campaign.evaluation_final"]
    assert told(due_events(objected, SETTING, over, claimed=True)) == []
    rejected = evolve_campaign(objected, kept)
    assert told(due_events(rejected, SETTING, over, claimed=True)) == ["campaign.evaluation_final"]
    assert told(due_events(evolve_campaign(objected, upheld), SETTING, over, claimed=True)) == []


def test_a_transferred_lead_has_half_a_year_and_a_hard_stop() -> None:
    """Six months, at most twelve (Donghai); a settled one is not asked for again."""
    rules = PhaseRules(plan_due=None, progress_report_due=Span(months=120))
    quiet = CampaignSetting(feedback_on=FEEDBACK, phases=rules)
    _, seen = run_to(reach(S.PLANNING, LEAD), quiet, later(days=500))
    settled = e.LeadSettled(at=START, by=by("p"), ref="线索0", settled_on=START.date())

    assert seen == ["2026-07-06 lead:2026-07-05", "2027-01-06 lead_hard_stop:2027-01-05"]
    assert run_to(reach(S.PLANNING, LEAD, settled), quiet, later(days=500))[1] == []


def test_nothing_is_waited_for_in_the_end() -> None:
    """A closed or archived campaign whose deadlines are over sleeps without end."""
    closed, _ = run_to(reach(S.CLOSED), SETTING, later(days=1000))

    assert next_moment(closed, SETTING, later(days=1000), claimed=True) is None
