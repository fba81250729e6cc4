"""M9, M11, S3: chains of signatures as the rule pack has them, slot by slot, each person once."""

from schemas import commands as c
from schemas.measure import Actor, Grant, MeasureState, Role
from schemas.refusals import RefusalCode, Refused
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    drafted,
    rule_of,
    upto,
)
from tests.unit.lifecycle.cast import (
    INSPECTOR,
    LEADER,
    STRICT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from workflows.lifecycle import allowed


def inspector(name: str, team: str | None) -> Actor:
    return person(name, Grant(role=Role.SUPERVISOR, group_id=team))


FIRST, SECOND, OUTSIDER = inspector("first", "team-1"), inspector("second", "team-1"), inspector("other", "team-2")
IN_CHARGE = person("in-charge", hat(Role.LEADER_IN_CHARGE))


def at_the_visit() -> Story:
    return drafted(setting=STRICT).walk(upto("pass_gate"))


def verified() -> Story:
    return at_the_visit().then(body("pass_verification"), FIRST).then(body("pass_verification"), SECOND)


def test_s3_one_visit_record_of_two_moves_nothing() -> None:
    once = at_the_visit().then(body("pass_verification"), FIRST)

    assert once.events[-1].type == "measure.verification_recorded"
    assert once.snapshot.state is MeasureState.VERIFYING
    assert verified().snapshot.state is MeasureState.AWAITING_SIGN_OFF
    assert verified().snapshot.signatures == ()


def test_s3_nobody_fills_two_slots() -> None:
    once = at_the_visit().then(body("pass_verification"), FIRST)
    again = once.ask(body("pass_verification"), FIRST)

    assert (code_of(again), rule_of(again)) == (RefusalCode.SLOT_SIGNED, "M9")


def test_s3_the_second_inspector_is_of_the_first_ones_team() -> None:
    once = at_the_visit().then(body("pass_verification"), FIRST)

    assert code_of(once.ask(body("pass_verification"), OUTSIDER)) is RefusalCode.SLOT_TAKEN
    assert code_of(once.ask(body("pass_verification"), SECOND)) is None


def test_m11_both_sign_in_either_order_and_only_both_sign_off() -> None:
    for first, second in ((IN_CHARGE, LEADER), (LEADER, IN_CHARGE)):
        once = verified().then(body("sign_off"), first)

        assert once.events[-1].type == "measure.sign_off_signed"
        assert once.snapshot.state is MeasureState.AWAITING_SIGN_OFF
        assert once.then(body("sign_off"), second).snapshot.state is MeasureState.SIGNED_OFF


def test_m11_a_second_of_the_same_kind_finds_no_open_slot() -> None:
    once = verified().then(body("sign_off"), LEADER)
    refused = once.ask(body("sign_off"), person("other-leader", hat(Role.LEADING_GROUP)))

    assert isinstance(refused, Refused)
    assert (refused.code, refused.about) == (RefusalCode.SLOT_TAKEN, "leader_in_charge")


def test_m11_under_strict_an_inspector_signs_nothing_off() -> None:
    refused = verified().ask(body("sign_off"), INSPECTOR)

    assert isinstance(refused, Refused)
    assert (refused.code, refused.about) == (RefusalCode.ROLE_REQUIRED, "leader_in_charge,leading_group")


def test_signatures_fall_with_the_state_they_were_given_in() -> None:
    returned = at_the_visit().then(body("pass_verification"), FIRST).then(body("fail_verification"), SECOND)

    assert returned.snapshot.state is MeasureState.IN_PROGRESS
    assert returned.snapshot.signatures == ()


def test_one_refusal_of_a_chain_is_enough() -> None:
    once = verified().then(body("sign_off"), LEADER)
    refused = once.then(c.RefuseSignOff(reason="证据不足"), IN_CHARGE)

    assert refused.snapshot.state is MeasureState.IN_PROGRESS


def test_the_list_of_actions_knows_who_has_signed() -> None:
    once = at_the_visit().then(body("pass_verification"), FIRST)
    seen = {
        (actor.id, view.action): view.code
        for actor in (FIRST, SECOND, OUTSIDER)
        for view in allowed(once.snapshot, actor, once.snapshot.changed_at, STRICT)
    }

    assert {actor.id: seen[actor.id, "pass_verification"] for actor in (FIRST, SECOND, OUTSIDER)} == {
        "first": RefusalCode.SLOT_SIGNED,
        "second": None,
        "other": RefusalCode.SLOT_TAKEN,
    }
