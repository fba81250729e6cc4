"""Worker and Temporal die together after the ledger's commit and before the workflow knows of it."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.database import Database
from tests.crash.process import PlatformProcess, prepared
from tests.crash.remote import RemoteWorld, remote_world
from tests.fixtures.stories import issued_campaign, ok, this_period
from tests.invariants.checker import assert_invariants
from tests.invariants.record import read_record

DYING = (sys.executable, "-m", "tests.crash.dying_platform")
KEY = "claim-once"


class Fallen:
    """A platform that died after committing a claim that nobody was told of, and runs again."""

    def __init__(self, process: PlatformProcess, database: Database, world: RemoteWorld, measure: str) -> None:
        self.process = process
        self.database = database
        self.world = world
        self.measure = measure

    async def claim_again(self) -> httpx.Response:
        return await self.world.once("water_liaison", f"/measures/{self.measure}:claim", KEY, {})

    async def claims(self) -> list[int]:
        record = await read_record(self.database)
        return [row.seq for row in record.streams()[self.measure] if row.type == "measure.claimed"]


@pytest.fixture
async def fallen(tmp_path: Path) -> AsyncIterator[Fallen]:
    async with prepared(tmp_path / "data") as (process, database), remote_world(process) as world:
        await process.start(DYING)
        measure = f"{await issued_campaign(world)}-1-1"
        (process.data / "die").touch()
        with pytest.raises(httpx.TransportError):
            await world.once("water_liaison", f"/measures/{measure}:claim", KEY, {})
        assert await process.wait_for_death() == -9
        await process.start()
        yield Fallen(process, database, world, measure)


async def test_the_same_submission_again_gives_its_outcome(fallen: Fallen) -> None:
    """Sent again with its key, the claim is answered from the ledger: not missing, not doubled."""
    assert await fallen.claims() == [4]

    again = await fallen.claim_again()

    assert (again.status_code, again.json()["seq"]) == (200, 4)
    assert await fallen.claims() == [4]
    await fallen.world.command("water_liaison", fallen.measure, "submit-report", report(fallen))
    await assert_invariants(fallen.database, fallen.world.log, await fallen.process.temporal())


async def test_the_next_step_is_not_refused_for_what_the_workflow_missed(fallen: Fallen) -> None:
    """The workflow has not heard of the claim; a report that needs it is applied all the same."""
    reported = await fallen.world.command("water_liaison", fallen.measure, "submit-report", report(fallen))

    assert ok(reported).json()["seq"] == 5
    again = await fallen.claim_again()
    assert (again.status_code, again.json()["seq"], again.json()["state"]) == (200, 4, "in_progress")
    assert await fallen.claims() == [4]
    await assert_invariants(fallen.database, fallen.world.log, await fallen.process.temporal())


async def test_the_same_step_by_another_key_is_refused_on_the_true_state(fallen: Fallen) -> None:
    """For the workflow the claim is still open; a second claim is refused on the ledger's state."""
    second = await fallen.world.command("water_principal", fallen.measure, "claim")

    assert second.status_code == 409, second.text
    assert (second.json()["code"], second.json()["seq"], second.json()["state"]) == (
        "claim.already_claimed",
        4,
        "in_progress",
    )
    assert await fallen.claims() == [4]
    await assert_invariants(fallen.database, fallen.world.log, await fallen.process.temporal())


def report(fallen: Fallen) -> dict[str, object]:
    return {"period": this_period(fallen.world), "text": "已完成验收。"}
