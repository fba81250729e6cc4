"""Load: a campaign of as many measures as wanted, and clients that drive them from claim to sign-off."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.fixtures.days import DUE
from tests.fixtures.platform import World
from tests.fixtures.stories import import_notice, to_signed_off

HEAD = """关于巡察整改进展情况的通报
2026年9月1日，区委巡察组反馈了巡察意见。
一、整改落实情况
"""
# claim, report, countersign, accept, request closure, gate, verification, sign-off
STEPS = 8


def notice(problems: int) -> str:
    """Two measures a problem."""
    return HEAD + "".join(
        f"({number})关于“第{number}段管网建设进度慢”问题的整改\n一是加快第{number}段建设。\n二是建立第{number}段巡查机制。\n"
        for number in range(1, problems + 1)
    )


async def issued_measures(world: World, problems: int) -> list[str]:
    """The ids of two issued measures a problem, led by the water bureau."""
    campaign = await import_notice(world, notice(problems))
    office = world.client("office")
    numbers = [f"{problem}-{measure}" for problem in range(1, problems + 1) for measure in (1, 2)]
    given = {"lead_unit": "water", "category": "deadline", "due": str(DUE)}
    rows = [{"number": number, **given} for number in numbers]
    changed = await office.patch(f"/api/v1/campaigns/{campaign}/measures", json={"rows": rows})
    assert changed.json()["changed"] == len(rows), changed.text
    issued = await office.post(f"/api/v1/campaigns/{campaign}:issue", headers={"Idempotency-Key": f"issue-{campaign}"})
    assert issued.json()["changed"] == len(rows), issued.text
    return [f"{campaign}-{number}" for number in numbers]


@asynccontextmanager
async def at_work(world: World, measures: Sequence[str], clients: int) -> AsyncIterator[asyncio.Task[None]]:
    """While the block runs, so many clients drive the measures to sign-off; leaving it waits for them."""
    left = list(measures)

    async def one_client() -> None:
        while left:
            await to_signed_off(world, left.pop())

    async def all_clients() -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(one_client())

    working = asyncio.create_task(all_clients())
    try:
        yield working
        await working
    finally:
        working.cancel()
