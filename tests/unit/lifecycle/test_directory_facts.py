"""S5 and M16 on what the directory said: who looks back, and which units are charged."""

import json
from datetime import UTC, datetime

import pytest

from schemas import commands as c
from schemas.charge_commands import Reassign
from schemas.commands import Envelope
from schemas.refusals import RefusalCode, Refused
from schemas.round_commands import FailLookBack, PassLookBack
from tests.unit.lifecycle.builders import code_of, drafted, reached, upto
from tests.unit.lifecycle.cast import FOREIGN, INSPECTOR, JANUARY, JOINT, LEAD, LEADER, OFFICER, PRINCIPAL, SUPPORT
from tests.unit.lifecycle.spoken import given_to, look_back
from workflows.case import Decision

JULY = datetime(2026, 7, 10, 2, tzinfo=UTC)
UNKNOWN, OF_UNIT = RefusalCode.MEMBER_UNKNOWN, RefusalCode.MEMBER_OF_UNIT
Facts = dict[str, object]


def belonging(*units: str) -> Facts:
    return {"belonging": ({"person_id": "x", "units": units},)}


def ended(unit: str, *successors: str) -> dict[str, object]:
    return {"unit_id": unit, "successors": successors}


def told(decision: Decision) -> tuple[RefusalCode, str | None, str | None]:
    assert isinstance(decision, Refused)
    return decision.code, decision.rule, decision.about


def passed(facts: Facts) -> PassLookBack:
    return PassLookBack.model_validate(look_back(participants=("x", "fresh-face"), facts=facts))


def failed(facts: Facts) -> FailLookBack:
    return FailLookBack.model_validate(passed(facts).model_dump(exclude={"type", "next_on"}) | {"kind": "sham"})


@pytest.mark.parametrize("command", [passed, failed])
@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"unknown": ("x", "y")}, (UNKNOWN, "x,y")),
        ({"unknown": ("y",), **belonging(LEAD)}, (UNKNOWN, "y")),
        (belonging(LEAD), (OF_UNIT, "x")),
        (belonging(SUPPORT), (OF_UNIT, "x")),
        (belonging(FOREIGN, LEAD), (OF_UNIT, "x")),
        (belonging(FOREIGN), None),
        ({}, None),
    ],
)
def test_s5_who_looks_back(command: type, facts: Facts, answer: tuple[RefusalCode, str] | None) -> None:
    """Whoever else comes along; and where nothing was looked up, as in rows of before, nothing is held against it."""
    decision = reached("late_withdrawal").ask(command(facts), INSPECTOR)

    if answer is None:
        assert code_of(decision) is None
    else:
        assert told(decision) == (answer[0], "S5", answer[1])


def test_s5_people_of_a_former_unit_do_not_look_back_either() -> None:
    """They judge nothing on the measure (S1)."""
    back = drafted().walk(("issue",)).then(given_to(FOREIGN), OFFICER).then(given_to(LEAD), OFFICER)
    signed = back.walk(upto("sign_off", after="issue"))

    assert signed.snapshot.former_units == (FOREIGN,)
    assert told(signed.ask(passed(belonging(FOREIGN)), INSPECTOR, JULY)) == (OF_UNIT, "S5", "x")


def test_s5_who_may_not_look_back_is_told_nothing_of_the_directory() -> None:
    asked = reached("late_withdrawal").ask(passed({"unknown": ("x",)}), PRINCIPAL)

    assert code_of(asked) is RefusalCode.ROLE_REQUIRED


@pytest.mark.parametrize(
    ("facts", "answer"),
    [
        ({"unknown": (FOREIGN, "no-group")}, (RefusalCode.UNIT_UNKNOWN, f"{FOREIGN},no-group")),
        ({"ended": (ended(FOREIGN, JOINT, SUPPORT),)}, (RefusalCode.UNIT_ENDED, f"{FOREIGN} → {JOINT},{SUPPORT}")),
        ({"ended": (ended(FOREIGN), ended(JOINT, LEAD))}, (RefusalCode.UNIT_ENDED, f"{FOREIGN} → -; {JOINT} → {LEAD}")),
        ({"unknown": ("y",), "ended": (ended(FOREIGN),)}, (RefusalCode.UNIT_UNKNOWN, "y")),
        ({}, None),
    ],
)
def test_m16_who_is_charged_is_there(facts: Facts, answer: tuple[RefusalCode, str] | None) -> None:
    decision = reached("claim").ask(given_to(FOREIGN, facts=facts), OFFICER)

    if answer is None:
        assert code_of(decision) is None
    else:
        assert told(decision) == (answer[0], "M16", answer[1])


def test_m16_who_may_not_reassign_is_told_nothing_of_the_directory() -> None:
    disputed = given_to(FOREIGN, disputed=True, facts={"unknown": (FOREIGN,)})

    assert code_of(reached("claim").ask(disputed, OFFICER)) is RefusalCode.ROLE_REQUIRED
    assert code_of(reached("claim").ask(disputed, LEADER)) is RefusalCode.UNIT_UNKNOWN


def enveloped(command: c.Command) -> Envelope:
    return Envelope(
        submission_id="s", measure_id="m", actor=OFFICER, received_at=JANUARY, expected_seq=None, command=command
    )


@pytest.mark.parametrize("command", [passed({}), failed({}), given_to(FOREIGN)])
def test_an_envelope_of_before_has_no_facts_and_is_read(command: c.Command) -> None:
    """Histories and inboxes are full of them."""
    old = json.loads(enveloped(command).model_dump_json())
    del old["command"]["facts"]

    assert Envelope.model_validate(old).command.model_dump() == command.model_dump()


def test_m16_what_is_left_out_is_left_out_on_the_way_to_the_workflow_too() -> None:
    """A field that is left out stays as it is, null clears it: inbox and workflow have to tell them apart."""
    sent = given_to(FOREIGN, special_group=None)
    arrived = Envelope.model_validate_json(enveloped(sent).model_dump_json()).command
    assert isinstance(arrived, Reassign)
    after = reached("claim").then(arrived, OFFICER).snapshot.assignment

    assert (after.support_units, after.special_group) == ((SUPPORT,), None)
