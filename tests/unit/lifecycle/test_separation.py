"""Separation of duties, domain.md 6.4: S1, S2, S9 and S10. S7 is in `test_allowed.py`."""

from itertools import permutations

import pytest

from schemas.measure import Actor, Grant, Part, ReportStatus, Role
from schemas.packs import STANDARD
from schemas.refusals import RefusalCode, Refused
from tests.unit.lifecycle.builders import (
    FEBRUARY,
    FOREIGN,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT,
    JOINT_LIAISON,
    JOINT_PRINCIPAL,
    LEAD,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    ROBOT,
    SECOND_INSPECTOR,
    SHARED,
    SUPPORT,
    Story,
    body,
    code_of,
    drafted,
    file_of,
    hat,
    machine,
    person,
    reached,
    report,
    rule_of,
    second_lap,
    shared,
    upto,
)
from tests.unit.lifecycle.turns import COMMANDS, LAST_STEP_BEFORE
from workflows.lifecycle import decide

# The part each command plays, the role that plays it, and who plays it on the path of the builders.
PARTS: dict[Part, tuple[Role, Actor, tuple[str, ...]]] = {
    Part.REPORTER: (
        Role.UNIT_PRINCIPAL,
        PRINCIPAL,
        ("submit_report", "countersign_report", "withdraw_evidence", "request_closure", "withdraw_closure"),
    ),
    Part.GATEKEEPER: (Role.OFFICE, GATEKEEPER, ("accept_report", "return_report", "pass_gate", "return_gate")),
    Part.VERIFIER: (Role.SUPERVISOR, INSPECTOR, ("pass_verification", "fail_verification")),
    Part.SIGNATORY: (Role.SUPERVISOR, SECOND_INSPECTOR, ("sign_off", "refuse_sign_off")),
}
REVIEWS = [(name, role) for part, (role, _, names) in PARTS.items() if part is not Part.REPORTER for name in names]


@pytest.mark.parametrize("unit", [LEAD, JOINT, SUPPORT])
@pytest.mark.parametrize(("command", "role"), REVIEWS)
def test_s1_nobody_of_a_unit_of_the_measure_reviews_it(command: str, role: Role, unit: str) -> None:
    first = drafted(SHARED).walk(upto("claim")).then(body("claim"), JOINT_LIAISON)
    last = LAST_STEP_BEFORE[command]
    story = first.walk(upto("accept_report", after="claim"))
    if last in ("submit_report", "countersign_report"):
        story = first.walk(upto(last, after="claim"))
    elif last != "accept_report":
        story = story.then(body("request_closure"), JOINT_PRINCIPAL).walk(upto(last, after="accept_report"))
    insider = person("x", hat(role), hat(Role.UNIT_LIAISON, unit, campaign="campaign-2"))
    outsider = person("x", hat(role), hat(Role.UNIT_LIAISON, FOREIGN))
    refusal = story.ask(body(command), insider)

    assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.DUTIES_CONFLICT, "S1")
    assert code_of(story.ask(body(command), outsider)) is None


@pytest.mark.parametrize(("before", "after"), list(permutations(Part, 2)))
def test_s2_one_person_plays_one_part_in_a_round(before: Part, after: Part) -> None:
    """Each pair of parts in both orders: all four were played in January, the second lap is in February."""
    _, earlier, _ = PARTS[before]
    role, _, names = PARTS[after]
    moved = person(earlier.id, hat(role))
    newcomer = person("newcomer", hat(role))
    for name in names:
        story = second_lap(LAST_STEP_BEFORE[name] if name != "submit_report" else None)
        refusal = story.ask(body(name, FEBRUARY), moved, FEBRUARY)

        assert (code_of(refusal), rule_of(refusal)) == (RefusalCode.DUTIES_CONFLICT, "S2")
        assert code_of(story.ask(body(name, FEBRUARY), newcomer, FEBRUARY)) is None


@pytest.mark.parametrize("part", Part)
def test_s2_the_same_part_may_be_played_again(part: Part) -> None:
    role, earlier, names = PARTS[part]
    for name in names:
        story = second_lap(LAST_STEP_BEFORE[name] if name != "submit_report" else None)

        assert code_of(story.ask(body(name, FEBRUARY), person(earlier.id, hat(role)), FEBRUARY)) is None


def test_s2_looks_no_further_than_the_round() -> None:
    story = reached("pass_gate")
    reporter = person(PRINCIPAL.id, hat(Role.SUPERVISOR))
    next_round = story.snapshot.model_copy(update={"round": 2, "acts": ()})

    assert rule_of(story.ask(body("pass_verification"), reporter)) == "S2"
    assert code_of(decide(next_round, body("pass_verification"), reporter, JANUARY, setting=STANDARD)) is None


