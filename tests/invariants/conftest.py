"""One told story for every test here: a ledger with a measure signed off, one at work, two issued."""

import hashlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import Client

from tests.fixtures.platform import World, running_world
from tests.fixtures.stories import issued_campaign, to_accepted_report, to_signed_off
from tests.invariants.listening import listen
from tests.invariants.record import AnswerLog

GUARDS = ("ledger_no_update", "ledger_no_delete")


@dataclass(frozen=True)
class Story:
    """A finished story: its world still runs; `done` is signed off, `working` is in progress."""

    world: World
    file: Path
    log: AnswerLog
    done: str
    working: str


@pytest.fixture(scope="session")
async def story(temporal_client: Client, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Story]:
    directory = tmp_path_factory.mktemp("story")
    file = directory / "zhenggai.db"
    async with running_world(f"sqlite+aiosqlite:///{file}", temporal_client, directory) as world:
        log = listen(world)
        campaign = await issued_campaign(world)
        await to_signed_off(world, f"{campaign}-1-1")
        await to_accepted_report(world, f"{campaign}-1-2")
        refused = await world.command("water_liaison", f"{campaign}-1-2", "claim")
        assert refused.status_code == 409
        yield Story(world, file, log, f"{campaign}-1-1", f"{campaign}-1-2")


def campaign_rows(directory: Path, measure: str) -> int:
    """Rows of the story's campaign: imported, confirmed, issued, and what the clock found due by today."""
    with closing(sqlite3.connect(directory / "zhenggai.db")) as copy:
        query = "SELECT count(*) FROM ledger WHERE stream = ?"
        (count,) = copy.execute(query, (measure.removesuffix("-1-1"),)).fetchone()
    return int(count)


Tamper = Callable[..., Path]


@pytest.fixture
def tampered(story: Story, tmp_path: Path) -> Tamper:
    """A data directory whose database is the story's, without the triggers, after the given statements."""

    def make(*statements: str) -> Path:
        copy = tmp_path / "zhenggai.db"
        with closing(sqlite3.connect(story.file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            target.create_function("sha", 1, lambda said: hashlib.sha256(said.encode()).hexdigest())
            for guard in GUARDS:
                target.execute(f"DROP TRIGGER {guard}")
            for statement in statements:
                changed = target.execute(statement, {"done": story.done, "working": story.working})
                assert changed.rowcount > 0, statement
            target.commit()
        return tmp_path

    return make
