"""Campaigns and people for one test each, and what every refusal has in common."""

import io
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import Table, func, insert, select

from schemas.measure import ActorKind, Grant
from schemas.organisation_api import NewCredential
from schemas.tables.people import MEMBERSHIPS, PRINCIPALS
from schemas.tables.rounds import REFERRALS
from services.organisation.credentials import create
from tests.fixtures.days import DUE
from tests.fixtures.platform import World
from tests.fixtures.stories import NOTICE, ok
from workflows.periods import china_day

NUMBERS = ("1-1", "1-2", "2-1", "2-2")
SHORT = """关于巡察整改进展情况的通报
2026年9月1日，区委巡察组反馈了巡察意见。
(一)关于“管网建设进度慢”问题的整改
一是加快管网建设，完善巡查机制。
"""
PLAN = {"lead_unit": "water", "category": "deadline", "due": str(DUE), "leader": "王副区长"}


def fresh_key() -> dict[str, str]:
    return {"Idempotency-Key": uuid.uuid4().hex}


def file(data: bytes, name: str = "notice.txt", media_type: str = "text/plain") -> dict[str, Any]:
    return {"file": (name, io.BytesIO(data), media_type)}


def created(response: httpx.Response) -> httpx.Response:
    assert response.status_code == 201, response.text
    return response


async def imported(world: World, text: str = NOTICE) -> str:
    """A campaign of four drafts whose reconciliation nobody has confirmed yet."""
    sent = await world.client("office").post("/api/v1/campaigns:import", files=file(text.encode()), headers=fresh_key())
    assert sent.status_code == 201, sent.text
    return str(sent.json()["id"])


async def confirmed(world: World, text: str = NOTICE) -> str:
    campaign = await imported(world, text)
    said = {"statement": "数目已逐项核对。"}
    ok(await world.client("office").post(f"/api/v1/campaigns/{campaign}:confirm-reconciliation", json=said))
    return campaign


async def planned(world: World, rows: Sequence[dict[str, Any]], text: str = NOTICE) -> str:
    """A confirmed campaign with the given plan rows, not issued."""
    campaign = await confirmed(world, text)
    await patch(world, campaign, rows)
    return campaign


async def patch(world: World, campaign: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    path = f"/api/v1/campaigns/{campaign}/measures"
    changed: dict[str, Any] = ok(await world.client("office").patch(path, json={"rows": list(rows)})).json()
    return changed


async def issue(world: World, campaign: str, who: str = "office") -> httpx.Response:
    return await world.client(who).post(f"/api/v1/campaigns/{campaign}:issue", headers=fresh_key())


async def issued(world: World, **plan: Any) -> str:
    """A campaign of four issued measures, led by the water bureau unless told otherwise."""
    campaign = await planned(world, [{"number": number, **PLAN, **plan} for number in NUMBERS])
    sent = ok(await issue(world, campaign)).json()
    assert sent["changed"] == len(NUMBERS), sent
    return campaign


async def one_issued(world: World, **plan: Any) -> str:
    """The only measure of a campaign of its own."""
    campaign = await planned(world, [{"number": "1-1", **PLAN, **plan}], SHORT)
    assert ok(await issue(world, campaign)).json()["changed"] == 1
    return f"{campaign}-1-1"


async def show(world: World, measure: str, who: str = "auditor") -> dict[str, Any]:
    shown: dict[str, Any] = ok(await world.client(who).get(f"/api/v1/measures/{measure}")).json()
    return shown


async def ledger_of(world: World, measure: str, who: str = "auditor") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = ok(await world.client(who).get(f"/api/v1/measures/{measure}/ledger")).json()
    return rows


async def count(world: World, table: Table) -> int:
    async with world.platform.database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(table)) or 0


async def grounds_of(world: World, measure: str) -> list[str]:
    """Straight from the table: nobody may read them otherwise once the referral was refused."""
    async with world.platform.database.read() as connection:
        found = await connection.scalars(select(REFERRALS.c.grounds).where(REFERRALS.c.measure_id == measure))
        return list(found)


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The body of a refusal, after checking what every refusal promises."""
    body: dict[str, Any] = response.json()
    assert (response.status_code, body["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert body["status"] == status
    assert body["type"].endswith(code)
    assert body["title"]
    assert body["detail"]
    return body


async def join(
    world: World,
    *grants: Grant,
    kind: ActorKind = ActorKind.PERSON,
    scopes: tuple[str, ...] = (),
    days: tuple[int, int | None] = (0, None),
) -> str:
    """A new principal with these grants; the key to speak as it. `days`: first and last day, from today."""
    now = datetime.now(UTC)
    today = china_day(now)
    who = f"x-{uuid.uuid4().hex[:12]}"
    first, last = days
    held = [
        {
            "id": uuid.uuid4().hex,
            "principal_id": who,
            **grant.model_dump(mode="json"),
            "valid_from": today + timedelta(days=first),
            "valid_to": None if last is None else today + timedelta(days=last),
        }
        for grant in grants
    ]
    async with world.platform.database.write() as connection:
        await connection.execute(insert(PRINCIPALS), {"id": who, "kind": kind.value, "name": who})
        if held:
            await connection.execute(insert(MEMBERSHIPS), held)
        made = await create(connection, who, NewCredential(scopes=scopes, days=1), now)
    assert made.secret
    world.tokens[who] = made.secret
    return who
