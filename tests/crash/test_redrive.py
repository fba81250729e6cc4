"""What lies unanswered in the inbox is redriven, whatever else lies there and however the sender fared."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from schemas.commands import ClaimMeasure, Envelope
from services.auth import authenticate
from services.inbox import Ask
from tests.crash.crowd import issued_measures
from tests.fixtures.platform import World
from tests.invariants.checker import violations
from tests.invariants.listening import listen
from tests.invariants.record import Record, read_record, settled

SPOIL = text("UPDATE submissions SET envelope = '{}' WHERE id = 'spoiled'")


async def leave(world: World, measure: str, submission: str) -> None:
    """A claim that was received by a process which died before it tried to deliver it, an hour ago."""
    database, now = world.platform.database, world.clock() - timedelta(hours=1)
    caller = await authenticate(database, world.tokens["water_liaison"], world.clock())
    command = ClaimMeasure()
    envelope = Envelope(
        submission_id=submission,
        measure_id=measure,
        actor=caller.actor,
        received_at=now,
        expected_seq=None,
        command=command,
    )
    await world.platform.inbox._receive(caller, Ask(measure, submission, command, None), envelope, "-")


async def test_what_a_dead_process_received_is_applied(world: World) -> None:
    """Thirty orphans, two batches of the sweeper's, are applied once each with nobody asking."""
    log = listen(world)
    measures = await issued_measures(world, 15)
    for number, measure in enumerate(measures):
        await leave(world, measure, f"orphan{number}")

    assert await violations(world.platform.database, log, world.platform.temporal) == []
    record = await read_record(world.platform.database)
    assert {head.state for head in record.measures.values()} == {"in_progress"}


async def test_one_unreadable_submission_holds_up_no_other(world: World) -> None:
    """A submission that no release can read any more is quarantined, and those behind it are applied."""
    spoiled, sound = await issued_measures(world, 1)
    await leave(world, spoiled, "spoiled")
    async with world.platform.database.write() as connection:
        await connection.execute(SPOIL)
    await leave(world, sound, "sound")

    record = await until_applied(world, "sound")
    await until_status(world, "spoiled", "quarantined")

    assert record.measures[sound].state == "in_progress"
    assert record.measures[spoiled].state == "issued"


async def until_status(world: World, submission: str, status: str) -> None:
    async with asyncio.timeout(20):
        while True:
            if (await read_record(world.platform.database)).submissions[submission].status == status:
                return
            await asyncio.sleep(0.05)


async def until_applied(world: World, submission: str) -> Record:
    async with asyncio.timeout(20):
        while True:
            await settled(world.platform.database, 0.2)
            record = await read_record(world.platform.database)
            if record.submissions[submission].status == "applied":
                return record
