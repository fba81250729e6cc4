"""S4 and case 20 of domain.md 7: recusals bar from every independent part, at the visit and at the decision."""

from datetime import date, timedelta

import pytest

from schemas import commands as c
from schemas.measure import Actor, Recusal, Role
from schemas.packs import MeasureRules, Setting
from schemas.refusals import RefusalCode, Refused
from tests.unit.lifecycle.builders import (
    LAST_STEP_BEFORE,
    code_of,
    reached,
    rule_of,
    second_lap,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    FOREIGN,
    JANUARY,
    LEAD,
    SUPPORT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from tests.unit.lifecycle.test_separation import REVIEWS
from workflows.lifecycle import decide
from workflows.periods import china_day
from workflows.recusal import in_force

TODAY = china_day(JANUARY)
DAY = timedelta(days=1)


def bound(since: date, until: date | None, unit: str = LEAD, *, former_post: bool = False) -> Recusal:
    return Recusal(unit_id=unit, since=since, until=until, former_post=former_post)


def inspector(*recusals: Recusal) -> Actor:
    return person("x", *(hat(role) for _, role in REVIEWS)).model_copy(update={"recusals": recusals})


@pytest.mark.parametrize("unit", [LEAD, SUPPORT])
@pytest.mark.parametrize("command", [command for command, _ in REVIEWS])
def test_s4_whoever_is_recused_from_a_unit_judges_none_of_its_measures(command: str, unit: str) -> None:
    story = reached(LAST_STEP_BEFORE[command])
    refusal = story.ask(body(command), inspector(bound(TODAY, None, unit)))

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (RefusalCode.DUTIES_CONFLICT, "S4", unit)
    assert code_of(story.ask(body(command), inspector(bound(TODAY, None, FOREIGN)))) is None


def test_s4_says_nothing_of_parts_that_are_not_independent() -> None:
    """A unit's own people report for it, whatever posts they once held there."""
    story = reached("claim")
    reporter = person("x", hat(Role.UNIT_LIAISON)).model_copy(update={"recusals": (bound(TODAY, None),)})

    assert code_of(story.ask(body("submit_report"), reporter)) is None


@pytest.mark.parametrize(
    ("since", "until", "binds"),
    [
        (TODAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY, True),
    ],
)
def test_s4_binds_from_its_first_to_its_last_day(since: date, until: date, *, binds: bool) -> None:
    decision = reached("pass_gate").ask(body("pass_verification"), inspector(bound(since, until)))

    assert (rule_of(decision) == "S4") is binds


def test_case_20_a_recusal_is_asked_at_the_visit_and_at_the_decision() -> None:
    """It ended between visit and record, or began there: either way the visit does not count."""
    requested = second_lap("pass_gate")
    visited = FEBRUARY + 3 * DAY
    record = FEBRUARY + 5 * DAY
    said = c.PassVerification(visited_on=china_day(visited), place="现场", findings="属实", no_conflict_declared=True)

    def by(first: int, last: int | None) -> str | None:
        day = china_day(FEBRUARY)
        until = None if last is None else day + last * DAY
        return rule_of(requested.ask(said, inspector(bound(day + first * DAY, until)), record))

    assert by(-9, 3) == "S4"
    assert by(5, None) == "S4"
    assert by(-9, 2) is None
    assert by(4, 4) is None
    assert by(6, None) is None


def test_case_20_a_supervisor_who_moved_to_the_lead_unit_does_not_record_the_visit() -> None:
    """The visit was made before the transfer; S1 is asked at the decision."""
    moved = person("x", hat(Role.SUPERVISOR), hat(Role.UNIT_LIAISON))

    assert rule_of(reached("pass_gate").ask(body("pass_verification"), moved)) == "S1"


@pytest.mark.parametrize(("years", "ago", "binds"), [(3, 3, True), (3, 4, False), (0, 1, False), (30, 25, True)])
def test_s4_a_former_post_counts_for_the_years_of_the_pack(years: int, ago: int, *, binds: bool) -> None:
    last = TODAY.replace(year=TODAY.year - ago)
    post = bound(last - 100 * DAY, last, former_post=True)
    setting = Setting(rules=MeasureRules(former_post_years=years))
    decision = decide(
        reached("pass_gate").snapshot, body("pass_verification"), inspector(post), JANUARY, setting=setting
    )

    assert (rule_of(decision) == "S4") is binds


def test_s4_the_last_day_of_the_last_year_still_binds() -> None:
    """A post that ended on a leap day counts to the last of February."""
    post = bound(date(2020, 1, 1), date(2024, 2, 29), former_post=True)

    assert in_force(post, date(2027, 2, 28), 3)
    assert not in_force(post, date(2027, 3, 1), 3)
    assert not in_force(post, date(2019, 12, 31), 3)
    assert in_force(post, date(2022, 1, 1), 0)
