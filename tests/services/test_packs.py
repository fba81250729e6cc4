"""Rule packs over HTTP: read by everyone, added by the office, frozen by a campaign."""

import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from activities.frozen import setting_of
from schemas.measure import Grant, Role
from schemas.packs import RulePack
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import LEDGER
from schemas.tables.rules import PACKS
from services.packs.sources import shipped_packs
from services.verification import verify_ledger
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import SHORT, count, created, file, fresh_key, join, problem
from workflows.canonical import canonical, sha256

TEXT = "id: {id}\nextends: local-3m\ntitle_zh: 本区\ntitle_en: Ours\nground: 通知\nmeasure: {{cadence: {cadence}}}\n"


def own(cadence: str = "weekly", pack_id: str | None = None) -> tuple[str, bytes]:
    """An id of its own and the file that defines it."""
    named = pack_id or f"own-{uuid.uuid4().hex[:8]}"
    return named, TEXT.format(id=named, cadence=cadence).encode()


async def add(world: World, data: bytes, who: str | None = "office") -> httpx.Response:
    return await world.client(who).post("/api/v1/packs", files=file(data, "own.yaml", "application/yaml"))


async def import_under(world: World, pack: str, key: dict[str, str] | None = None) -> httpx.Response:
    office = world.client("office")
    sent: dict[str, Any] = {"files": file(SHORT.encode()), "data": {"pack": pack}, "headers": key or fresh_key()}
    return await office.post("/api/v1/campaigns:import", **sent)


async def row_of(world: World, campaign: str) -> Any:
    async with world.platform.database.read() as connection:
        return (await connection.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == campaign))).one()


@pytest.mark.parametrize("who", ["water_liaison", "auditor", "water_machine"])
async def test_everyone_may_read_what_deadlines_come_from(world: World, who: str) -> None:
    items = ok(await world.client(who).get("/api/v1/packs")).json()["items"]
    shown = ok(await world.client(who).get("/api/v1/packs/strict")).json()

    assert set(shipped_packs()) <= {one["id"] for one in items}
    assert sha256(canonical(shown["pack"])) == shown["hash"] == shipped_packs()["strict"].hash
    assert shown["pack"]["measure"]["sign_off_slots"] == [["leader_in_charge"], ["leading_group"]]
    assert shown["pack"]["measure"]["claim_due"]["working_days"] == 5
    assert (shown["shipped"], shown["ground"]) == (True, shown["pack"]["ground"])


async def test_an_unknown_pack_is_not_found(world: World) -> None:
    problem(await world.client("office").get("/api/v1/packs/nobody"), 404, "not_found")


@pytest.mark.parametrize("who", ["admin", "leader", "auditor", "water_principal", "water_machine"])
async def test_only_the_office_adds_packs(world: World, who: str) -> None:
    pack_id, data = own()

    assert problem(await add(world, data, who), 403, "auth.role")["about"] == "office"
    problem(await world.client("office").get(f"/api/v1/packs/{pack_id}"), 404, "not_found")


async def test_the_office_of_one_campaign_adds_none(world: World) -> None:
    """A pack is for all campaigns, and so is who may add it."""
    campaign = created(await import_under(world, "standard")).json()["id"]
    who = await join(world, Grant(role=Role.OFFICE, campaign_id=campaign))

    problem(await add(world, own()[1], who), 403, "auth.role")


async def test_nobody_reads_packs_without_a_token(world: World) -> None:
    problem(await world.client(None).get("/api/v1/packs"), 401, "auth.missing")
    problem(await add(world, own()[1], None), 401, "auth.missing")


