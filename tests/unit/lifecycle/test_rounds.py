"""M13, M14, M20, S5, S11: after the sign-off (domain.md 7, cases 14, 16 and 17)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas.clock import DueRule, ReminderKind
from schemas.commands import SignOff
from schemas.measure import Actor, MeasureState, Outcome, Role
from schemas.packs import STANDARD, Cadence
from schemas.refusals import RefusalCode, Refused
from schemas.round_commands import FailLookBack, FindingKind, PassLookBack, ProposeRevocation, RevokeSignOff
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import (
    FEBRUARY,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    SECOND_INSPECTOR,
    THIRD_INSPECTOR,
    Story,
    body,
    code_of,
    hat,
    person,
    reached,
    report,
    rule_of,
    upto,
)
from tests.unit.lifecycle.round_bodies import look_back
from workflows.alarms import next_alarm, ringing
from workflows.evolution.rounds import REMEMBERED
from workflows.flags import flags
from workflows.lifecycle import decide

JULY = datetime(2026, 7, 10, 2, tzinfo=UTC)
AUGUST = datetime(2026, 8, 10, 2, tzinfo=UTC)
OTHER_LEADER = person("other-leader", hat(Role.LEADING_GROUP))


def passed(next_on: date | None = None, *members: str, at: datetime = JULY) -> PassLookBack:
    named = members or ("fresh-face",)
    return PassLookBack.model_validate(look_back(at, participants=named, next_on=next_on))


def kinds(snapshot: MeasureSnapshot, at: datetime) -> set[ReminderKind]:
    return {letter.kind for letter in ringing(snapshot, STANDARD, at)}


def marks(story: Story, at: datetime) -> set[str]:
    return set(flags(story.snapshot, at.date(), Cadence.MONTHLY))


def test_m13_the_look_back_opens_when_the_pack_says() -> None:
    """Half a year after the sign-off, on a day that was written down with it; then it is told of, and flagged."""
    story = reached("sign_off")
    early = story.ask(passed(at=FEBRUARY), THIRD_INSPECTOR, FEBRUARY)

    assert story.snapshot.look_back
    assert story.snapshot.look_back.next_on == date(2026, 7, 10)
    assert isinstance(early, Refused)
    assert (early.code, early.about) == (RefusalCode.LOOK_BACK_EARLY, "2026-07-10")
    assert kinds(story.snapshot, FEBRUARY) == set()
    assert kinds(story.snapshot, JULY) == {ReminderKind.LOOK_BACK_DUE}
    assert "look_back_due" in marks(story, JULY)
    assert next_alarm(story.snapshot, STANDARD) == datetime(2026, 7, 9, 16, tzinfo=UTC)


def test_m13_passed_with_a_next_day_it_loops_without_one_it_ends() -> None:
    once = reached("sign_off").then(passed(date(2027, 1, 11)), THIRD_INSPECTOR, JULY)
    next_year = datetime(2027, 1, 11, 2, tzinfo=UTC)
    twice = once.then(passed(None, "another", at=next_year), THIRD_INSPECTOR, next_year)

    assert once.snapshot.state is twice.snapshot.state is MeasureState.SIGNED_OFF
    assert once.snapshot.look_back
    assert (once.snapshot.look_back.held, once.snapshot.look_back.next_on) == (1, date(2027, 1, 11))
    assert code_of(once.ask(body("archive"), OFFICER, AUGUST)) is RefusalCode.LOOK_BACK_OPEN


def test_m13_ended_look_backs_let_the_office_file_it_away() -> None:
    ended = reached("sign_off").then(passed(), THIRD_INSPECTOR, JULY)
    filed = ended.then(body("archive"), OFFICER, AUGUST)

    assert next_alarm(ended.snapshot, STANDARD) is None
    assert filed.snapshot.state is MeasureState.ARCHIVED
    assert filed.snapshot.outcome is Outcome.DONE


@pytest.mark.parametrize("who", [INSPECTOR, SECOND_INSPECTOR])
def test_s5_a_look_back_needs_somebody_new(who: Actor) -> None:
    """Who verified and who signed off may come along, but not alone."""
    story = reached("sign_off")
    alone = story.ask(passed(None, INSPECTOR.id, SECOND_INSPECTOR.id), who, JULY)

    assert (code_of(alone), rule_of(alone)) == (RefusalCode.LOOK_BACK_SAME_PEOPLE, "S5")
    assert code_of(story.ask(passed(None, INSPECTOR.id, "fresh-face"), who, JULY)) is None


def test_s5_an_earlier_look_back_counts_as_having_been_there() -> None:
    once = reached("sign_off").then(passed(date(2026, 8, 10)), THIRD_INSPECTOR, JULY)
    again = once.ask(passed(None, "fresh-face", at=AUGUST), THIRD_INSPECTOR, AUGUST)

    assert code_of(again) is RefusalCode.LOOK_BACK_SAME_PEOPLE


def test_s5_earlier_rounds_count_too() -> None:
    """The inspector who verified in round one is no newcomer in round two."""
    second = reached("revoke_sign_off").snapshot

    assert second.acts == ()
    assert {INSPECTOR.id, SECOND_INSPECTOR.id, LIAISON.id, PRINCIPAL.id, GATEKEEPER.id} == set(second.took_part)


def test_the_memory_of_people_is_bounded() -> None:
    """A snapshot travels with every command, so it can't grow for ever."""
    story = reached("sign_off")
    for turn in range(REMEMBERED // 20 + 1):
        at = JULY + timedelta(days=turn)
        names = tuple(f"p{turn}-{number}" for number in range(20))
        story = story.then(passed(at.date() + timedelta(days=1), *names, at=at), THIRD_INSPECTOR, at)

    assert len(story.snapshot.took_part) == REMEMBERED


def test_case_14_evidence_withdrawn_after_the_sign_off_opens_a_check() -> None:
    """A flag and a letter to the office, no revocation; a look-back may be held at once and settles it."""
    story = reached("late_withdrawal")
    checked = story.then(passed(at=JANUARY), THIRD_INSPECTOR)

    assert story.snapshot.state is MeasureState.SIGNED_OFF
    assert story.snapshot.outcome is Outcome.DONE
    assert "evidence_check_due" in marks(story, JANUARY)
    (letter,) = ringing(story.snapshot, STANDARD, FEBRUARY)
    assert (letter.kind, letter.to) == (ReminderKind.EVIDENCE_CHECK, (Role.OFFICE,))
    assert "evidence_check_due" not in marks(checked, JANUARY)
    assert code_of(reached("late_withdrawal").ask(body("archive"), OFFICER)) is RefusalCode.LOOK_BACK_OPEN


def test_case_14_before_the_sign_off_a_required_file_sends_the_measure_back() -> None:
    for last in ("pass_gate", "pass_verification"):
        back = reached(last).then(body("withdraw_evidence"), PRINCIPAL)
        assert back.snapshot.state is MeasureState.IN_PROGRESS
        assert back.snapshot.check_since is None


def test_case_16_what_changed_after_the_visit_is_not_signed_off() -> None:
    """The row hash of the visit protects it: another charge, another hash, no signature; verified anew it goes."""
    verified = reached("pass_verification")
    assignment = verified.snapshot.assignment.model_copy(update={"leader": "李四"})
    changed = verified.snapshot.model_copy(update={"assignment": assignment})
    refused = Story(verified.events).ask(SignOff(row_hash="0" * 64), SECOND_INSPECTOR)

    decision = decide(changed, SignOff(), SECOND_INSPECTOR, JANUARY, setting=STANDARD)
    assert code_of(refused) is code_of(decision) is RefusalCode.ROW_CHANGED
    assert code_of(verified.ask(SignOff(), SECOND_INSPECTOR)) is None


def test_case_17_a_revoked_sign_off_begins_a_round_of_its_own() -> None:
    """The number stays, the clock is new, nothing of the old round counts, and the ledger holds all of it."""
    failed = FailLookBack.model_validate(look_back(JULY) | {"kind": FindingKind.SHAM})
    looked = reached("sign_off").then(failed, THIRD_INSPECTOR, JULY)
    revoked = looked.then(RevokeSignOff(reason="弄虚作假", due=date(2026, 12, 31)), LEADER, JULY)
    before, after = looked.snapshot, revoked.snapshot

    assert "revocation_proposed" in marks(looked, JULY)
    assert before.state is MeasureState.SIGNED_OFF
    assert (after.number, after.round, after.state) == (before.number, 2, MeasureState.IN_PROGRESS)
    assert (after.outcome, after.margin_days, after.reports, after.closure, after.acts) == (None, None, (), None, ())
    assert after.clock
    assert [(step.rule, step.due.target) for step in after.clock.steps] == [(DueRule.ROUND, date(2026, 12, 31))]
    assert after.due == date(2026, 12, 31)
    assert after.claimed_period == "2026-07"
    assert "measure.signed_off" in {event.type for event in revoked.events}


def test_case_17_the_second_round_is_walked_by_the_same_people_in_other_parts() -> None:
    """S2 holds within a round: the verifier of the first may sign off the second."""
    revoked = reached("revoke_sign_off")
    story = revoked.then(report(), LIAISON).walk(upto("pass_gate", after="submit_report"))
    verified = story.then(body("pass_verification"), SECOND_INSPECTOR)

    assert code_of(verified.ask(body("sign_off"), SECOND_INSPECTOR)) is RefusalCode.DUTIES_CONFLICT
    assert verified.then(body("sign_off"), INSPECTOR).snapshot.outcome is Outcome.DONE


def test_m14_an_archived_measure_can_be_revoked_too() -> None:
    revoked = reached("propose_archived").then(body("revoke_sign_off"), LEADER)

    assert (revoked.snapshot.state, revoked.snapshot.round) == (MeasureState.IN_PROGRESS, 2)


def test_m14_what_was_never_signed_off_cannot_be_revoked() -> None:
    filed = reached("cancel").then(body("archive"), OFFICER)

    assert code_of(filed.ask(body("propose_revocation"), OFFICER)) is RefusalCode.ILLEGAL_STEP


def test_m14_dismissed_the_sign_off_stands_and_may_be_questioned_again() -> None:
    story = reached("propose_revocation").then(body("dismiss_revocation"), LEADER)

    assert (story.snapshot.state, story.snapshot.revocation) == (MeasureState.SIGNED_OFF, None)
    assert code_of(story.ask(body("propose_revocation"), OFFICER)) is None


@pytest.mark.parametrize("decision", ["revoke_sign_off", "dismiss_revocation"])
def test_s11_the_proposer_does_not_decide(decision: str) -> None:
    """Neither the one who asked nor anyone of the look-back that did, whatever roles they hold."""
    both = person("both", hat(Role.LEADING_GROUP), hat(Role.OFFICE), hat(Role.SUPERVISOR))
    asked = reached("sign_off").then(ProposeRevocation(reason="反弹"), both)
    looked = reached("late_withdrawal").then(
        FailLookBack.model_validate(look_back(participants=(both.id,)) | {"kind": FindingKind.RELAPSE}), THIRD_INSPECTOR
    )

    for story in (asked, looked):
        own = story.ask(body(decision), both)
        assert (code_of(own), rule_of(own)) == (RefusalCode.DUTIES_CONFLICT, "S11")
        assert code_of(story.ask(body(decision), OTHER_LEADER)) is None


def test_s1_a_leader_of_the_unit_does_not_decide() -> None:
    theirs = person("own", hat(Role.LEADING_GROUP), hat(Role.UNIT_PRINCIPAL))
    own = reached("propose_revocation").ask(body("dismiss_revocation"), theirs)

    assert (code_of(own), rule_of(own)) == (RefusalCode.DUTIES_CONFLICT, "S1")


def test_a_proposal_nobody_decides_rings_at_the_leading_group() -> None:
    late = ringing(reached("propose_revocation").snapshot, STANDARD, FEBRUARY)

    assert ReminderKind.REVOCATION_UNDECIDED in {letter.kind for letter in late}