def test_s2_claiming_and_issuing_are_no_parts() -> None:
    story = reached("countersign_report")
    issuer = person(OFFICER.id, hat(Role.OFFICE))

    assert story.snapshot.acts
    assert code_of(story.ask(body("accept_report"), issuer)) is None


def test_s2_a_countersignature_counts_as_reporting() -> None:
    story = reached("countersign_report")
    assert rule_of(story.ask(body("accept_report"), person(PRINCIPAL.id, hat(Role.OFFICE)))) == "S2"


def test_s2_an_author_stays_a_reporter_after_the_report_is_superseded() -> None:
    replaced = reached("submit_report").then(report(replaces=1), person("second", hat(Role.UNIT_PRINCIPAL)))
    assert rule_of(replaced.ask(body("accept_report"), person(LIAISON.id, hat(Role.OFFICE)))) == "S2"


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "submit_report"])
def test_s9_a_machine_takes_no_decision_whatever_it_was_granted(command: str) -> None:
    story = reached(LAST_STEP_BEFORE[command])
    almighty = machine("key", *(hat(role) for role in Role))

    assert rule_of(story.ask(body(command), almighty)) == "S9"


def test_s9_a_machines_report_waits_for_the_principal() -> None:
    story = reached("claim").then(body("submit_report"), ROBOT)
    signed = story.then(body("countersign_report"), PRINCIPAL)

    assert code_of(story.ask(body("accept_report"), GATEKEEPER)) is RefusalCode.REPORT_NOT_OPEN
    assert code_of(signed.ask(body("accept_report"), GATEKEEPER)) is None


def test_s9_a_machine_never_signs_even_with_a_principals_grant() -> None:
    """A key counts as an integrator and nothing else, so its report waits for a person's signature."""
    key = machine("key", hat(Role.INTEGRATOR), hat(Role.UNIT_PRINCIPAL))
    story = reached("claim").then(body("submit_report"), key)

    assert story.snapshot.reports[0].status is ReportStatus.SUBMITTED
    assert code_of(story.ask(body("accept_report"), GATEKEEPER)) is RefusalCode.REPORT_NOT_OPEN


@pytest.mark.parametrize(
    "elsewhere", [hat(Role.UNIT_PRINCIPAL, campaign="campaign-2"), hat(Role.UNIT_PRINCIPAL, FOREIGN)]
)
def test_a_principal_elsewhere_does_not_sign_here(elsewhere: Grant) -> None:
    """Only a grant that holds for this measure signs a report at once."""
    writer = person("x", hat(Role.UNIT_LIAISON), elsewhere)
    story = reached("claim").then(body("submit_report"), writer)

    assert code_of(story.ask(body("accept_report"), GATEKEEPER)) is RefusalCode.REPORT_NOT_OPEN


def test_only_the_reporting_units_principal_countersigns() -> None:
    """The other unit of a joint measure has no hand in it."""
    story = shared().walk(("submit_report",))
    refusal = story.ask(body("countersign_report"), JOINT_PRINCIPAL)

    assert isinstance(refusal, Refused)
    assert (refusal.code, refusal.rule, refusal.about) == (
        RefusalCode.ROLE_REQUIRED,
        "M4",
        f"unit_principal:{LEAD}",
    )
    assert code_of(story.ask(body("countersign_report"), PRINCIPAL)) is None


@pytest.mark.parametrize("last", ["accept_report", "request_closure", "pass_gate", "pass_verification", "sign_off"])
def test_s10_withdrawn_evidence_keeps_its_record(last: str) -> None:
    story = reached(last)
    item = file_of("2026-01")
    after = story.then(body("withdraw_evidence"), PRINCIPAL)
    event = after.events[-1]

    assert event.type == "measure.evidence_withdrawn"
    assert (event.evidence_id, event.sha256, event.by.id, event.reason) == (item.id, item.sha256, "principal", "经核实")
    assert after.snapshot.withdrawn_evidence == (item.id,)
    assert after.snapshot.reports == story.snapshot.reports


@pytest.mark.parametrize(
    "command", [name for name in COMMANDS if LAST_STEP_BEFORE[name] in upto("sign_off", after="issue")]
)
def test_s10_no_command_removes_evidence(command: str) -> None:
    story = second_lap(LAST_STEP_BEFORE[command] if command != "submit_report" else None)
    before = {item for row in story.snapshot.reports for item in row.evidence}
    for role in (Role.UNIT_PRINCIPAL, Role.OFFICE, Role.SUPERVISOR):
        decision = story.ask(body(command, FEBRUARY), person(f"new-{role}", hat(role)), FEBRUARY)
        if not isinstance(decision, Refused):
            after = Story((*story.events, *decision)).snapshot

            assert before <= {item for row in after.reports for item in row.evidence}
            assert before
