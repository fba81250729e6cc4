"""Every state x every command x every role, against a table written from domain.md 6.1, 6.2 and 6.4."""

from typing import get_args

import pytest

from schemas import commands as c
from schemas.measure import Actor, Grant, MeasureState, Role
from schemas.packs import STANDARD
from schemas.refusals import Refused
from tests.unit.lifecycle.builders import (
    COMMANDS,
    LAST_STEP_BEFORE,
    drafted,
    reached,
    story_in,
    upto,
)
from tests.unit.lifecycle.cast import (
    BOUND_TO_UNIT,
    CAMPAIGN,
    FOREIGN,
    JANUARY,
    SINGLE,
    SUPPORT,
    hat,
    machine,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
)
from tests.unit.lifecycle.transitions import MOVES
from workflows.case import Decision
from workflows.evolution.fold import evolve
from workflows.lifecycle import allowed

# D leading group (decides), O office, G special group,
# L liaison, P principal, I integrator (always a machine), V supervision inspector, K discipline organ.
LETTERS = {
    Role.LEADING_GROUP: "D",
    Role.OFFICE: "O",
    Role.SPECIAL_GROUP: "G",
    Role.UNIT_LIAISON: "L",
    Role.UNIT_PRINCIPAL: "P",
    Role.INTEGRATOR: "I",
    Role.SUPERVISOR: "V",
    Role.DISCIPLINE: "K",
}
# A role in the cell may; a role elsewhere in the row comes at the wrong moment; any other is not entitled.
TABLE = """
command            rule       draft issued work closing verify await sustained done stopped cancelled replaced archived
amend_plan         plan       O     .      .    .       .      .     .         .    .       .         .        .
issue              M1         O     .      .    .       .      .     .         .    .       .         .        .
claim              M2         .     LP     LP   .       .      .     LP        .    .       .         .        .
submit_report      M4         .     .      LPI  .       .      .     LPI       .    .       .         .        .
countersign_report M4         .     .      P    .       .      .     P         .    .       .         .        .
accept_report      M5         .     .      OG   .       .      .     OG        .    .       .         .        .
return_report      M5         .     .      OG   .       .      .     OG        .    .       .         .        .
withdraw_evidence  S10        .     .      P    P       P      P     P         P    .       .         .        .
request_closure    M7         .     .      P    .       .      .     P         .    .       .         .        .
withdraw_closure   M12        .     .      .    P       .      .     .         .    .       .         .        .
pass_gate          M8         .     .      .    OG      .      .     .         .    .       .         .        .
return_gate        M8         .     .      .    OG      .      .     .         .    .       .         .        .
pass_verification  M9         .     .      .    .       V      .     .         .    .       .         .        .
fail_verification  M9         .     .      .    .       V      .     .         .    .       .         .        .
sign_off           M11        .     .      .    .       .      V     .         .    .       .         .        .
refuse_sign_off    M11        .     .      .    .       .      V     .         .    .       .         .        .
accept_interim     M10        .     .      .    .       VO     .     .         .    .       .         .        .
review_sustained   M10        .     .      .    .       .      .     V         .    .       .         .        .
pass_look_back     M13        .     .      .    .       .      .     .         V    .       .         .        .
fail_look_back     M13        .     .      .    .       .      .     .         V    .       .         .        .
propose_revocation M14        .     .      .    .       .      .     .         VKO  .       .         .        VKO
revoke_sign_off    M14        .     .      .    .       .      .     .         D    .       .         .        D
dismiss_revocation M14        .     .      .    .       .      .     .         D    .       .         .        D
archive            M20        .     .      .    .       .      .     .         O    .       O         O        .
suspend            M15        .     .      D    .       .      .     D         .    .       .         .        .
resume             M15        .     .      .    .       .      .     .         .    D       .         .        .
cancel             M18        D     D      D    .       .      .     .         .    .       .         .        .
issue_order        order      .     DOV    DOV  DOV     DOV    DOV   DOV       .    .       .         .        .
acknowledge_order  order      .     P      P    P       P      P     P         P    P       P         .        .
close_order        order      .     DOV    DOV  DOV     DOV    DOV   DOV       DOV  DOV     DOV       .        .
refer              M19        .     OKV    OKV  OKV     OKV    OKV   OKV       OKV  OKV     OKV       OKV      OKV
name_substitute    S6         .     .      O    O       O      O     .         .    .       .         .        .
contest_assignment M3         .     P      .    .       .      .     .         .    .       .         .        .
uphold_assignment  M3         .     OD     .    .       .      .     .         .    .       .         .        .
reassign           M16        .     OD     OD   .       .      .     OD        .    OD      .         .        .
split              M17        .     D      D    .       .      .     D         .    .       .         .        .
merge              M17        .     D      D    .       .      .     D         .    .       .         .        .
adopt_calendar     calendar   .     O      O    O       O      O     O         O    O       .         .        .
succeed_unit       succession O     O      O    O       O      O     O         .    O       .         .        .
request_change     M6         .     .      P    .       .      .     P         .    .       .         .        .
approve_change     M6         .     .      GD   .       .      .     GD        .    GD      .         .        .
refuse_change      M6         .     .      GD   .       .      .     GD        .    GD      .         .        .
withdraw_change    M6         .     .      P    .       .      .     P         .    P       .         .        .
"""
STATES = {
    "draft": MeasureState.DRAFT,
    "issued": MeasureState.ISSUED,
    "work": MeasureState.IN_PROGRESS,
    "closing": MeasureState.CLOSURE_REQUESTED,
    "verify": MeasureState.VERIFYING,
    "await": MeasureState.AWAITING_SIGN_OFF,
    "sustained": MeasureState.SUSTAINED,
    "done": MeasureState.SIGNED_OFF,
    "stopped": MeasureState.SUSPENDED,
    "cancelled": MeasureState.CANCELLED,
    "replaced": MeasureState.SUPERSEDED,
    "archived": MeasureState.ARCHIVED,
}
FIRST, *ROWS = (line.split() for line in TABLE.split("\n") if line)
HEADER = [STATES.get(name, name) for name in FIRST]
CELLS = {row[0]: dict(zip(HEADER[1:], row[1:], strict=True)) for row in ROWS}
BY_MACHINE = "measure.duties_conflict S9"


