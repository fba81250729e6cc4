"""Splitting and merging over HTTP, as the tests of M17 ask for it."""

from typing import Any

import httpx

from schemas.tables.record import LEDGER, MEASURES
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import count, fresh_key, show

REASON = "涉及两个单位，分别落实。"


async def clauses_of(world: World, measure: str) -> list[str]:
    text: str = (await show(world, measure))["text"]
    return [clause for clause in text.split("。") if clause]


async def split(world: World, measure: str, *texts: str, who: str = "leader", **more: Any) -> httpx.Response:
    """The first child stays with the water bureau, the others are the market bureau's."""
    units = ("water", *("market",) * (len(texts) - 1))
    children = [{"text": text, "lead_unit": unit, **more} for text, unit in zip(texts, units, strict=True)]
    return await world.command(who, measure, "split", {"children": children, "reason": REASON})


async def merge(world: World, *parents: str, text: str, who: str = "leader", **more: Any) -> httpx.Response:
    body = {"parents": parents, "child": {"text": text, "lead_unit": "water", **more}, "reason": "内容相近。"}
    return await world.client(who).post("/api/v1/measures:merge", json=body, headers=fresh_key())


async def statistics(world: World, campaign: str, **query: str) -> dict[str, Any]:
    path = f"/api/v1/campaigns/{campaign}/statistics"
    found: dict[str, Any] = ok(await world.client("office").get(path, params=query)).json()
    return found


async def rows_of(world: World) -> tuple[int, int]:
    """So much is in the record; a command that is refused adds nothing to it."""
    return await count(world, MEASURES), await count(world, LEDGER)
