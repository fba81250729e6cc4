"""What cannot be answered now: kept with 202, refused with 503, set aside after failing too often; never a 500."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from temporalio.client import Client

from schemas.commands import Envelope
from schemas.measure import MeasureState
from schemas.refusals import RefusalCode, Refused
from schemas.tables.record import SUBMISSIONS
from services.app import create_app
from services.database import Database
from services.dependencies import Platform
from services.measures import Declined, Delivery, MeasureDoor, Undelivered
from services.ports import free_port
from services.temporal import connect
from services.worker import build_worker
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok
from tests.services.ledgers import count, fresh_key, grounds_of, issued, problem, show

BUDGET = 0.4


class FailingDoor(MeasureDoor):
    """Every delivery fails for a reason of its own."""

    async def deliver(self, envelope: Envelope, attempt: int = 0, *, refresh: bool = False) -> Delivery:
        del envelope, attempt, refresh
        return Undelivered.FAILED


class RememberingDoor(MeasureDoor):
    """Answers first what the engine remembers, a refusal of a ledger that may be another one."""

    remembered: ClassVar[Declined]

    async def deliver(self, envelope: Envelope, attempt: int = 0, *, refresh: bool = False) -> Delivery:
        return await super().deliver(envelope, attempt, refresh=True) if refresh else self.remembered


def beside(world: World, platform: Platform) -> World:
    """Another application on the same people, without a sweeper of its own."""
    return World(platform, create_app(platform), world.tokens, world.clock)


def without_worker(world: World, **door: Any) -> Platform:
    """The same platform, but its commands go to a queue that nobody works on yet."""
    asked = replace(world.platform.inbox.door, budget_seconds=BUDGET, **door)
    return replace(world.platform, inbox=replace(world.platform.inbox, door=asked))


async def until(found: Callable[[dict[str, Any]], bool], client: httpx.AsyncClient, path: str) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while True:
            shown: dict[str, Any] = ok(await client.get(path)).json()
            if found(shown):
                return shown
            await asyncio.sleep(0.05)


async def test_what_nobody_works_on_is_kept_and_applied_later(world: World, clock: Clock) -> None:
    """202 with a place to follow; repeated it says so; when a worker comes it is applied, once."""
    campaign = await issued(world)
    measure = f"{campaign}-1-1"
    settings = world.platform.settings.model_copy(update={"task_queue": f"later-{campaign}"})
    # A closed workflow of the world's own queue would answer instead.
    await world.platform.temporal.get_workflow_handle(f"measure-{measure}").terminate()
    late = beside(world, without_worker(world, task_queue=settings.task_queue))
    first = await late.command("water_liaison", measure, "claim", Idempotency_Key="later")
    soon = await late.command("water_liaison", measure, "claim", Idempotency_Key="later")
    clock.ahead = timedelta(seconds=2)
    again = await late.command("water_liaison", measure, "claim", Idempotency_Key="later")

    assert (first.status_code, first.json()["status"], first.json()["seq"]) == (202, "received", None)
    assert "etag" not in first.headers
    assert first.headers["retry-after"]
    assert soon.status_code == 409 or soon.headers["idempotency-replayed"] == "true"
    assert (again.status_code, again.headers["idempotency-replayed"]) == (202, "true")
    assert again.headers["location"] == first.headers["location"]
    client = world.client("water_liaison")
    async with build_worker(settings, world.platform.temporal, world.platform.database):
        shown = await until(lambda one: one["status"] != "received", client, first.headers["location"])
    assert (shown["status"], shown["state"]) == ("applied", "in_progress")
    done = ok(await late.command("water_liaison", measure, "claim", Idempotency_Key="later"))
    assert done.json()["submission_id"] == first.json()["submission_id"]
    await late.close()


async def test_without_temporal_a_command_is_kept(world: World) -> None:
    """A server that cannot be reached is no reason to lose anything, or to answer 500."""
    campaign = await issued(world)
    nowhere = await connect(f"127.0.0.1:{free_port()}", lazy=True)
    cut_off = beside(world, without_worker(world, client=nowhere))

    answer = await cut_off.command("water_liaison", f"{campaign}-1-1", "claim")

    assert answer.status_code == 202
    await cut_off.close()


async def test_case_23_what_fails_too_often_is_set_aside(world: World) -> None:
    """After the last attempt it is quarantined: visible to its sender, kept for an administrator, not tried again."""
    campaign = await issued(world)
    door = world.platform.inbox.door
    failing = FailingDoor(door.client, door.task_queue, door.continue_after, door.budget_seconds)
    inbox = replace(world.platform.inbox, door=failing, max_attempts=1)
    other = beside(world, replace(world.platform, inbox=inbox))

    answer = await other.command("water_liaison", f"{campaign}-1-1", "claim", Idempotency_Key="q")

    said = problem(answer, 409, "submission.quarantined")
    followed = await world.client("water_liaison").get(f"/api/v1/submissions/{said['submission_id']}")
    assert ok(followed).json()["status"] == "quarantined"
    again = await other.command("water_liaison", f"{campaign}-1-1", "claim", Idempotency_Key="q")
    assert problem(again, 409, "submission.quarantined")["submission_id"] == said["submission_id"]
    await other.close()


@pytest.mark.parametrize(
    ("head", "behind", "status"),
    [
        pytest.param("0" * 64, 0, 200, id="another ledger of the same length"),
        pytest.param(None, 1, 200, id="an older release, of a shorter ledger"),
        pytest.param(None, 0, 409, id="an older release, of this ledger"),
    ],
)
async def test_what_was_refused_by_another_ledger_is_asked_again(
    world: World, monkeypatch: pytest.MonkeyPatch, head: str | None, behind: int, status: int
) -> None:
    """A restored ledger may be as long as the lost one: a refusal counts when it is of this one, by its hash."""
    measure = f"{await issued(world)}-1-1"
    seq = (await show(world, measure))["seq"]
    refused = Refused(code=RefusalCode.ILLEGAL_STEP, seq=seq - behind, state=MeasureState.DRAFT)
    monkeypatch.setattr(RememberingDoor, "remembered", Declined(refused, head), raising=False)
    door = world.platform.inbox.door
    remembering = RememberingDoor(door.client, door.task_queue, door.continue_after, door.budget_seconds)
    other = beside(world, replace(world.platform, inbox=replace(world.platform.inbox, door=remembering)))

    answer = await other.command("water_liaison", measure, "claim")

    assert answer.status_code == status
    assert (await show(world, measure))["seq"] == seq + (status == 200)
    await other.close()


async def test_m19_the_grounds_of_what_is_refused_later_do_not_stay(world: World, clock: Clock) -> None:
    """Kept with 202, refused by the sweeper: in the same moment its grounds are gone, whoever dies then."""
    measure = f"{await issued(world)}-1-1"
    door = world.platform.inbox.door
    failing = FailingDoor(door.client, door.task_queue, door.continue_after, door.budget_seconds)
    other = beside(world, replace(world.platform, inbox=replace(world.platform.inbox, door=failing)))
    said = {"kind": "sham", "grounds": "台账与现场不符。"}

    answer = await other.command("office", measure, "refer", said, If_Match='"1"')
    kept = await grounds_of(world, measure)
    clock.ahead = timedelta(hours=1)
    settled = await until(lambda one: one["status"] != "received", world.client("office"), answer.headers["location"])

    assert (answer.status_code, kept, settled["status"]) == (202, [said["grounds"]], "refused")
    assert await grounds_of(world, measure) == [""]
    await other.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_without_a_database_nothing_is_promised(
    world: World, temporal_client: Client, tmp_path: Path, kind: str
) -> None:
    """503 with Retry-After for reads and commands alike; nothing is stored anywhere."""
    where = {
        "sqlite": f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'x.db'}",
        "postgresql": f"postgresql+asyncpg://nobody@127.0.0.1:{free_port()}/nothing",
    }
    database = Database(where[kind])
    before = await count(world, SUBMISSIONS)
    platform = replace(world.platform, database=database, inbox=replace(world.platform.inbox, database=database))
    away = beside(world, replace(platform, temporal=temporal_client))

    for answer in (
        await away.client("office").get("/api/v1/measures"),
        await away.command("water_liaison", "c1-1-1", "claim"),
        await away.client("office").post(
            "/api/v1/campaigns:import", files={"file": ("a.txt", b"x")}, headers=fresh_key()
        ),
    ):
        problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"]
    ready = await away.client(None).get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["parts"]["database"].startswith("failed")
    assert ready.json()["parts"]["temporal"] == "ok"
    assert (await away.client(None).get("/healthz")).status_code == 200
    assert await count(world, SUBMISSIONS) == before
    await away.close()
    await database.close()


async def test_ready_names_each_part(world: World) -> None:
    """All is well, part by part; a queue without a worker makes it not ready, by name."""
    async with asyncio.timeout(30):
        # The server learns of a new worker when that has polled.
        while (well := await world.client(None).get("/readyz")).status_code != 200:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
    settings = world.platform.settings.model_copy(update={"task_queue": "nobody-works-here"})
    idle = beside(world, replace(world.platform, settings=settings))

    ill = await idle.client(None).get("/readyz")

    assert (well.status_code, set(well.json()["parts"].values())) == (200, {"ok"})
    assert set(well.json()["parts"]) == {"database", "temporal", "worker", "evidence"}
    assert (ill.status_code, ill.json()["parts"]["worker"][:6]) == (503, "failed")
    await idle.close()
