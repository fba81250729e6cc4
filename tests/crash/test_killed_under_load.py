"""kill -9 of the whole platform, again and again, while clients work; afterwards nothing is missing or doubled."""

import asyncio
from pathlib import Path

from tests.crash.crowd import STEPS, at_work, issued_measures
from tests.crash.process import prepared
from tests.crash.remote import RemoteWorld, remote_world
from tests.fixtures.commands import environment, zhenggai
from tests.invariants.checker import assert_invariants

CLIENTS = 8
PROBLEMS = 12
KILLS = 5


async def test_five_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    """Eight clients that only send again reach sign-off with every measure, through five kills."""
    async with prepared(tmp_path / "data") as (process, database), remote_world(process) as world:
        await process.start()
        measures = await issued_measures(world, PROBLEMS)
        async with at_work(world, measures, CLIENTS) as working:
            for kill in range(1, KILLS + 1):
                await acknowledged(world, len(measures) * STEPS * kill // (KILLS + 1), working)
                process.kill()
                await process.start()
        # A kill after the last commit of a measure leaves its workflow behind until someone asks again.
        env = environment(process.data, process.port)
        rehydrated = await asyncio.to_thread(zhenggai, "rehydrate", env=env)
        assert rehydrated.returncode == 0, rehydrated.stderr
        record = await assert_invariants(database, world.log, await process.temporal())

    assert {head.state for head in record.measures.values()} == {"signed_off"}
    # Of the campaign's stream the clock writes some rows by itself, as many as deadlines are past.
    measures_alone = [rows for stream, rows in record.streams().items() if stream in record.measures]
    assert {len(rows) for rows in measures_alone} == {3 + STEPS}


async def acknowledged(world: RemoteWorld, number: int, working: asyncio.Task[None]) -> None:
    """Wait until so many commands were answered with success, or the clients have ended."""
    while sum(answered.status_code == 200 for answered in world.log.answers) < number and not working.done():  # noqa: ASYNC110 - the log has no event
        await asyncio.sleep(0.01)