def expected(command: str, state: MeasureState, role: Role) -> str:
    row, letter = CELLS[command], LETTERS.get(role)
    if role is Role.INTEGRATOR and command != "submit_report":
        return BY_MACHINE
    if letter and letter in row[state]:
        return "allowed"
    entitled = letter and any(letter in row[column] for column in HEADER[2:])
    return f"measure.illegal_step {row['rule']}" if entitled else f"measure.role_required {row['rule']}"


def said(decision: Decision) -> str:
    return f"{decision.code} {decision.rule}" if isinstance(decision, Refused) else "allowed"


def someone(role: Role, grant: Grant | None = None) -> Actor:
    """A newcomer to the measure who holds one role; an integrator is a machine."""
    made = machine if role is Role.INTEGRATOR else person
    return made(f"a-new-{role}", grant or hat(role))


def test_the_table_names_every_command_and_state() -> None:
    union, _ = get_args(c.Command)
    tags = {member.model_fields["type"].default for member in get_args(union)}

    assert tags == set(CELLS) == set(COMMANDS)
    assert set(HEADER[2:]) == set(MeasureState)


@pytest.mark.parametrize("state", STATES.values())
@pytest.mark.parametrize("command", COMMANDS)
def test_who_may_do_what_and_when(command: str, state: MeasureState) -> None:
    story = story_in(state, command)
    wanted = {role.value: expected(command, state, role) for role in Role}

    assert story.snapshot.state is state
    assert {role.value: said(story.ask(body(command), someone(role))) for role in Role} == wanted


@pytest.mark.parametrize("state", STATES.values())
@pytest.mark.parametrize("command", COMMANDS)
def test_an_accepted_command_leads_where_the_picture_says(command: str, state: MeasureState) -> None:
    story = story_in(state, command)
    for role in Role:
        decision = story.ask(body(command), someone(role))
        if isinstance(decision, Refused):
            assert decision.seq == story.snapshot.seq
            continue
        snapshot = story.snapshot
        for event in decision:
            before, snapshot = snapshot, evolve(snapshot, event)
            assert snapshot.state in MOVES[event.type, before.state]


