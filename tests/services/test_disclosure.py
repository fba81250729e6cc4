"""Frozen numbers, reports and bulletins over HTTP: what is published stays as it was, and hides what it has to."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from temporalio.client import Client

from schemas.tables.campaign_life import BULLETINS, FROZEN_SNAPSHOTS
from services.ledger_checks import Wrong
from services.verification import verify_ledger
from tests.fixtures.platform import Clock, World, running_world
from tests.fixtures.stories import ok, to_signed_off
from tests.services.campaign_roads import ask, course, disclosing, done, issued_under, publish, revoked
from tests.services.ledgers import problem
from workflows.canonical import canonical, sha256
from workflows.periods import china_day

pytestmark = pytest.mark.usefixtures("clock")
SECRET = {"audience": "public", "measure_id": "2-1", "text": "涉密内容", "reason": "保密规定"}


async def public(world: World, bulletin: str) -> dict[str, Any]:
    shown: dict[str, Any] = ok(await world.client(None).get(f"/api/v1/bulletins/{bulletin}")).json()
    return shown


async def test_a_snapshot_is_hashed_and_never_changes(world: World) -> None:
    """Its hash covers its body and stands in the ledger; neither it nor a bulletin can be changed in the database."""
    campaign, snapshot = await disclosing(world)
    await publish(world, campaign, snapshot)
    shown = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/snapshots/{snapshot}")).json()
    history = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    event = next(row["event"] for row in history if row["type"] == "campaign.snapshot_frozen")

    assert sha256(canonical(shown["body"])) == shown["hash"] == event["hash"]
    assert event["figures"] == shown["body"]["figures"]
    assert (event["figures"]["done"], event["figures"]["denominator"], event["figures"]["rate"]) == (1, 4, "0.2500")
    for table in (FROZEN_SNAPSHOTS, BULLETINS):
        for statement in (f"UPDATE {table.name} SET body = '{{}}'", f"DELETE FROM {table.name}"):
            with pytest.raises(DBAPIError, match="never changes"):
                async with world.platform.database.write() as connection:
                    await connection.execute(text(statement))
    unit = await world.client("water_liaison").get(f"/api/v1/campaigns/{campaign}/snapshots/{snapshot}")
    problem(unit, 403, "auth.role")
    problem(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/snapshots/s0"), 404, "not_found")


async def test_the_phase_report_is_drafted_from_the_snapshot(world: World) -> None:
    """A .docx with the snapshot's figures, its basis and every measure; the same again after the world has changed."""
    campaign, snapshot = await disclosing(world)
    path = f"/api/v1/campaigns/{campaign}/snapshots/{snapshot}/report.docx"
    answer = ok(await world.client("office").get(path))
    await revoked(world, f"{campaign}-1-1")
    later = ok(await world.client("office").get(path))
    texts = [[one.text for one in Document(io.BytesIO(sent.content)).paragraphs] for sent in (answer, later)]

    assert texts[0] == texts[1]
    whole = "\n".join(texts[0])
    assert "应整改措施 4 条，已完成 1 条，完成率 25.00%" in whole
    assert "中止 0 条" in whole
    assert "口径" in whole
    cells = [cell.text for row in Document(io.BytesIO(answer.content)).tables[0].rows for cell in row.cells]
    assert {"1-1", "1-2", "2-1", "2-2", "区水务局"} <= set(cells)
    problem(await world.client("water_liaison").get(path), 403, "auth.role")


async def test_case_15_a_public_bulletin_does_not_leak_what_is_withheld(world: World) -> None:
    """The withheld measure is in no row and in no count, and the sentence about it is in every bulletin."""
    campaign, snapshot = await disclosing(world, ("1-1", "2-1"), (SECRET,))
    party, shown = await publish(world, campaign, snapshot)
    listed = ok(await world.client("leader").get(f"/api/v1/campaigns/{campaign}/bulletins")).json()["items"]
    inside = next(one for one in listed if one["audience"] == "party")
    body = (await public(world, shown))["body"]

    assert (inside["body"]["figures"]["denominator"], inside["body"]["figures"]["done"]) == (4, 2)
    assert (body["figures"]["denominator"], body["figures"]["done"], len(body["rows"])) == (3, 1, 3)
    assert body["statement_zh"] == inside["body"]["statement_zh"]
    assert campaign not in json.dumps(body)
    assert sum("完成992套安置房交付" in row["text"] for row in body["rows"]) == 0
    problem(await world.client(None).get(f"/api/v1/bulletins/{party}"), 404, "not_found")
    machine = ok(await world.client("water_machine").get(f"/api/v1/campaigns/{campaign}/bulletins")).json()["items"]
    assert [one["audience"] for one in machine] == ["public"]
    assert (await course(world, campaign, "office"))["withheld"][0]["reason"] == "保密规定"
    for who in ("auditor", "water_liaison"):
        assert (await course(world, campaign, who))["withheld"] is None


