"""Temporal stops answering, or loses all it knew: the ledger is the record, so nothing is lost with it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from services.database import Database
from tests.crash.crowd import issued_measures
from tests.crash.process import PlatformProcess, prepared
from tests.crash.remote import RemoteWorld, remote_world
from tests.fixtures.commands import environment, zhenggai
from tests.fixtures.stories import ok, this_period, to_in_progress, to_signed_off, to_verifying, visit
from tests.invariants.checker import assert_invariants

Running = tuple[PlatformProcess, Database, RemoteWorld]


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with prepared(tmp_path / "data") as (process, database), remote_world(process) as world:
        await process.start()
        yield process, database, world


async def test_commands_wait_in_the_inbox_until_temporal_answers(running: Running) -> None:
    """While Temporal is frozen commands are answered 202; afterwards all are applied by themselves."""
    process, database, world = running
    measures = await issued_measures(world, 4)
    frozen = process.temporal_pid()
    os.kill(frozen, signal.SIGSTOP)
    answers = await asyncio.gather(
        *(world.once("water_liaison", f"/measures/{measure}:claim", f"claim-{measure}", {}) for measure in measures)
    )
    os.kill(frozen, signal.SIGCONT)

    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(202, "received")] * 8
    assert all(answer.headers["Location"].endswith(answer.json()["submission_id"]) for answer in answers)
    record = await assert_invariants(database, world.log, await process.temporal())
    assert {head.state for head in record.measures.values()} == {"in_progress"}


async def test_a_temporal_that_dies_alone_is_started_again(running: Running) -> None:
    """The platform stays, brings its server back at the same address, and every command is applied."""
    process, database, world = running
    measures = await issued_measures(world, 4)
    await to_in_progress(world, measures[0])
    dead = process.temporal_pid()
    os.kill(dead, signal.SIGKILL)
    answers = await asyncio.gather(
        *(world.once("water_liaison", f"/measures/{measure}:claim", f"claim-{measure}", {}) for measure in measures[1:])
    )

    assert {answer.status_code for answer in answers} <= {200, 202}
    await until_replaced(process, dead)
    record = await assert_invariants(database, world.log, await process.temporal())
    assert {head.state for head in record.measures.values()} == {"in_progress"}


async def until_replaced(process: PlatformProcess, dead: int) -> None:
    async with asyncio.timeout(30):
        while True:
            if process.temporal_pid() != dead:
                return
            await asyncio.sleep(0.05)


async def test_every_measure_goes_on_after_temporals_store_is_lost(running: Running) -> None:
    """With the store deleted, measures go on from the ledger: some by their next command, the rest by rehydrate."""
    process, database, world = running
    issued, working, verifying, done, idle, quiet = await issued_measures(world, 3)
    await to_in_progress(world, working)
    await to_verifying(world, verifying)
    await to_signed_off(world, done)
    await to_in_progress(world, quiet)
    process.kill()
    for file in process.data.glob("temporal.db*"):
        file.unlink()
    await process.start()

    ok(await world.command("water_liaison", issued, "claim"))
    report = {"period": this_period(world), "text": "继续推进。"}
    ok(await world.command("water_liaison", working, "submit-report", report))
    ok(await world.command("inspector_one", verifying, "pass-verification", visit(world)))
    refused = await world.command("water_liaison", done, "claim")
    env = environment(process.data, process.port)
    compared = await asyncio.to_thread(zhenggai, "reconcile", env=env)
    rehydrated = await asyncio.to_thread(zhenggai, "rehydrate", env=env)

    assert (refused.status_code, refused.json()["state"]) == (409, "signed_off")
    assert compared.returncode == 1
    assert f"{idle}: 无流程" in compared.stdout
    assert f"{quiet}: 无流程" in compared.stdout
    assert rehydrated.returncode == 0, rehydrated.stderr
    await assert_invariants(database, world.log, await process.temporal())
