"""`zhenggai rehearse` on the real notice, on a ledger sheet and on a campaign of a running platform."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from typer.testing import CliRunner, Result

from services.cli import command_line
from services.ports import free_port
from tests.e2e.test_command_line import EXAMPLE, imported, token
from tests.fixtures.commands import running, zhenggai
from tests.fixtures.platform import REAL_NOTICE

TERMS = ("--pack", "cpc-2024", "--issued", "2026-11-24")


def said_here(*words: str) -> Result:
    """The command in this process: what reads files alone needs no platform, and no start of its own."""
    return CliRunner(env={"COLUMNS": "200", "ZHENGGAI_URL": f"http://127.0.0.1:{free_port()}"}).invoke(
        command_line(["rehearse"]), ["rehearse", *words]
    )


def rehearsed(env: Mapping[str, str], *words: str) -> Any:
    done = zhenggai("rehearse", *words, "--json", env=env)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_real_notice_for_a_year() -> None:
    """Twelve months of 112 measures, as a calendar on the terminal and as JSON; no platform is asked."""
    terms = (str(REAL_NOTICE), *TERMS, "--due", "2027-06-26")
    said = json.loads(said_here(*terms, "--json").stdout)
    shown = said_here(*terms).stdout

    assert (said["measures"], said["pack"], said["until"]) == (112, "cpc-2024", "2027-11-24")
    assert said["moved"][0] == {
        "number": "1-1",
        "target": "2027-06-26",
        "day": "2027-06-28",
        "provisional": True,
        "skipped": [{"day": "2027-06-26", "why": "weekend"}, {"day": "2027-06-27", "why": "weekend"}],
    }
    assert f"112 条措施 measures, {said['letters']} 件提醒 letters" in shown
    assert "2027-06-26 → 2027-06-28" in shown
    assert {"逾期未认领", "整改办", "集中整改结束"} <= set(shown.replace("│", " ").split())
    assert said["busiest"]["day"] in shown


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    """Rows without a due date are named with the way out; so are an unknown pack and a file that isn't there."""
    undated = said_here(str(REAL_NOTICE), *TERMS)
    unknown = said_here(str(REAL_NOTICE), "--pack", "no-such")
    absent = said_here(str(tmp_path / "no.txt"))

    assert {undated.exit_code, unknown.exit_code, absent.exit_code} == {1}
    assert "35-4" in undated.stderr
    assert "--due" in undated.stderr
    assert "cpc-2024" in unknown.stderr
    assert "no.txt" in absent.stderr


def test_a_campaign_and_its_sheet_say_the_same(tmp_path: Path) -> None:
    """The campaign under the pack it froze, its exported ledger as a file: one calendar, and nothing is written."""
    with running(tmp_path / "data") as (url, env, _):
        assert zhenggai("org", "import", str(EXAMPLE), env=env).returncode == 0
        office = token(env, "li-zhiping")
        campaign = imported(url, office)
        listed = httpx.get(f"{url}/api/v1/measures", params={"campaign": campaign}, headers=office).json()["items"]
        rows = [
            {"number": one["number"], "lead_unit": "区财政局", "category": "deadline", "due": "2027-06-30"}
            for one in listed
        ]
        httpx.patch(f"{url}/api/v1/campaigns/{campaign}/measures", json={"rows": rows}, headers=office)
        sheet = tmp_path / "ledger.xlsx"
        sheet.write_bytes(httpx.get(f"{url}/api/v1/campaigns/{campaign}/ledger.xlsx", headers=office).content)
        mine = {**env, "ZHENGGAI_TOKEN": office["Authorization"].removeprefix("Bearer ")}
        before = httpx.get(f"{url}/api/v1/measures", params={"campaign": campaign}, headers=office).json()

        found = rehearsed(mine, campaign, "--issued", "2026-11-24", "--assume", "on-time")
        of_file = rehearsed(mine, str(sheet), "--issued", "2026-11-24", "--assume", "on-time")
        unknown = zhenggai("rehearse", "no-such-campaign", env=mine)
        after = httpx.get(f"{url}/api/v1/measures", params={"campaign": campaign}, headers=office).json()

    assert found["pack"] == "standard"
    assert found["calendar"]
    assert found["calendar"] == of_file["calendar"]
    assert {one["recipient"]["unit"] for one in found["calendar"]} == {"区财政局", None}
    assert unknown.returncode == 1
    assert "not_found" in unknown.stderr
    assert after == before
