"""A campaign's own commands over HTTP, and the road to each phase of its life."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import update

from schemas.measure import Grant, Role
from schemas.tables.people import CREDENTIALS
from tests.fixtures.platform import World
from tests.fixtures.stories import NOTICE, ok, to_signed_off, visit
from tests.services.ledgers import NUMBERS, PLAN, created, file, fresh_key, issue, join, patch
from workflows.periods import china_day

CONTACT = NOTICE + "联系电话：0512-12345678；电子邮箱：zg@example.org。\n"
SAID = {"decision": "领导小组第3次会议纪要"}


async def ask(
    world: World, who: str, campaign: str, action: str, body: dict[str, Any] | None = None, *, key: str | None = None
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else fresh_key()
    return await world.client(who).post(f"/api/v1/campaigns/{campaign}:{action}", json=body or {}, headers=headers)


async def done(
    world: World, who: str, campaign: str, action: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    receipt: dict[str, Any] = ok(await ask(world, who, campaign, action, body)).json()
    return receipt


async def course(world: World, campaign: str, who: str = "leader") -> dict[str, Any]:
    shown: dict[str, Any] = ok(await world.client(who).get(f"/api/v1/campaigns/{campaign}/course")).json()
    return shown


async def valid_for_years(world: World) -> None:
    """Tokens outlive the clock that a test moves."""
    async with world.platform.database.write() as connection:
        await connection.execute(update(CREDENTIALS).values(expires_at=datetime.now(UTC) + timedelta(days=4000)))


async def planned_under(world: World, pack: str = "standard") -> str:
    """A confirmed campaign whose plan is complete."""
    sent: dict[str, Any] = {"files": file(CONTACT.encode()), "data": {"pack": pack}, "headers": fresh_key()}
    office = world.client("office")
    campaign = str(created(await office.post("/api/v1/campaigns:import", **sent)).json()["id"])
    path = f"/api/v1/campaigns/{campaign}:confirm-reconciliation"
    ok(await office.post(path, json={"statement": "数目已逐项核对。"}))
    assert (await patch(world, campaign, [{"number": number, **PLAN} for number in NUMBERS]))["refused"] == 0
    return campaign


async def issued_under(world: World, pack: str = "standard") -> str:
    campaign = await planned_under(world, pack)
    ok(await issue(world, campaign))
    return campaign


async def freeze(world: World, campaign: str, label: str = "集中整改阶段") -> str:
    body = {"label": label, "as_of": str(china_day(world.clock()))}
    return str((await done(world, "office", campaign, "freeze-snapshot", body))["made"])


async def disclosing(
    world: World, signed_off: tuple[str, ...] = ("1-1",), entries: tuple[Any, ...] = (), pack: str = "standard"
) -> tuple[str, str]:
    """A campaign whose phase is over and whose lists are decided; its id and its snapshot's."""
    campaign = await issued_under(world, pack)
    for number in signed_off:
        await to_signed_off(world, f"{campaign}-{number}")
    await valid_for_years(world)
    world.clock.ahead = timedelta(days=190)
    snapshot = await freeze(world, campaign)
    await done(world, "office", campaign, "report-progress", {"snapshot_id": snapshot, "text": "整改进展。"})
    listed = [{**one, "measure_id": f"{campaign}-{one['measure_id']}"} for one in entries]
    await done(world, "leader", campaign, "decide-withholding", {"entries": listed})
    return campaign, snapshot


async def publish(world: World, campaign: str, snapshot: str) -> tuple[str, str]:
    """Inside the party, then to the public; the ids of both bulletins."""
    made = [
        await done(world, "leader", campaign, "publish-bulletin", {"audience": one, "snapshot_id": snapshot})
        for one in ("party", "public")
    ]
    return str(made[0]["made"]), str(made[1]["made"])


async def looked_back(world: World, measure: str) -> None:
    """Half a year after the sign-off: it holds, and there is no other look-back."""
    given = {**visit(world), "participants": ["p-ducha-san"]}
    ok(await world.command("inspector_three", measure, "pass-look-back", given))


async def revoked(world: World, measure: str) -> None:
    """The look-back finds it relapsed, which proposes; the leading group decides."""
    given = {**visit(world), "participants": ["p-ducha-san"], "kind": "relapse"}
    ok(await world.command("inspector_three", measure, "fail-look-back", given))
    due = str(china_day(world.clock()) + timedelta(days=180))
    ok(await world.command("leader", measure, "revoke-sign-off", {"reason": "问题反弹。", "due": due}))


async def evaluator(world: World) -> str:
    who = await join(world, Grant(role=Role.EVALUATOR))
    await valid_for_years(world)
    return who
