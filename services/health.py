"""Alive, and ready: each dependency by name, never a secret."""

import asyncio
import os
from collections.abc import Awaitable
from datetime import UTC
from pathlib import Path

from fastapi import APIRouter, Response
from sqlalchemy import text
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from schemas.health import (
    Alive,
    Readiness,
)
from services.dependencies import Platform, PlatformDep, utc_now
from services.migrating import newest_schema

router = APIRouter(tags=["health"])
BUDGET_SECONDS = 2.0
POLLER_SECONDS = 90


@router.get("/healthz")
async def healthz() -> Alive:
    """存活检查: the process runs and answers."""
    return Alive(status="alive")


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Commands would wait."}})
async def readyz(platform: PlatformDep, response: Response) -> Readiness:
    """就绪检查: whether commands can be applied now: database, Temporal, a polling worker, the evidence store."""
    checks = {
        "database": _database(platform),
        "temporal": _temporal(platform),
        "worker": _worker(platform),
        "evidence": _evidence(platform),
    }
    found = await asyncio.gather(*(_within_budget(check) for check in checks.values()))
    parts = dict(zip(checks, found, strict=True))
    ready = all(state == "ok" for state in parts.values())
    response.status_code = 200 if ready else 503
    return Readiness(status="ready" if ready else "not ready", parts=parts)


async def _within_budget(check: Awaitable[str]) -> str:
    try:
        async with asyncio.timeout(BUDGET_SECONDS):
            return await check
    except Exception as error:  # noqa: BLE001 - any failure means not ready, and its type says which kind
        return f"failed: {type(error).__name__}"


async def _database(platform: Platform) -> str:
    async with platform.database.read() as connection:
        found = await connection.scalar(text("SELECT version_num FROM alembic_version")) or "0000"
    # Newer is none of ours to judge: whoever upgrades starts the new release beside the old one.
    return "ok" if found >= newest_schema() else f"failed: schema {found}, zhenggai migrate makes it {newest_schema()}"


async def _temporal(platform: Platform) -> str:
    return "ok" if await platform.temporal.service_client.check_health() else "failed: not serving"


async def _worker(platform: Platform) -> str:
    request = DescribeTaskQueueRequest(
        namespace=platform.temporal.namespace,
        task_queue=TaskQueue(name=platform.settings.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    described = await platform.temporal.workflow_service.describe_task_queue(request)
    # Temporal remembers a poller for minutes after its death; a living one asks again within one.
    seen = [poller.last_access_time.ToDatetime(tzinfo=UTC) for poller in described.pollers]
    fresh = any((utc_now() - moment).total_seconds() < POLLER_SECONDS for moment in seen)
    return "ok" if fresh else "failed: no worker polls the task queue"


async def _evidence(platform: Platform) -> str:
    writable = await asyncio.to_thread(_writable, platform.settings.evidence_directory)
    return "ok" if writable else "failed: directory not writable"


def _writable(directory: Path) -> bool:
    directory.mkdir(parents=True, exist_ok=True)
    return os.access(directory, os.W_OK)