async def test_an_added_pack_is_resolved_and_listed(world: World) -> None:
    """With what it takes from its parent; the same file again changes nothing, another replaces it."""
    pack_id, data = own()

    made = created(await add(world, data)).json()
    again = created(await add(world, data)).json()
    replaced = created(await add(world, own("by_stage", pack_id)[1])).json()

    assert made == again
    assert made["pack"]["measure"]["cadence"] == "weekly"
    assert made["pack"]["phases"]["concentrated"]["months"] == 3
    assert replaced["hash"] != made["hash"]
    listed = ok(await world.client("auditor").get("/api/v1/packs")).json()["items"]
    assert [(one["hash"], one["shipped"]) for one in listed if one["id"] == pack_id] == [(replaced["hash"], False)]


async def test_an_own_pack_may_extend_an_own_pack_but_not_in_a_circle(world: World) -> None:
    """The parent is then replaced by one that extends its child: refused with the line, and the parent stays."""
    parent, data = own()
    created(await add(world, data))
    child, text = own()
    extending = text.replace(b"local-3m", parent.encode()).split(b"measure:")[0]
    made = created(await add(world, extending)).json()
    refused = await add(world, data.replace(b"local-3m", child.encode()))

    assert made["pack"]["measure"]["cadence"] == "weekly"
    (wrong,) = problem(refused, 422, "file.refused")["problems"]
    assert (wrong["code"], wrong["where"]) == ("pack.parent_cycle", "line 2")
    assert wrong["found"] == f"{parent} → {child} → {parent}"
    assert ok(await world.client("office").get(f"/api/v1/packs/{parent}")).json()["pack"]["phases"]["concentrated"] == {
        "months": 3,
        "days": 0,
        "working_days": 0,
    }


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ((b"ground: ", b"grund: "), "key.unknown", "line 5"),
        ((b"title_zh: \xe6\x9c\xac\xe5\x8c\xba\n", b""), "value.missing", "line 1"),
        ((b"local-3m", b"nobody"), "pack.parent_unknown", "line 2"),
        ((b"{cadence: weekly}", b"{ladder: []}"), "value.invalid", "line 6"),
        ((b"{cadence: weekly}", b"{sign_off_slots: [[judge]]}"), "value.invalid", "line 6"),
        ((b"{cadence: weekly}", b"&x {cadence: weekly}"), "file.anchor", "line 6"),
        ((b"{cadence: weekly}", b"{cadence: weekly, cadence: monthly}"), "key.twice", "line 6"),
    ],
)
async def test_a_bad_pack_is_refused_whole(world: World, change: tuple[bytes, bytes], code: str, where: str) -> None:
    pack_id, data = own()
    before = await count(world, PACKS)
    refused = problem(await add(world, data.replace(*change)), 422, "file.refused")

    assert (code, where) in [(one["code"], one["where"]) for one in refused["problems"]]
    assert "own.yaml" in refused["detail"]
    assert await count(world, PACKS) == before
    problem(await world.client("office").get(f"/api/v1/packs/{pack_id}"), 404, "not_found")


async def test_a_megabyte_is_too_large(world: World) -> None:
    problem(await add(world, b"#" * (1024 * 1024)), 413, "request.too_large")
    refused = problem(await add(world, b"#" * (65 * 1024)), 422, "file.refused")
    assert refused["problems"][0]["code"] == "file.too_large"


async def test_a_shipped_pack_is_not_replaced(world: World) -> None:
    problem(await add(world, own(pack_id="strict")[1]), 409, "pack.shipped")

    shown = ok(await world.client("office").get("/api/v1/packs/strict")).json()
    assert shown["hash"] == shipped_packs()["strict"].hash


async def test_a_campaign_is_standard_unless_told_otherwise(world: World) -> None:
    sent: dict[str, Any] = {"files": file(SHORT.encode()), "headers": fresh_key()}
    made = created(await world.client("office").post("/api/v1/campaigns:import", **sent)).json()

    assert (made["pack"], made["pack_hash"]) == ("standard", shipped_packs()["standard"].hash)


