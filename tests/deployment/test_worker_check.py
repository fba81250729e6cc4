"""The worker container's own health check, run as the container runs it, against a real Temporal server."""

import asyncio
import subprocess
import sys
from pathlib import Path

from temporalio.client import Client

from services.database import Database
from services.settings import Settings
from services.worker import build_worker
from tests.deployment.test_compose import SERVICES
from tests.fixtures.commands import environment

ROOT = Path(__file__).parents[2]
CHECK = SERVICES["worker"]["healthcheck"]["test"]


async def healthy(data: Path, **variables: str) -> bool:
    """The exit code of the check's script: 0 is healthy."""
    assert CHECK[:3] == ["CMD", "python", "-c"]
    env = environment(data, 0, PYTHONPATH=str(ROOT), **variables)
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, *CHECK[2:]], env=env, capture_output=True, timeout=30, check=False
    )
    return done.returncode == 0


async def becomes_healthy(data: Path, there: dict[str, str]) -> bool:
    """The first poll comes a moment after the start; each of the questions takes a while itself."""
    for _ in range(20):
        if await healthy(data, **there):
            return True
    return False


async def test_healthy_while_it_polls(temporal_address: str, temporal_client: Client, tmp_path: Path) -> None:
    """A worker of this host that asks for work is healthy; a queue nobody asks is not, nor is a server away."""
    queue = f"check-{tmp_path.name}"
    there = {"TEMPORAL_ADDRESS": temporal_address, "ZHENGGAI_TASK_QUEUE": queue}
    settings = Settings.model_validate({"data": tmp_path, "task_queue": queue})
    database = Database(settings.url)

    assert not await healthy(tmp_path, **there)
    async with build_worker(settings, temporal_client, database):
        assert await becomes_healthy(tmp_path, there)
    assert not await healthy(tmp_path, **there | {"TEMPORAL_ADDRESS": "127.0.0.1:1"})
    await database.close()