async def test_a_public_bulletin_is_a_page_for_everyone(world: World) -> None:
    """Without login, in Chinese first, with where to send comments, and with nothing from outside."""
    campaign, snapshot = await disclosing(world)
    _, shown = await publish(world, campaign, snapshot)

    answer = ok(await world.client(None).get(f"/bulletins/{shown}"))

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert '<html lang="zh-CN">' in answer.text
    assert "0512-12345678" in answer.text
    assert "zg@example.org" in answer.text
    assert "所列措施 4 条，已完成 1 条(25.00%)" in answer.text
    for outside in ("<script", "http://", "https://", "<link", "<img"):
        assert outside not in answer.text
    problem(await world.client(None).get("/bulletins/b0"), 404, "not_found")


async def test_numbers_of_a_past_day_are_those_of_that_day(world: World, clock: Clock) -> None:
    """Signed off two days after the issue: the day of the issue still says none, later days say one."""
    campaign = await issued_under(world)
    first = china_day(world.clock())
    clock.ahead = timedelta(days=2)
    await to_signed_off(world, f"{campaign}-1-1")
    clock.ahead = timedelta(days=4)
    path = f"/api/v1/campaigns/{campaign}"
    office = world.client("office")
    counted = {
        days: ok(await office.get(f"{path}/statistics", params={"as_of": str(first + timedelta(days=days))})).json()
        for days in (0, 2, 3)
    }
    now = ok(await office.get(f"{path}/statistics")).json()

    assert [counted[days]["completion"]["numerator"] for days in (0, 2, 3)] == [0, 1, 1]
    assert counted[0]["by_state"] == {"issued": 4}
    assert counted[3]["completion"]["numerator_ids"] == [f"{campaign}-1-1"]
    same = ("by_state", "completion", "figures", "by_unit", "total", "by_light")
    assert {name: counted[3][name] for name in same} == {name: now[name] for name in same}
    ledger = ok(await office.get(f"{path}/ledger", params={"as_of": str(first)})).json()
    assert {one["state"] for one in ledger["items"]} == {"issued"}
    assert ledger["figures"]["rate"] == "0.0000"
    assert ok(await office.get(f"{path}/ledger", params={"as_of": "2020-01-01"})).json()["items"] == []
    tomorrow = str(first + timedelta(days=5))
    problem(await office.get(f"{path}/statistics", params={"as_of": tomorrow}), 400, "as_of.future")
    problem(await world.client("market_liaison").get(f"{path}/ledger"), 404, "not_found")


async def test_a_snapshot_of_a_past_day_counts_to_its_end(world: World, clock: Clock) -> None:
    """Frozen later, it shows the day it is of; a day still to come, or before the campaign, has no numbers."""
    campaign = await issued_under(world)
    first = china_day(world.clock())
    clock.ahead = timedelta(days=2)
    await to_signed_off(world, f"{campaign}-1-1")
    made = (await done(world, "office", campaign, "freeze-snapshot", {"label": "首日", "as_of": str(first)}))["made"]
    body = ok(await world.client("leader").get(f"/api/v1/campaigns/{campaign}/snapshots/{made}")).json()["body"]

    assert body["figures"]["done"] == 0
    for day in (first + timedelta(days=3), first - timedelta(days=1)):
        asked = {"label": "x", "as_of": str(day)}
        problem(await ask(world, "office", campaign, "freeze-snapshot", asked), 409, "campaign.date")


async def test_lists_name_measures_of_the_campaign_only(world: World) -> None:
    """A withheld id that is not the campaign's is refused, and nothing is decided."""
    campaign, _ = await disclosing(world)
    other = {**SECRET, "measure_id": "c0-9-9"}

    answer = await ask(world, "leader", campaign, "decide-withholding", {"entries": [other]})

    assert problem(answer, 409, "campaign.measure_unknown")["about"] == "c0-9-9"
    assert (await course(world, campaign))["withheld"] == []


@pytest.mark.parametrize("table", ["frozen_snapshots", "bulletins"])
async def test_a_published_text_that_was_changed_is_found(
    temporal_client: Client, database_url: str, tmp_path: Path, table: str
) -> None:
    """Whoever gets past the triggers is found out: the campaign's ledger names each text by its hash."""
    async with running_world(database_url, temporal_client, tmp_path / "data") as world:
        campaign, snapshot = await disclosing(world)
        await publish(world, campaign, snapshot)
        database = world.platform.database
        sound = (await verify_ledger(database)).flaw
        guard = f"{table}_no_update" if database.is_sqlite else f"{table}_no_change ON {table}"
        async with database.write() as connection:
            await connection.execute(text(f"DROP TRIGGER {guard}"))
            await connection.execute(text(f"UPDATE {table} SET body = replace(body, '区水务局', '某局')"))
        flaw = (await verify_ledger(database)).flaw

    assert sound is None
    assert flaw
    assert (flaw.stream, flaw.wrong) == (campaign, Wrong.READ_MODEL)