async def test_a_campaign_freezes_its_pack(world: World) -> None:
    """By id and hash in its view, its ledger and its row, from which the measures' rules are read."""
    made = created(await import_under(world, "strict")).json()
    row = await row_of(world, made["id"])
    first = select(LEDGER.c.body).where(LEDGER.c.stream == made["id"], LEDGER.c.seq == 1)
    async with world.platform.database.read() as connection:
        body = str(await connection.scalar(first))

    assert (made["pack"], made["pack_hash"]) == ("strict", shipped_packs()["strict"].hash)
    assert sha256(row.pack_body) == made["pack_hash"]
    assert f'"pack":"strict","pack_hash":"{made["pack_hash"]}"' in body
    assert f'"calendar_version":"{made["calendar_version"]}"' in body
    rules = setting_of(row).rules
    assert rules == RulePack.model_validate_json(row.pack_body).measure
    assert rules.sign_off_slots == ((Role.LEADER_IN_CHARGE,), (Role.LEADING_GROUP,))
    assert setting_of(await row_of(world, made["id"])) is setting_of(row)


async def test_a_frozen_pack_needs_a_new_id_to_change(world: World) -> None:
    """The campaign keeps what it froze; the file as it was may be sent again, another under its id may not."""
    pack_id, data = own()
    created(await add(world, data))
    made = created(await import_under(world, pack_id)).json()

    problem(await add(world, own("monthly", pack_id)[1]), 409, "pack.frozen")

    assert created(await add(world, data)).json()["hash"] == made["pack_hash"]
    shown = ok(await world.client("office").get(f"/api/v1/campaigns/{made['id']}")).json()
    assert shown["pack_hash"] == made["pack_hash"]


async def test_an_unknown_pack_creates_nothing(world: World) -> None:
    """No campaign, no ledger row; and the key is free for the corrected request."""
    key = fresh_key()
    before = (await count(world, CAMPAIGNS), await count(world, LEDGER))
    refused = problem(await import_under(world, "cpc-2030", key), 422, "pack.unknown")

    assert refused["about"] == "cpc-2030"
    assert (await count(world, CAMPAIGNS), await count(world, LEDGER)) == before
    assert created(await import_under(world, "cpc-2024", key)).json()["pack"] == "cpc-2024"


@pytest.mark.parametrize("pack", ["x" * 5000, "../standard", "包", "standard "])
async def test_nonsense_for_a_pack_is_unknown(world: World, pack: str) -> None:
    problem(await import_under(world, pack), 422, "pack.unknown")


async def test_the_same_key_with_another_pack_is_another_request(world: World) -> None:
    key = fresh_key()
    made = created(await import_under(world, "cpc-2017", key)).json()

    assert created(await import_under(world, "cpc-2017", key)).json()["id"] == made["id"]
    problem(await import_under(world, "cpc-2024", key), 422, "idempotency.reused")


@pytest.mark.parametrize(
    ("column", "value"),
    [("pack", "strict"), ("pack_hash", "0" * 64), ("calendar_version", "plain"), ("pack_body", None)],
)
async def test_verification_sees_rules_changed_behind_the_ledger(world: World, column: str, value: str | None) -> None:
    """A campaign's pack, hash, calendar or text altered in the table is a flaw; put right, the ledger holds."""
    made = created(await import_under(world, "standard")).json()
    row = await row_of(world, made["id"])
    changed = row.pack_body.replace('"returns_before_escalation":3', '"returns_before_escalation":9')
    mine = update(CAMPAIGNS).where(CAMPAIGNS.c.id == made["id"])
    try:
        async with world.platform.database.write() as connection:
            await connection.execute(mine.values({column: value or changed}))
        flaw = (await verify_ledger(world.platform.database)).flaw
    finally:
        async with world.platform.database.write() as connection:
            await connection.execute(mine.values({column: getattr(row, column)}))

    assert flaw is not None
    assert (flaw.stream, flaw.wrong) == (made["id"], "read_model")
    assert (await verify_ledger(world.platform.database)).flaw is None
