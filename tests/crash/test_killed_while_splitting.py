"""Worker and Temporal die together after a split's commit, before any child has a workflow."""

import sys
from pathlib import Path

import httpx
import pytest

from tests.crash.process import prepared
from tests.crash.remote import remote_world
from tests.fixtures.polling import until
from tests.fixtures.stories import issued_campaign
from tests.invariants.checker import assert_invariants
from tests.invariants.record import read_record

DYING = (sys.executable, "-m", "tests.crash.dying_platform")


async def test_children_get_their_workflows_after_the_crash_though_nobody_asks(tmp_path: Path) -> None:
    """The split is in once and whole; the platform, started again, calls every workflow of the family by itself."""
    async with prepared(tmp_path / "data") as (process, database), remote_world(process) as world:
        await process.start(DYING)
        measure = f"{await issued_campaign(world)}-1-1"
        path = f"/measures/{measure}:split"
        children = [{"text": "一是加快管网建设。", "lead_unit": "water"}]
        children += [{"text": "今年底前完成污水管网602公里。", "lead_unit": "housing"}]
        body: dict[str, object] = {"children": children, "reason": "分别落实。"}
        (process.data / "die").touch()
        with pytest.raises(httpx.TransportError):
            await world.once("leader", path, "split-once", body)
        assert await process.wait_for_death() == -9
        await process.start()
        temporal = await process.temporal()

        async def all_there() -> bool:
            heads = (await read_record(database)).measures
            for one in (measure, f"{measure}-1", f"{measure}-2"):
                try:
                    held = await temporal.get_workflow_handle(f"measure-{one}").query("head")
                except Exception:  # noqa: BLE001 - there is no such workflow yet, or no worker to ask
                    return False
                if held["hash"] != heads[one].hash:
                    return False
            return True

        await until(all_there)
        again = await world.once("leader", path, "split-once", body)
        record = await assert_invariants(database, world.log, temporal)

        assert (again.status_code, again.json()["state"]) == (200, "superseded")
        assert [row.type for row in record.streams()[measure]].count("measure.split") == 1
        assert {record.measures[f"{measure}-{number}"].state for number in (1, 2)} == {"issued"}
