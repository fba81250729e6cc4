"""S8: a stand-in keeps both identities and inherits both persons' exclusions; S3 holds for the two of them as well."""

import pytest

from schemas.measure import Actor, ActorKind, Part, Recusal, Represented, Role
from tests.unit.lifecycle.builders import (
    code_of,
    drafted,
    reached,
    rule_of,
    second_lap,
    upto,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LEAD,
    LIAISON,
    PRINCIPAL,
    STRICT,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from workflows.lifecycle import allowed
from workflows.periods import china_day


def in_place_of(represented: Actor, stand_in: Actor) -> Actor:
    """As the platform makes one: grants of the one, identity of the other, exclusions of both."""
    return stand_in.model_copy(
        update={
            "grants": represented.grants,
            "recusals": (*stand_in.recusals, *represented.recusals),
            "acting_for": Represented(id=represented.id, name=represented.name),
            "own_units": tuple(grant.unit_id for grant in stand_in.grants if grant.unit_id),
        }
    )


NOBODY = person("stand-in")


def test_s8_a_stand_in_does_what_the_person_represented_may() -> None:
    story = reached("claim").then(body("submit_report"), in_place_of(LIAISON, NOBODY))
    event = story.events[-1]

    assert (event.by.id, event.by.kind, event.by.unit_id) == ("stand-in", ActorKind.PERSON, LEAD)
    assert event.by.acting_for == Represented(id=LIAISON.id, name=LIAISON.name)
    assert {(act.person_id, act.part) for act in story.snapshot.acts} == {
        ("stand-in", Part.REPORTER),
        (LIAISON.id, Part.REPORTER),
    }


def test_s8_own_roles_are_laid_down_while_standing_in() -> None:
    """One acts as one of the two, never as both at once."""
    officer_for_an_auditor = in_place_of(person("auditor", hat(Role.AUDITOR)), GATEKEEPER)

    assert rule_of(reached("countersign_report").ask(body("accept_report"), officer_for_an_auditor)) == "M5"


@pytest.mark.parametrize("whose", ["the stand-in's", "the represented one's"])
def test_s8_s1_units_of_both_count(whose: str) -> None:
    insider = person("insider", hat(Role.SUPPORT_LIAISON), hat(Role.SUPERVISOR))
    outsider = person("outsider", hat(Role.SUPERVISOR))
    pair = (outsider, insider) if whose == "the stand-in's" else (insider, outsider)

    assert rule_of(reached("pass_gate").ask(body("pass_verification"), in_place_of(*pair))) == "S1"
    assert code_of(reached("pass_gate").ask(body("pass_verification"), in_place_of(outsider, NOBODY))) is None


@pytest.mark.parametrize("whose", ["the stand-in's", "the represented one's"])
def test_s8_s2_acts_of_both_count(whose: str) -> None:
    gatekeeper = person(GATEKEEPER.id, hat(Role.SUPERVISOR))
    outsider = person("outsider", hat(Role.SUPERVISOR))
    pair = (outsider, gatekeeper) if whose == "the stand-in's" else (gatekeeper, outsider)

    assert rule_of(reached("pass_gate").ask(body("pass_verification"), in_place_of(*pair))) == "S2"


@pytest.mark.parametrize("whose", ["the stand-in's", "the represented one's"])
def test_s8_s4_recusals_of_both_count(whose: str) -> None:
    kin = Recusal(unit_id=LEAD, since=china_day(JANUARY), until=None)
    bound = person("bound", hat(Role.SUPERVISOR)).model_copy(update={"recusals": (kin,)})
    outsider = person("outsider", hat(Role.SUPERVISOR))
    pair = (outsider, bound) if whose == "the stand-in's" else (bound, outsider)

    assert rule_of(reached("pass_gate").ask(body("pass_verification"), in_place_of(*pair))) == "S4"


def test_s8_what_was_done_counts_for_both_afterwards() -> None:
    """Neither of the two signs off what one verified in the other's place, nor in anybody else's."""
    story = reached("pass_gate").then(body("pass_verification"), in_place_of(INSPECTOR, person("deputy")))
    inspector, deputy = (person(who, hat(Role.SUPERVISOR)) for who in (INSPECTOR.id, "deputy"))
    other = person("other", hat(Role.SUPERVISOR))

    for again in (inspector, deputy, in_place_of(other, deputy), in_place_of(inspector, other)):
        assert rule_of(story.ask(body("sign_off"), again)) == "S2"
    assert code_of(story.ask(body("sign_off"), other)) is None


def test_s8_s9_a_machine_stands_in_for_nobody() -> None:
    robot = in_place_of(GATEKEEPER, person("robot")).model_copy(update={"kind": ActorKind.MACHINE})

    assert rule_of(reached("countersign_report").ask(body("accept_report"), robot)) == "S9"


def test_s3_two_slots_are_filled_by_two_persons_even_through_a_stand_in() -> None:
    """Neither the one nor the other of a pair fills the second slot of the chain."""
    story = drafted(setting=STRICT).walk(upto("pass_gate"))
    first = story.then(body("pass_verification"), in_place_of(INSPECTOR, person("deputy")))
    inspector, deputy = (person(who, hat(Role.SUPERVISOR)) for who in (INSPECTOR.id, "deputy"))
    other = person("other", hat(Role.SUPERVISOR))

    for again in (inspector, deputy, in_place_of(other, deputy), in_place_of(deputy, other)):
        assert code_of(first.ask(body("pass_verification"), again)) == "chain.already_signed"
    assert first.then(body("pass_verification"), other).snapshot.state == "awaiting_sign_off"


def test_s8_a_stand_in_of_the_principal_signs_the_report() -> None:
    waiting = reached("submit_report").then(body("countersign_report"), in_place_of(PRINCIPAL, NOBODY))

    assert waiting.snapshot.reports[0].status == "countersigned"


def test_s8_what_is_shown_is_what_is_decided() -> None:
    story = second_lap("pass_gate")
    actor = in_place_of(person("new", hat(Role.SUPERVISOR)), person(GATEKEEPER.id))
    views = {view.action: view for view in allowed(story.snapshot, actor, FEBRUARY, story.setting)}

    assert (views["pass_verification"].allowed, views["pass_verification"].rule) == (False, "S2")
    assert rule_of(story.ask(body("pass_verification", FEBRUARY), actor, FEBRUARY)) == "S2"
