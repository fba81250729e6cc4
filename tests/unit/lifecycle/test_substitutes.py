"""S6: a substitute where nobody is left, never against S1, S2, S4, S9, never the submitter or an administrator."""

import pytest

from schemas.clock import ReminderKind
from schemas.measure import Actor, Part, Recusal, Role
from schemas.packs import STANDARD, Setting
from schemas.refusals import RefusalCode, Refused
from schemas.substitute_commands import NameSubstitute, SubstituteFacts
from tests.unit.lifecycle.builders import (
    Story,
    code_of,
    drafted,
    reached,
    rule_of,
    upto,
)
from tests.unit.lifecycle.cast import (
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LEAD,
    LIAISON,
    OFFICER,
    SPARE,
    STRICT,
    hat,
    machine,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from tests.unit.lifecycle.test_standing_in import in_place_of
from workflows.lifecycle import decide
from workflows.periods import china_day

KIN = Recusal(unit_id=LEAD, since=china_day(JANUARY), until=None)


def naming(who: Actor, part: Part = Part.VERIFIER, *, eligible: tuple[str, ...] = (), sees: bool = True) -> object:
    facts = SubstituteFacts(eligible=eligible, candidate=who, sees=sees)
    return NameSubstitute.model_validate({"part": part, "person_id": who.id, "reason": "均须回避", "facts": facts})


def named(story: Story, who: Actor = SPARE, part: Part = Part.VERIFIER) -> Story:
    return story.then(naming(who, part), OFFICER)  # type: ignore[arg-type] # of one command


@pytest.mark.parametrize(
    ("part", "command", "last"),
    [
        (Part.GATEKEEPER, "accept_report", "countersign_report"),
        (Part.GATEKEEPER, "pass_gate", "request_closure"),
        (Part.VERIFIER, "pass_verification", "pass_gate"),
        (Part.SIGNATORY, "sign_off", "pass_verification"),
    ],
)
def test_s6_a_substitute_plays_the_part_without_its_role(part: Part, command: str, last: str) -> None:
    before = reached(last)
    story = named(before, part=part)

    assert code_of(before.ask(body(command), SPARE)) is RefusalCode.ROLE_REQUIRED
    assert story.snapshot.state is before.snapshot.state
    assert code_of(story.ask(body(command), SPARE)) is None
    assert code_of(story.ask(body(command), person("other", hat(Role.ORG_DEPT)))) is RefusalCode.ROLE_REQUIRED


def test_s6_discipline_is_told_by_a_letter() -> None:
    (letter,) = named(reached("pass_gate")).events[-1].reminders  # type: ignore[union-attr] # the last is one

    assert (letter.kind, letter.to, letter.about) == (
        ReminderKind.SUBSTITUTE_NAMED,
        (Role.DISCIPLINE,),
        f"verifier:{SPARE.id}",
    )


def test_s6_nobody_is_named_while_somebody_is_eligible() -> None:
    refusal = reached("pass_gate").ask(naming(SPARE, eligible=("p-wang",)), OFFICER)  # type: ignore[arg-type]

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (RefusalCode.SUBSTITUTE_NEEDLESS, "S6", "p-wang")


@pytest.mark.parametrize(
    ("who", "rule"),
    [
        (LIAISON, "S6"),
        (person("accounts", hat(Role.ADMIN), hat(Role.ORG_DEPT)), "S6"),
        (OFFICER, "S6"),
        (machine("robot", hat(Role.ORG_DEPT)), "S9"),
        (person("insider", hat(Role.SUPPORT_LIAISON)), "S1"),
        (person(GATEKEEPER.id, hat(Role.ORG_DEPT)), "S2"),
        (SPARE.model_copy(update={"recusals": (KIN,)}), "S4"),
    ],
)
def test_s6_never_the_submitter_an_administrator_or_whoever_another_rule_keeps_away(who: Actor, rule: str) -> None:
    refusal = reached("pass_gate").ask(naming(who), OFFICER)  # type: ignore[arg-type] # of one command

    assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.SUBSTITUTE_UNFIT, rule)


def test_s6_whoever_may_not_see_the_measure_is_no_help() -> None:
    assert rule_of(reached("pass_gate").ask(naming(SPARE, sees=False), OFFICER)) == "S6"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("later", "rule"),
    [
        (SPARE.model_copy(update={"grants": (hat(Role.SUPPORT_LIAISON),)}), "S1"),
        (SPARE.model_copy(update={"recusals": (KIN,)}), "S4"),
        (SPARE.model_copy(update={"grants": (hat(Role.ADMIN),)}), "M9"),
        (machine(SPARE.id), "S9"),
        (in_place_of(SPARE, person("deputy")), "M9"),
    ],
)
def test_s6_what_changes_after_the_naming_counts_too(later: Actor, rule: str) -> None:
    """Another unit, a recusal, accounts; and nobody stands in for a substitute."""
    assert rule_of(named(reached("pass_gate")).ask(body("pass_verification"), later)) == rule


def test_s6_a_substitute_played_one_part_and_plays_no_other() -> None:
    story = named(reached("pass_gate")).then(body("pass_verification"), SPARE)

    assert rule_of(story.ask(naming(SPARE, Part.SIGNATORY), OFFICER)) == "S2"  # type: ignore[arg-type]


def test_s6_holds_for_one_round() -> None:
    story = named(reached("pass_gate"))
    next_round = story.snapshot.model_copy(update={"round": 2, "acts": ()})

    assert code_of(decide(next_round, body("pass_verification"), SPARE, JANUARY, setting=STANDARD)) is (
        RefusalCode.ROLE_REQUIRED
    )


def test_s6_a_substitute_fills_the_slot_nobody_can() -> None:
    """Of two verifiers of one team one is left; the substitute needs no team and closes none to others."""
    strict: Setting = STRICT
    story = drafted(setting=strict).walk(upto("pass_gate")).then(body("pass_verification"), INSPECTOR)
    first = named(drafted(setting=strict).walk(upto("pass_gate"))).then(body("pass_verification"), SPARE)

    assert named(story).then(body("pass_verification"), SPARE).snapshot.state == "awaiting_sign_off"
    assert code_of(first.ask(body("pass_verification"), SPARE)) is RefusalCode.SLOT_SIGNED
    assert first.then(body("pass_verification"), INSPECTOR).snapshot.state == "awaiting_sign_off"
