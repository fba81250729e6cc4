"""S1 across a succession: what the successor's own people had judged falls, and is judged anew by others."""

from datetime import date

import pytest

from schemas.directory_facts import Attached
from schemas.measure import Act, Actor, MeasureState, Part, Recusal, Role
from schemas.refusals import RefusalCode
from schemas.succession import SuccessionKind
from schemas.succession_commands import SucceedUnitHere
from schemas.succession_events import UnitSucceeded
from tests.unit.lifecycle.builders import Story, code_of, drafted, reached, rule_of, upto
from tests.unit.lifecycle.cast import (
    FOREIGN,
    GATEKEEPER,
    INSPECTOR,
    LEAD,
    OFFICER,
    SECOND_INSPECTOR,
    STRICT,
    SUPPORT,
    THIRD_INSPECTOR,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import body, following, interim

AWAITING, VERIFYING = MeasureState.AWAITING_SIGN_OFF, MeasureState.VERIFYING
CLOSING = MeasureState.CLOSURE_REQUESTED
HEAD = person("head", hat(Role.LEADER_IN_CHARGE))
DELEGATE = person("delegate", hat(Role.LEADING_GROUP))


def member(who: Actor) -> Attached:
    return Attached(person_id=who.id, member=True)


def merged(*people: Attached, old: str = LEAD, new: str = FOREIGN) -> SucceedUnitHere:
    return following(old, new, SuccessionKind.MERGED, *people)


def event_of(story: Story) -> UnitSucceeded:
    (event,) = [one for one in story.events if isinstance(one, UnitSucceeded)]
    return event


def strict(last: str) -> Story:
    """Under the pack in which two inspectors of one team verify and two leaders sign off."""
    story = drafted(setting=STRICT).walk(upto("pass_gate")).then(body("pass_verification"), INSPECTOR)
    if last == "one_verified":
        return story
    story = story.then(body("pass_verification"), SECOND_INSPECTOR)
    return story if last == "verified" else story.then(body("sign_off"), HEAD)


def test_s1_a_verification_signed_by_the_successors_own_inspector_falls() -> None:
    """The finding: the inspector is a liaison of the unit that succeeds; nobody was asked anew."""
    own = person(INSPECTOR.id, *INSPECTOR.grants, hat(Role.UNIT_LIAISON, FOREIGN))
    story = strict("verified").then(merged(member(own)), OFFICER)

    assert (story.snapshot.state, story.snapshot.signatures) == (VERIFYING, ())
    assert story.snapshot.closure
    assert story.snapshot.closure.verified_row_hash is None
    assert code_of(story.ask(body("sign_off"), HEAD)) is RefusalCode.ILLEGAL_STEP
    assert rule_of(story.ask(body("pass_verification"), own)) == "S1"
    assert (event_of(story).back_to, event_of(story).fallen) == (
        VERIFYING,
        (Act(person_id=INSPECTOR.id, part=Part.VERIFIER),),
    )


def test_judged_anew_by_others_the_measure_is_signed_off() -> None:
    story = reached("pass_verification").then(merged(member(INSPECTOR)), OFFICER)
    again = story.then(body("pass_verification"), THIRD_INSPECTOR).then(body("sign_off"), SECOND_INSPECTOR)

    assert again.snapshot.state is MeasureState.SIGNED_OFF


@pytest.mark.parametrize(
    ("last", "who", "back_to"),
    [
        ("one_verified", INSPECTOR, VERIFYING),
        ("verified", GATEKEEPER, CLOSING),
        ("one_verified", GATEKEEPER, CLOSING),
        ("one_signed_off", SECOND_INSPECTOR, VERIFYING),
    ],
)
def test_judging_begins_where_the_first_of_them_acted(last: str, who: Actor, back_to: MeasureState) -> None:
    """Also what was signed by others since, for it rests on what fell."""
    story = strict(last).then(merged(member(who)), OFFICER)
    closure = story.snapshot.closure

    assert (story.snapshot.state, story.snapshot.signatures) == (back_to, ())
    assert closure
    assert (closure.verified_row_hash, closure.signed_units) == (None, (FOREIGN,))


def test_of_a_sign_off_half_given_the_signatures_fall_and_the_verification_holds() -> None:
    story = strict("one_signed_off").then(merged(member(HEAD)), OFFICER)
    other = person("other-head", hat(Role.LEADER_IN_CHARGE))

    assert (story.snapshot.state, story.snapshot.signatures) == (AWAITING, ())
    assert event_of(story).back_to is AWAITING
    signed = story.then(body("sign_off"), other).then(body("sign_off"), DELEGATE)
    assert signed.snapshot.state is MeasureState.SIGNED_OFF


def test_a_stage_result_half_signed_is_signed_anew() -> None:
    """On other terms, if need be: what was offered was offered by one of the unit."""
    story = reached("interim_one").then(merged(member(INSPECTOR)), OFFICER)

    assert (story.snapshot.state, story.snapshot.signatures, story.snapshot.stage_offered) == (VERIFYING, (), None)
    assert story.then(interim(stage_goal="支流完成"), THIRD_INSPECTOR).snapshot.signatures


def test_s4_a_former_post_in_the_successor_counts_while_it_binds() -> None:
    """A year ago it does, four years ago it does no more."""
    for last_day, state in ((date(2025, 1, 10), VERIFYING), (date(2022, 1, 8), AWAITING)):
        post = Recusal(unit_id=FOREIGN, since=date(2020, 1, 1), until=last_day, former_post=True)
        former = Attached(person_id=INSPECTOR.id, member=False, recusals=(post,))

        assert reached("pass_verification").then(merged(former), OFFICER).snapshot.state is state


def test_what_strangers_to_the_successor_signed_stands() -> None:
    """A rename as a rule; and whoever acted in another part than judging, or not at all, changes nothing."""
    outsiders = (member(OFFICER), member(THIRD_INSPECTOR), Attached(person_id="liaison", member=True))
    for command in (merged(), merged(*outsiders), following(LEAD, FOREIGN, SuccessionKind.RENAMED)):
        story = strict("one_signed_off").then(command, OFFICER)

        assert (story.snapshot.state, len(story.snapshot.signatures)) == (AWAITING, 1)
        assert (event_of(story).back_to, event_of(story).fallen) == (None, ())


def test_a_successor_that_had_a_part_before_kept_its_people_away_already() -> None:
    """Who joined it after the signature signed as a stranger, as everybody may who changes office later."""
    story = strict("verified").then(merged(member(INSPECTOR), new=SUPPORT), OFFICER)

    assert (story.snapshot.state, event_of(story).back_to) == (AWAITING, None)


def test_a_gate_that_was_not_passed_yet_is_passed_by_the_rules_of_the_day() -> None:
    story = reached("request_closure").then(merged(member(GATEKEEPER)), OFFICER)

    assert (story.snapshot.state, event_of(story).back_to) == (CLOSING, None)


def test_an_act_of_an_earlier_lap_leaves_a_chain_that_nobody_signed_alone() -> None:
    failed = reached("pass_gate").then(body("fail_verification"), INSPECTOR)
    story = failed.walk(("request_closure", "pass_gate")).then(merged(member(INSPECTOR)), OFFICER)

    assert (story.snapshot.state, event_of(story).back_to) == (VERIFYING, None)


def test_an_event_of_an_earlier_release_drops_nothing() -> None:
    row = event_of(strict("verified").then(merged(), OFFICER)).model_dump(mode="json")
    del row["back_to"], row["fallen"]

    assert UnitSucceeded.model_validate(row, strict=False).back_to is None