@pytest.mark.parametrize("state", STATES.values())
def test_a_refusal_at_the_door_lists_what_the_state_allows(state: MeasureState) -> None:
    decision = story_in(state, "issue").ask(body("issue"), person("nobody"))
    wanted = {command for command, row in CELLS.items() if row[state] != "."}

    assert isinstance(decision, Refused)
    assert set(decision.allowed_actions) == wanted


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_machine_may_only_report_for_its_unit(command: str, role: Role) -> None:
    """Even that only as an integrator: no other grant a key may carry counts."""
    story = reached(LAST_STEP_BEFORE[command])
    reporting = "allowed" if role is Role.INTEGRATOR else "measure.role_required M4"

    decision = story.ask(body(command), machine("key", hat(role)))

    assert said(decision) == (reporting if command == "submit_report" else BY_MACHINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_persons_integrator_grant_counts_for_nothing(command: str) -> None:
    """Integrators are machines; a person reports as liaison or principal."""
    decision = reached(LAST_STEP_BEFORE[command]).ask(body(command), person("x", hat(Role.INTEGRATOR)))

    assert said(decision) == f"measure.role_required {CELLS[command]['rule']}"


@pytest.mark.parametrize("unit", [FOREIGN, SUPPORT])
@pytest.mark.parametrize("role", BOUND_TO_UNIT)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_role_in_a_unit_not_charged_counts_for_nothing(command: str, role: Role, unit: str) -> None:
    decision = reached(LAST_STEP_BEFORE[command]).ask(body(command), person("x", hat(role, unit)))

    assert said(decision) == f"measure.role_required {CELLS[command]['rule']}"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_grant_of_another_campaign_counts_for_nothing(command: str, role: Role) -> None:
    story = reached(LAST_STEP_BEFORE[command])
    decision = story.ask(body(command), person("x", hat(role, campaign="campaign-2")))

    assert said(decision) == f"measure.role_required {CELLS[command]['rule']}"


@pytest.mark.parametrize("role", LETTERS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_grant_of_this_campaign_counts_like_one_of_all(command: str, role: Role) -> None:
    story = reached(LAST_STEP_BEFORE[command])
    here = story.ask(body(command), someone(role, hat(role, campaign=CAMPAIGN)))

    assert said(here) == expected(command, story.snapshot.state, role)


@pytest.mark.parametrize("command", ["accept_report", "return_report", "pass_gate", "return_gate"])
def test_a_special_group_gates_only_its_own_items(command: str) -> None:
    story = reached(LAST_STEP_BEFORE[command])
    other = person("x", hat(Role.SPECIAL_GROUP, group="group-2"))
    groupless = person("x", Grant(role=Role.SPECIAL_GROUP))
    wanted = f"measure.role_required {CELLS[command]['rule']}"

    assert [said(story.ask(body(command), actor)) for actor in (other, groupless)] == [wanted, wanted]


def test_a_measure_without_a_special_group_is_gated_by_the_office_alone() -> None:
    alone = drafted(SINGLE.model_copy(update={"special_group": None})).walk(upto("countersign_report"))
    groupless = person("x", Grant(role=Role.SPECIAL_GROUP))

    assert said(alone.ask(body("accept_report"), groupless)) == "measure.role_required M5"
    assert said(alone.ask(body("accept_report"), someone(Role.OFFICE))) == "allowed"


def test_several_hats_act_by_the_one_that_fits() -> None:
    many = person("x", hat(Role.AUDITOR), hat(Role.OFFICE, campaign="campaign-2"), hat(Role.OFFICE))

    assert said(reached(None).ask(body("issue"), many)) == "allowed"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("state", STATES.values())
def test_the_list_of_actions_shows_the_same_table(state: MeasureState, role: Role) -> None:
    """`allowed` answers for every command; where the table refuses, with the table's code and rule."""
    snapshot = story_in(state, "pass_gate").snapshot
    views = {view.action: view for view in allowed(snapshot, someone(role), JANUARY, STANDARD)}

    assert set(views) == set(COMMANDS)
    for command, view in views.items():
        wanted = expected(command, state, role)
        if wanted != "allowed":
            assert (view.allowed, f"{view.code} {view.rule}") == (False, wanted)
