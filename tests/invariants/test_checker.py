"""The checker finds what it is there to find: every invariant is broken once, in a copy, and named."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from services.database import Database
from tests.fixtures.platform import World
from tests.fixtures.stories import issued_campaign, to_in_progress, to_signed_off
from tests.invariants.checker import assert_invariants, violations
from tests.invariants.conftest import Story, Tamper
from tests.invariants.listening import listen
from tests.invariants.record import AnswerLog

SUBMITTED = "(SELECT submission_id FROM ledger WHERE stream = :done AND seq = 5)"


async def check_copy(directory: Path, log: AnswerLog) -> list[str]:
    database = Database(f"sqlite+aiosqlite:///{directory / 'zhenggai.db'}")
    try:
        return await violations(database, log, patience=0)
    finally:
        await database.close()


async def test_nothing_is_found_where_nothing_is_wrong(world: World) -> None:
    """A story told over HTTP, with a refusal in it, breaks no invariant on either database."""
    log = listen(world)
    campaign = await issued_campaign(world)
    await to_signed_off(world, f"{campaign}-1-1")
    await to_in_progress(world, f"{campaign}-2-1")
    await world.command("water_liaison", f"{campaign}-2-1", "claim")

    record = await assert_invariants(world.platform.database, log, world.platform.temporal)

    assert len(log.answers) == 10
    assert sorted(kept.status for kept in record.submissions.values()) == ["applied"] * 13 + ["refused"]


async def test_an_untouched_copy_is_clean(story: Story, tampered: Tamper) -> None:
    """The copies below fail for what is done to them and not for being copies."""
    assert await check_copy(tampered(), story.log) == []


@pytest.mark.parametrize(
    ("invariant", "statement"),
    [
        ("I1", "UPDATE ledger SET submission_id = NULL WHERE stream = :done AND seq = 5"),
        ("I1", f"UPDATE ledger SET submission_id = {SUBMITTED} WHERE stream = :done AND seq = 6"),
        ("I1", "UPDATE submissions SET outcome = '{\"seq\": 1}' WHERE measure_id = :done AND command = 'claim'"),
        ("I1", "UPDATE submissions SET status = 'refused' WHERE measure_id = :done AND command = 'claim'"),
        ("I1", "DELETE FROM ledger WHERE stream = :working AND seq = 7"),
        ("I2", "UPDATE submissions SET status = 'received' WHERE measure_id = :done AND command = 'claim'"),
        ("I2", "UPDATE submissions SET status = 'quarantined' WHERE status = 'refused'"),
        ("I2", "DELETE FROM submissions WHERE status = 'refused'"),
        ("I3", "DELETE FROM ledger WHERE stream = :done AND seq = 5"),
        ("I3", "DELETE FROM ledger WHERE stream = :done"),
        ("I3", "UPDATE ledger SET hash = prev_hash WHERE stream = :done AND seq = 5"),
        ("I3", "UPDATE ledger SET body = replace(body, '属实', '不实') WHERE stream = :done AND seq = 10"),
        ("I3", "UPDATE measures SET seq = 10 WHERE id = :done"),
        ("I4", "UPDATE measures SET open_reports = 7 WHERE id = :working"),
        ("I4", "UPDATE measures SET snapshot = replace(snapshot, 'in_progress', 'verifying') WHERE id = :working"),
        ("I4", "DELETE FROM measure_units WHERE measure_id = :working"),
        ("I6", "UPDATE measures SET state = 'verifying' WHERE id = :working"),
        ("I6", "UPDATE ledger SET type = 'measure.signed_off' WHERE stream = :working AND seq = 6"),
    ],
)
async def test_each_breach_is_named(story: Story, tampered: Tamper, invariant: str, statement: str) -> None:
    """One changed row is enough for the invariant it breaks to be reported by name."""
    found = await check_copy(tampered(statement), story.log)

    assert invariant in {breach[:2] for breach in found}, found


async def test_an_illegal_step_with_a_sound_chain_is_found(story: Story, tampered: Tamper) -> None:
    """A forged row that hangs perfectly in the chain is still an illegal step."""
    directory = tampered()
    forge(directory / "zhenggai.db", story.working)

    found = await check_copy(directory, story.log)

    assert f"I6 {story.working} #8: measure.signed_off in state in_progress" in found
    assert not [breach for breach in found if breach.startswith("I3") and "does not chain" in breach]


def forge(file: Path, stream: str) -> None:
    """Append a row as the product would hash it, and move the head of the read model along."""
    with closing(sqlite3.connect(file)) as connection:
        previous, recorded = connection.execute(
            "SELECT hash, recorded_at FROM ledger WHERE stream = ? AND seq = 7", (stream,)
        ).fetchone()
        event = {"type": "measure.signed_off"}
        said = {"stream": stream, "seq": 8, "submission": None, "event": event}
        body = json.dumps(said, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(f"{previous}\n{body}".encode()).hexdigest()
        connection.execute(
            "INSERT INTO ledger (stream, seq, type, body, prev_hash, hash, recorded_at) VALUES (?, 8, ?, ?, ?, ?, ?)",
            (stream, event["type"], body, previous, digest, recorded),
        )
        connection.execute("UPDATE measures SET seq = 8, hash = ? WHERE id = ?", (digest, stream))
        connection.commit()


async def test_a_workflow_that_differs_from_its_ledger_is_found(world: World) -> None:
    """A workflow beside its ledger's head, and one that is gone, both break I5 and nothing else."""
    log = listen(world)
    campaign = await issued_campaign(world)
    database, temporal = world.platform.database, world.platform.temporal
    await temporal.get_workflow_handle(f"measure-{campaign}-1-1").terminate()
    other = await temporal.start_workflow(
        "Measure",
        {"measure_id": f"{campaign}-1-2", "continue_after": 400},
        id=f"measure-{campaign}-1-1",
        task_queue=world.platform.settings.task_queue,
    )
    await temporal.get_workflow_handle(f"measure-{campaign}-2-2").terminate()

    found = await violations(database, log, temporal)

    await other.terminate()
    assert sorted(breach[: len(f"I5 {campaign}-1-1")] for breach in found) == [
        f"I5 {campaign}-1-1",
        f"I5 {campaign}-2-2",
    ]
