"""S7: what `allowed` shows and what `decide` does never disagree, whoever asks and wherever a measure stands."""

from datetime import datetime
from functools import cache
from itertools import product

import pytest

from schemas.measure import Actor, MeasureState, Role
from schemas.packs import STANDARD
from schemas.refusals import ActionView, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.bodies import bodies
from tests.unit.lifecycle.builders import (
    BESIDE,
    COMMANDS,
    code_of,
    drafted,
    reached,
    rule_of,
    second_lap,
    shared,
    taken_over,
    upto,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    JOINT,
    JOINT_LIAISON,
    JOINT_PRINCIPAL,
    LEADER,
    LIAISON,
    OFFICER,
    PRINCIPAL,
    ROBOT,
    SECOND_INSPECTOR,
    SHARED,
    hat,
    person,
)
from tests.unit.lifecycle.spoken import (
    body,
    given_to,
    report,
)
from workflows.case import Decision
from workflows.lifecycle import allowed, decide


def gallery(at: datetime) -> list[MeasureSnapshot]:
    """Measures at every turn, some of two units, some in trouble; none changed later than `at`."""
    accepted = shared().walk(upto("accept_report", after="claim"))
    short = reached("claim").then(report(evidence=()), PRINCIPAL).then(body("accept_report"), GATEKEEPER)
    stories = [
        *(reached(last) for last in (None, *upto("sign_off"))),
        drafted(SHARED.model_copy(update={"due": None})),
        shared(claimed=False),
        shared(),
        shared().walk(("submit_report",)),
        shared().then(body("submit_report"), JOINT_PRINCIPAL),
        accepted,
        accepted.then(body("withdraw_evidence"), PRINCIPAL),
        accepted.then(body("request_closure"), PRINCIPAL),
        short,
        reached("countersign_report").then(body("return_report"), GATEKEEPER),
        reached("accept_report").then(body("withdraw_evidence"), PRINCIPAL),
        *(reached(last) for last in BESIDE),
        reached("request_change").then(body("suspend"), LEADER),
        taken_over(),
        reached("submit_report").then(given_to(JOINT), OFFICER),
        reached("submit_report").then(given_to(JOINT), OFFICER).then(body("claim"), JOINT_PRINCIPAL),
        shared(claimed=False).then(body("contest_assignment"), JOINT_PRINCIPAL),
        *(second_lap(last) for last in (None, *upto("sign_off", after="claim"))),
    ]
    return [story.snapshot for story in stories if story.snapshot.changed_at <= at]


CAST = [
    *(person(f"new-{role}", hat(role)) for role in Role),
    person("nobody"),
    person("with-a-machines-grant", hat(Role.INTEGRATOR)),
    person("both", hat(Role.UNIT_PRINCIPAL), hat(Role.UNIT_PRINCIPAL, JOINT)),
    *(LIAISON, PRINCIPAL, JOINT_LIAISON, JOINT_PRINCIPAL, GATEKEEPER, INSPECTOR, SECOND_INSPECTOR, ROBOT, OFFICER),
]


def answers(command: str, snapshot: MeasureSnapshot, actor: Actor, at: datetime) -> list[Decision]:
    return [decide(snapshot, each, actor, at, setting=STANDARD) for each in bodies(command, snapshot, at)]


@cache
def board(at: datetime) -> list[tuple[MeasureSnapshot, Actor, dict[str, ActionView]]]:
    """Everything that `allowed` shows everybody of everything, by command."""
    return [
        (snapshot, actor, {view.action: view for view in allowed(snapshot, actor, at, STANDARD)})
        for snapshot, actor in product(gallery(at), CAST)
    ]


@pytest.mark.parametrize("at", [JANUARY, FEBRUARY])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_shown_as_forbidden_is_refused_for_the_same_reason(command: str, at: datetime) -> None:
    for snapshot, actor, shown in board(at):
        view = shown[command]
        if not view.allowed:
            refusals = answers(command, snapshot, actor, at)

            assert all(isinstance(refusal, Refused) for refusal in refusals)
            assert (view.code, view.rule) in {(code_of(refusal), rule_of(refusal)) for refusal in refusals}


@pytest.mark.parametrize("at", [JANUARY, FEBRUARY])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_shown_as_allowed_can_be_done(command: str, at: datetime) -> None:
    for snapshot, actor, shown in board(at):
        if shown[command].allowed:
            tried = answers(command, snapshot, actor, at)

            assert not all(isinstance(answer, Refused) for answer in tried), (snapshot.state, actor.id, tried)


def test_the_gallery_reaches_every_command_and_state() -> None:
    """The two tests above say nothing about a command nobody in the cast may ever give."""
    seen = board(FEBRUARY)

    assert {view.action for _, _, shown in seen for view in shown.values() if view.allowed} == set(COMMANDS)
    assert {snapshot.state for snapshot, _, _ in seen} == set(MeasureState)
