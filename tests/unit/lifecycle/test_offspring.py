"""M17: what a split or a merge leaves of a measure, and what its children begin with."""

from datetime import date, timedelta
from typing import Any

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.change_commands import ApproveChange, RequestChange
from schemas.changes import ChangeKind, NewDue
from schemas.measure import Actor, MeasureState, Role
from schemas.offspring import OffspringFacts
from schemas.offspring_events import MeasureSplit
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import Story, code_of, drafted, reached, rule_of, shared, sustained, upto
from tests.unit.lifecycle.cast import (
    DUE,
    FEBRUARY,
    FOREIGN,
    FORMER,
    JANUARY,
    JOINT,
    JOINT_PRINCIPAL,
    LATER,
    LEAD,
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SHARED,
    SINGLE,
    SUPPORT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import OTHER, OWN, WORDS, body, merging, splitting
from workflows.alarms import ahead, next_alarm
from workflows.case import Case
from workflows.decisions.offspring import Born, born_of_merge, born_of_split
from workflows.evolution.fold import fold
from workflows.flags import days_left, flags, light
from workflows.lifecycle import draft

AFTER = FEBRUARY + timedelta(days=200)


def children(story: Story, command: c.Command | None = None, at: Any = JANUARY) -> list[MeasureSnapshot]:
    (event,) = story.then(command or body("split"), LEADER, at).events[-1:]
    assert isinstance(event, MeasureSplit)
    return [folded(born) for born in born_of_split(story.snapshot, event)]


def folded(born: Born) -> MeasureSnapshot:
    snapshot = fold(born)
    assert snapshot is not None
    return snapshot


def other(assignment: Any = SINGLE, **more: Any) -> Story:
    """A second measure of the same problem, issued."""
    said = {"campaign_id": "campaign-1", "problem_id": "problem-1", "number": "13", "text": WORDS, **more}
    command = c.DraftMeasure.model_validate({**said, "assignment": assignment})
    return Story((draft(command, OTHER, OFFICER, JANUARY),)).walk(("issue",))


def merged(*stories: Story, command: Any = None) -> Born | Refused:
    return born_of_merge([Case(one.snapshot, LEADER, JANUARY, one.setting) for one in stories], command or merging())


def test_a_child_begins_anew_under_a_number_of_its_own() -> None:
    """Issued, unclaimed, round 1, nothing reported and nobody with a part in it; the text is its own."""
    first, second = children(reached("accept_report"))

    assert [(child.id, child.number) for child in (first, second)] == [(f"{OWN}-1", "12-1"), (f"{OWN}-2", "12-2")]
    for child in (first, second):
        assert (child.state, child.round, child.seq, child.parents) == (MeasureState.ISSUED, 1, 2, (OWN,))
        assert (child.reports, child.acts, child.claimed_units, child.claimed_period) == ((), (), (), None)
        assert (child.campaign_id, child.problem_id) == ("campaign-1", "problem-1")
    assert (first.assignment.lead_unit, second.assignment.lead_unit) == (LEAD, FOREIGN)
    assert first.text_sha256 != second.text_sha256


def test_a_child_inherits_what_is_not_said() -> None:
    """Group, category, leader and supporting units, but none that leads now; agreed figures are of the whole."""
    (one, two) = children(
        drafted(SINGLE.model_copy(update={"support_units": (SUPPORT, FOREIGN), "focus": True})).walk(upto("claim"))
    )

    assert one.assignment.model_dump(exclude={"lead_unit", "support_units"}) == SINGLE.model_copy(
        update={"focus": True}
    ).model_dump(exclude={"lead_unit", "support_units"})
    assert (one.assignment.support_units, two.assignment.support_units) == ((SUPPORT, FOREIGN), (SUPPORT,))


def test_a_child_starts_its_first_month_with_its_claim() -> None:
    """Whatever the parent had to report before is the parent's."""
    snapshot = children(reached("accept_report"))[1]
    events = (*born_of_split(reached("accept_report").snapshot, _split())[1],)
    story = Story(events).then(c.ClaimMeasure(), FORMER, FEBRUARY)

    assert snapshot.claimed_period is None
    assert (story.snapshot.state, story.snapshot.claimed_period) == (MeasureState.IN_PROGRESS, "2026-02")


def _split() -> MeasureSplit:
    return split_of(reached("accept_report"))


def split_of(story: Story) -> MeasureSplit:
    (event,) = story.then(body("split"), LEADER).events[-1:]
    assert isinstance(event, MeasureSplit)
    return event


def test_a_childs_claim_is_waited_for_from_its_first_day_on() -> None:
    """Its clock runs from the split; the parent's is silent for ever."""
    story = reached("accept_report")
    child = children(story)[1]
    parent = story.then(body("split"), LEADER).snapshot

    assert {letter.kind for _, letter in ahead(child, story.setting)} >= {"claim_late", "due_soon", "overdue"}
    assert next_alarm(child, story.setting) is not None
    assert next_alarm(parent, story.setting) is None
    assert (flags(parent, AFTER.date(), story.setting.rules.cadence), light(parent, AFTER.date())) == ((), "green")
    assert days_left(parent, AFTER.date()) is None


def test_children_have_their_parents_day_unless_an_earlier_one_is_set() -> None:
    """As it was extended, and as it is when it is past: who was late stays late."""
    soon = date(2026, 3, 31)

    assert [child.due for child in children(extended())] == [LATER, LATER]
    assert [child.due for child in children(extended(), splitting(WORDS, "台账", due=soon))] == [LATER, soon]
    assert [child.due for child in children(reached("claim"), at=AFTER)] == [DUE, DUE]
    assert code_of(reached("claim").ask(splitting(WORDS, "台账", due=soon), LEADER, AFTER)) is RefusalCode.DATE_PAST
    assert code_of(reached("claim").ask(splitting(WORDS, "台账", due=LATER), LEADER)) is RefusalCode.DUE_LATER


def extended() -> Story:
    """By two months, so that ten of the cap are left."""
    asked = RequestChange(wanted=NewDue(due=LATER), reason="汛期")
    return reached("claim").then(asked, PRINCIPAL).then(ApproveChange(kind=ChangeKind.EXTENSION), LEADER)


def test_days_of_a_dispute_are_not_taken_from_who_had_claimed() -> None:
    """As when a contest ends by a reassignment (case 3); the contest itself ends with the measure."""
    disputed = shared(claimed=False).then(body("contest_assignment"), JOINT_PRINCIPAL)
    later = JANUARY + timedelta(days=10)
    gone = disputed.then(body("split"), LEADER, later).snapshot

    assert children(disputed, at=later)[0].clock is not None
    assert [child.clock.due.target for child in children(disputed, at=later) if child.clock] == [
        DUE + timedelta(days=10)
    ] * 2
    assert gone.open_contests == ()


@pytest.mark.parametrize(
    ("last", "about"),
    [
        ("request_change", "change:extension"),
        ("submit_report", "report:2026-01"),
        ("countersign_report", "report:2026-01"),
        ("issue_order", "order:blue"),
    ],
)
def test_what_waits_for_an_answer_is_answered_first(last: str, about: str) -> None:
    """Nobody could answer it once the measure is superseded; both commands say so, and so does the list of actions."""
    for name in ("split", "merge"):
        denied = reached(last).ask(body(name), LEADER)
        assert isinstance(denied, Refused)
        assert (denied.code, denied.rule, denied.about) == (RefusalCode.MATTER_PENDING, "M17", about)


def test_a_closure_that_one_unit_has_signed_lapses() -> None:
    """As with a reassignment: it was signed for the whole."""
    signed = shared().walk(upto("accept_report", after="claim")).then(body("request_closure"), PRINCIPAL)

    assert signed.snapshot.closure is not None
    assert signed.then(body("split"), LEADER).snapshot.closure is None


def test_a_sustained_measure_leaves_its_outcome_to_its_children() -> None:
    """Filed away it would else count twice; and nothing is left to revoke."""
    gone = sustained("accept_report").then(body("split"), LEADER)
    filed = gone.then(body("archive"), OFFICER)

    assert (gone.snapshot.state, gone.snapshot.outcome) == (MeasureState.SUPERSEDED, None)
    assert (filed.snapshot.state, filed.snapshot.outcome) == (MeasureState.ARCHIVED, None)
    assert code_of(filed.ask(body("propose_revocation"), OFFICER)) is RefusalCode.ILLEGAL_STEP


def of_unit(unit: str, role: Role) -> Actor:
    return person(f"{role}-of-{unit}", hat(role), hat(Role.UNIT_PRINCIPAL, unit))


def test_s1_nobody_divides_the_work_of_the_own_unit() -> None:
    for name in ("split", "merge"):
        denied = reached("claim").ask(body(name), of_unit(LEAD, Role.LEADING_GROUP))

        assert (code_of(denied), rule_of(denied)) == (RefusalCode.DUTIES_CONFLICT, "S1")


def test_s1_who_worked_on_the_whole_judges_no_part_of_it() -> None:
    """The former lead unit is not charged with the second child, and its people still gate nothing of it."""
    events = born_of_split(reached("accept_report").snapshot, _split())[1]
    story = Story(events).then(c.ClaimMeasure(), FORMER, FEBRUARY)
    reported = story.then(
        c.SubmitReport(period="2026-02", text="进展"), person("p", hat(Role.UNIT_PRINCIPAL, FOREIGN)), FEBRUARY
    )
    accept = c.AcceptReport(period="2026-02", version=1)

    assert set(story.snapshot.former_units) == {LEAD}
    denied = reported.ask(accept, of_unit(LEAD, Role.OFFICE), FEBRUARY)
    assert (code_of(denied), rule_of(denied)) == (RefusalCode.DUTIES_CONFLICT, "S1")
    assert not isinstance(reported.ask(accept, OFFICER, FEBRUARY), Refused)


def test_s5_who_took_part_in_the_whole_is_nobody_new_to_its_children() -> None:
    for child in children(reached("accept_report")):
        assert {LIAISON.id, PRINCIPAL.id} <= set(child.took_part)


def test_a_merge_keeps_the_nearest_day_and_what_any_parent_had() -> None:
    """No parent gets more time by being merged; focus and former units are of all of them."""
    soon = date(2026, 3, 31)
    first = reached("accept_report")
    second = other(SHARED.model_copy(update={"due": soon, "focus": True}))
    born = merged(first, second)

    assert not isinstance(born, Refused)
    child = folded(born)
    assert (child.id, child.number, child.parents) == (f"{OWN}-1", "12-1", (OWN, OTHER))
    assert (child.due, child.assignment.focus, child.former_units) == (soon, True, (JOINT,))
    assert LIAISON.id in child.took_part
    late = second.ask(merging(due=DUE), LEADER)
    assert code_of(late) is RefusalCode.DUE_LATER


def test_a_merged_measure_is_numbered_after_the_first_named() -> None:
    born = merged(other(), reached("claim"), command=merging(OTHER, OWN))

    assert not isinstance(born, Refused)
    assert folded(born).number == "13-1"


def test_measures_of_two_problems_are_not_merged() -> None:
    denied = merged(reached("claim"), other(problem_id="problem-2"))

    assert isinstance(denied, Refused)
    assert (denied.code, denied.about) == (RefusalCode.APART, "13")


def test_a_text_that_is_not_the_measures_own_covers_nothing() -> None:
    """Facts come from the platform; the gate believes the hash in the ledger alone."""
    forged = splitting().model_copy(update={"facts": OffspringFacts(texts={OWN: "台账。"})})

    assert code_of(reached("claim").ask(forged, LEADER)) is RefusalCode.UNCOVERED


def test_a_draft_of_an_earlier_release_reads_as_the_notices_own() -> None:
    row = drafted().events[0].model_dump(mode="json")
    del row["origin"]

    assert fold([e.MeasureDrafted.model_validate(row, strict=False)]) == drafted().snapshot
    assert drafted().snapshot.parents == ()
