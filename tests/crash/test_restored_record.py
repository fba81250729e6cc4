"""An older record is restored while Temporal remembers what came after: what waited in it is applied all the same."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.crash.crowd import issued_measures
from tests.crash.process import prepared
from tests.crash.remote import remote_world
from tests.invariants.checker import assert_invariants


def copy(source: Path, target: Path) -> None:
    """As `sqlite3 source ".backup target"` does, also while others have either of them open."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


async def test_what_waited_in_a_restored_record_is_applied(tmp_path: Path) -> None:
    """Answered 202, backed up, applied, restored: the workflows' memory of it is no record, so it is applied again."""
    async with prepared(tmp_path / "data") as (process, database), remote_world(process) as world:
        await process.start()
        record, backup = process.settings.sqlite_file, tmp_path / "backup.db"
        measures = await issued_measures(world, 2)
        os.kill(process.temporal_pid(), signal.SIGSTOP)
        answers = await asyncio.gather(
            *(world.once("water_liaison", f"/measures/{measure}:claim", f"claim-{measure}", {}) for measure in measures)
        )
        copy(record, backup)
        os.kill(process.temporal_pid(), signal.SIGCONT)
        applied = await assert_invariants(database, world.log, await process.temporal())

        await process.stop()
        copy(backup, record)
        await process.start()
        restored = await assert_invariants(database, world.log, await process.temporal())

    assert [answer.status_code for answer in answers] == [202] * 4
    for seen in (applied, restored):
        assert {head.state for head in seen.measures.values()} == {"in_progress"}
