"""The whole platform under random hands over HTTP, held against a small model that shares no code with it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Coroutine
from typing import Any, ClassVar, TypeVar

import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from temporalio.client import Client

from activities.rows import event_of
from schemas.measure import Grant, Role
from schemas.snapshot import MeasureSnapshot
from schemas.tables.record import MEASURES
from tests.fixtures.platform import World, running_world
from tests.fixtures.stories import upload
from tests.services.bodies import ROUTES, body
from tests.services.ledgers import NUMBERS, PLAN, issue, join, ledger_of, planned
from tests.services.reference import BACK, Ask, Reference, Someone
from workflows.canonical import GENESIS, chain_hash
from workflows.evolution.fold import fold

T = TypeVar("T")
PLANS: list[dict[str, Any]] = [
    {**PLAN, "number": number, **({"joint_units": ["housing"]} if number == "1-2" else {})} for number in NUMBERS
]
PEOPLE = {
    "water_liaison": Someone(frozenset({"liaison"}), "water"),
    "water_principal": Someone(frozenset({"principal"}), "water"),
    "housing_liaison": Someone(frozenset({"liaison"}), "housing"),
    "housing_principal": Someone(frozenset({"principal"}), "housing"),
    "market_principal": Someone(frozenset({"principal"}), "market"),
    "water_machine": Someone(frozenset({"machine"}), "water"),
    "office": Someone(frozenset({"office"})),
    "inspector_one": Someone(frozenset({"inspector"})),
    "inspector_two": Someone(frozenset({"inspector"})),
    "auditor": Someone(frozenset({"auditor"})),
}
# People whose roles must not meet, so that only the rules keep them apart.
MIXED = {
    "gate_and_visit": (
        Someone(frozenset({"office", "inspector"})),
        (Grant(role=Role.OFFICE), Grant(role=Role.SUPERVISOR)),
    ),
    "own_judge": (
        Someone(frozenset({"principal", "office"}), "water"),
        (Grant(role=Role.UNIT_PRINCIPAL, unit_id="water"), Grant(role=Role.OFFICE)),
    ),
}
# The step nearest to sign-off first, or reports would be written over and over.
RETREAT = (*sorted(BACK), "return-report", "withdraw-evidence")
FORWARD = tuple(action for action in ROUTES if action not in RETREAT)[::-1]


class Stage:
    """The world, and a way into its event loop from the thread Hypothesis works in."""

    def __init__(self, world: World, keys: dict[str, str], loop: asyncio.AbstractEventLoop) -> None:
        self.world = world
        self.keys = keys
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


@pytest.fixture
async def stage(temporal_client: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    data = tmp_path_factory.mktemp("machine")
    async with running_world(f"sqlite+aiosqlite:///{data / 'test.db'}", temporal_client, data / "data") as world:
        keys = {name: await join(world, *grants) for name, (_, grants) in MIXED.items()}
        yield Stage(world, keys | {name: name for name in PEOPLE}, asyncio.get_running_loop())


EVERYONE = PEOPLE | {name: someone for name, (someone, _) in MIXED.items()}


class HttpMachine(RuleBasedStateMachine):
    """Two measures, one of them with a joint lead unit, and a crowd that asks for all sorts of things."""

    stage: ClassVar[Stage]

    @initialize(ahead=st.lists(st.integers(0, len(EVERYONE) - 1), max_size=14))
    def begin(self, ahead: list[int]) -> None:
        """A measure begins its random life somewhere along the road, not always at its start."""
        campaign, files = self.stage.run(prepare(self.stage.world))
        self.files = files
        self.models = {f"{campaign}-1-1": Reference(("water",)), f"{campaign}-1-2": Reference(("water", "housing"))}
        self.last: tuple[str, str, str, dict[str, Any], dict[str, str], httpx.Response] | None = None
        for turn in ahead:
            self.move(0, turn, (), 0)

    @rule(
        which=st.integers(0, 1),
        who=st.sampled_from(sorted(EVERYONE)),
        action=st.sampled_from(sorted(ROUTES)),
        data=st.data(),
    )
    def anyone_asks_anything(self, which: int, who: str, action: str, data: st.DataObject) -> None:
        measure, model = list(self.models.items())[which]
        version = data.draw(st.sampled_from((None, model.version or 1, model.version + 1)))
        evidence = data.draw(st.sampled_from((None, *self.files[measure])))
        seen = data.draw(st.sampled_from((None, None, model.seq, model.seq - 1)))
        ask = Ask(version if action == "submit-report" else version or 1, evidence)
        self.ask(measure, who, action, ask, seen)

    @rule(
        which=st.integers(0, 1),
        turn=st.integers(0, len(EVERYONE) - 1),
        back=st.integers(0, 3),
        file=st.integers(0, 1),
    )
    def someone_moves_it_on(self, which: int, turn: int, back: int, file: int) -> None:
        self.move(which, turn, RETREAT[turn % len(RETREAT) :] if back == 0 else (), file)

    def move(self, which: int, turn: int, retreat: tuple[str, ...], file: int) -> None:
        measure, model = list(self.models.items())[which]
        ask = Ask(model.version or None, self.files[measure][file])
        people = sorted(EVERYONE)
        for action in (*retreat, *FORWARD):
            for who in people[turn:] + people[:turn]:
                if model.status_of(who, EVERYONE[who], action, ask, None) == 200:
                    self.ask(measure, who, action, ask, None)
                    return

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_request_is_repeated(self) -> None:
        assert self.last
        measure, who, action, given, headers, before = self.last
        again = self.stage.run(self.stage.world.command(self.stage.keys[who], measure, action, given, **headers))
        assert (again.status_code, again.json()) == (before.status_code, before.json())

    def ask(self, measure: str, who: str, action: str, ask: Ask, seen: int | None) -> None:
        model = self.models[measure]
        expected = model.status_of(who, EVERYONE[who], action, ask, seen)
        headers = {"Idempotency_Key": uuid.uuid4().hex, **({"If_Match": f'"{seen}"'} if seen else {})}
        given = words(self.stage.world, action, ask)
        answer = self.stage.run(self.stage.world.command(self.stage.keys[who], measure, action, given, **headers))
        assert answer.status_code == expected, (who, action, ask, seen, model, answer.text)
        if expected == 200:
            model.happened(who, EVERYONE[who], action, ask)
            assert (answer.json()["seq"], answer.json()["state"]) == (model.seq, model.state)
        # What was never stored is asked anew when repeated; all else is answered from the inbox.
        self.last = None if expected == 404 else (measure, who, action, given, headers, answer)

    def teardown(self) -> None:
        for measure, model in getattr(self, "models", {}).items():
            self.stage.run(compare(self.stage.world, measure, model))


async def test_the_platform_does_what_the_model_says(stage: Stage) -> None:
    """Every answer has the status the model expects, and in the end each ledger folds to the read model."""
    told = type("ToldMachine", (HttpMachine,), {"stage": stage})
    bounds = settings(
        max_examples=12,
        stateful_step_count=25,
        derandomize=True,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, told, settings=bounds)


async def prepare(world: World) -> tuple[str, dict[str, tuple[str, str]]]:
    """A campaign of its own, issued, with two files uploaded for each of the two measures."""
    campaign = await planned(world, PLANS)
    await issue(world, campaign)
    files = {}
    for number in NUMBERS[:2]:
        measure = f"{campaign}-{number}"
        files[measure] = (await upload(world, "water_liaison", measure), await upload(world, "water_liaison", measure))
    return campaign, files


def words(world: World, action: str, ask: Ask) -> dict[str, Any]:
    given = body(world, action)
    if action == "submit-report":
        return {**given, "replaces": ask.version, "evidence": [ask.evidence] if ask.evidence else []}
    if "version" in given:
        return {**given, "version": ask.version}
    return {**given, "evidence_id": ask.evidence or "0" * 32} if action == "withdraw-evidence" else given


async def compare(world: World, measure: str, model: Reference) -> None:
    """Rows without a gap, chained, that fold to the read model, which is where the model is."""
    rows = await ledger_of(world, measure)
    async with world.platform.database.read() as connection:
        stored = (await connection.execute(select(MEASURES).where(MEASURES.c.id == measure))).one()
    digest = GENESIS
    for number, row in enumerate(rows, 1):
        assert (row["seq"], row["prev_hash"], row["hash"]) == (number, digest, chain_hash(digest, row["body"]))
        digest = row["hash"]
    snapshot = fold(event_of(row["body"]) for row in rows)
    assert snapshot == MeasureSnapshot.model_validate_json(stored.snapshot)
    assert (stored.seq, stored.hash, stored.state) == (len(rows), digest, model.state)
    assert model.seq == len(rows)
