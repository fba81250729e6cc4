"""The command line against a running platform: organisation, keys, ledgers, recovery."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.ports import free_port
from tests.fixtures.commands import environment, running, zhenggai
from tests.fixtures.days import DUE
from tests.fixtures.platform import REAL_NOTICE
from tests.fixtures.stories import NOTICE

EXAMPLE = Path(__file__).parents[2] / "services" / "organisation" / "example.yaml"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    with running(tmp_path_factory.mktemp("cli") / "data") as (url, env, _):
        done = zhenggai("org", "import", str(EXAMPLE), env=env)
        assert done.returncode == 0, done.stderr
        yield url, env


def token(env: dict[str, str], who: str, *options: str) -> dict[str, str]:
    done = zhenggai("keys", "create", who, *options, env=env)
    assert done.returncode == 0, done.stderr
    return {"Authorization": f"Bearer {done.stdout.strip()}"}


def imported(url: str, office: dict[str, str]) -> str:
    made = httpx.post(
        f"{url}/api/v1/campaigns:import",
        files={"file": ("notice.txt", NOTICE.encode())},
        headers={**office, "Idempotency-Key": "import-once"},
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def test_import_again_changes_nothing(platform: tuple[str, dict[str, str]]) -> None:
    """The same organisation file a second time adds and changes no row."""
    done = zhenggai("org", "import", str(EXAMPLE), env=platform[1])

    assert {line.split()[0] for line in done.stdout.strip().splitlines()} == {"0"}


def test_broken_organisation_file(platform: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    """A broken file changes nothing and says where it is wrong."""
    file = tmp_path / "org.yaml"
    file.write_text("units:\n  - {id: a, name: 甲局}\n  - {id: a, name: 乙局}\n", encoding="utf-8")
    done = zhenggai("org", "import", str(file), env=platform[1])

    assert done.returncode == 1
    assert "3" in done.stderr
    units = httpx.get(f"{platform[0]}/api/v1/units", headers=token(platform[1], "li-zhiping")).json()
    assert "甲局" not in {unit["name"] for unit in units}


def test_revoked_key(platform: tuple[str, dict[str, str]]) -> None:
    """A key works until it is revoked, and not a moment longer."""
    url, env = platform
    headers = token(env, "li-zhiping")
    listed = zhenggai("keys", "list", "li-zhiping", env=env).stdout.strip().splitlines()

    assert httpx.get(f"{url}/api/v1/whoami", headers=headers).json()["id"] == "li-zhiping"
    assert zhenggai("keys", "revoke", listed[-1].split()[0], env=env).returncode == 0
    assert httpx.get(f"{url}/api/v1/whoami", headers=headers).status_code == 401


def test_ledger_sheet_round_trip(platform: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    """Export, edit through the API, export, import again: nothing changes the second time."""
    url, env = platform
    office = token(env, "li-zhiping")
    campaign = imported(url, office)
    rows = [
        {
            "number": "1-1",
            "lead_unit": "区财政局",
            "joint_units": ["区住建局"],
            "category": "deadline",
            "due": str(DUE),
        },
        {"number": "2-1", "lead_unit": "finance", "special_group": "group-economy", "leader": "顾怀瑾"},
    ]
    patched = httpx.patch(f"{url}/api/v1/campaigns/{campaign}/measures", json={"rows": rows}, headers=office)
    assert patched.json()["changed"] == 2, patched.text
    sheet = tmp_path / "ledger.xlsx"
    sheet.write_bytes(httpx.get(f"{url}/api/v1/campaigns/{campaign}/ledger.xlsx", headers=office).content)
    before = httpx.get(f"{url}/api/v1/measures", params={"campaign": campaign}, headers=office).json()

    env = {**env, "ZHENGGAI_TOKEN": office["Authorization"].removeprefix("Bearer ")}
    done = zhenggai("ledger", "import", str(sheet), "--campaign", campaign, env=env)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 行已更新 · changed, ")
    assert done.stdout.rstrip().endswith(", 0 行被拒 · refused")
    assert httpx.get(f"{url}/api/v1/measures", params={"campaign": campaign}, headers=office).json() == before


def test_verify_export_reconcile(platform: tuple[str, dict[str, str]]) -> None:
    """Beside a running platform the ledger verifies, exports, and its workflows agree."""
    _, env = platform
    verified = zhenggai("ledger", "verify", env=env)
    exported = zhenggai("ledger", "export", env=env)
    compared = zhenggai("reconcile", env=env)

    assert verified.returncode == 0, verified.stderr
    assert compared.returncode == 0, compared.stderr
    assert all(json.loads(line)["hash"] for line in exported.stdout.splitlines())


def test_parse_prints_what_the_issue_asks(tmp_path: Path) -> None:
    """The real notice as JSON: declared and found totals as counted by hand."""
    done = zhenggai("notice", "parse", str(REAL_NOTICE), "--json", env=environment(tmp_path, free_port()))
    said = json.loads(done.stdout)

    assert said["declared"] == {"aspects": 4, "items": 13, "measures": 109, "lead_units": 21}
    assert said["found"] == {"problems": 35, "numbered": 109, "plain": 3}


def test_parse_shows_titles_whole(tmp_path: Path) -> None:
    """On a narrow terminal nothing is cut, and what looks like an instruction to the terminal's library is text."""
    title = "推进[/red]污水处理提质增效工作以来城乡管网建设进度偏慢的问题长期没有得到解决"
    file = tmp_path / "notice.txt"
    file.write_text(f"关于整改进展情况的通报\n一、整改情况\n（一）关于“{title}”问题的整改\n一是加快管网建设。\n")
    env = environment(tmp_path, free_port(), COLUMNS="60")
    done = zhenggai("notice", "parse", str(file), env=env)
    problems = done.stdout[done.stdout.index("Problems") :]
    cells = [line.split("│")[2].strip() for line in problems.splitlines() if line.startswith("│")]

    assert done.returncode == 0, done.stderr
    assert "".join(cells) == title
    assert "…" not in done.stdout


PACK = "id: ours\nextends: strict\ntitle_zh: 本区\ntitle_en: Ours\nground: 通知\n"


def test_a_pack_is_checked_without_a_platform(tmp_path: Path) -> None:
    """A good one with its hash, a bad one with file and line, an own parent by --with."""
    env = environment(tmp_path, free_port())
    good, bad, child = (tmp_path / name for name in ("good.yaml", "bad.yaml", "child.yaml"))
    good.write_text(PACK, encoding="utf-8")
    bad.write_text(PACK + "measure:\n  ladder: []\n", encoding="utf-8")
    child.write_text(PACK.replace("strict", "ours").replace("id: ours", "id: child"), encoding="utf-8")

    assert "ours" in zhenggai("packs", "check", str(good), env=env).stdout
    refused = zhenggai("packs", "check", str(bad), env=env)
    assert refused.returncode == 1
    assert "bad.yaml line 7 ladder" in refused.stderr
    assert "ours" in zhenggai("packs", "check", str(child), env=env).stderr
    assert zhenggai("packs", "check", str(child), "--with", str(good), env=env).returncode == 0


def test_packs_and_decrees_are_the_offices(platform: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    """The administrator may list and not add; the office adds a pack and a decree, and sees them."""
    env = platform[1]
    pack, decree = tmp_path / "pack.yaml", tmp_path / "decree.yaml"
    pack.write_text(PACK, encoding="utf-8")
    days = "days_off: [2027-01-01, 2027-05-01, 2027-10-01]\ndays_worked: [2027-01-02]\n"
    decree.write_text(f"year: 2027\nground: 通知\n{days}", encoding="utf-8")
    office = {**env, "ZHENGGAI_TOKEN": token(env, "li-zhiping")["Authorization"].removeprefix("Bearer ")}

    refused = zhenggai("packs", "add", str(pack), env=env)
    added = zhenggai("packs", "add", str(pack), env=office)
    loaded = zhenggai("calendar", "add", str(decree), env=office)

    assert (refused.returncode, "auth.role" in refused.stderr) == (1, True)
    assert added.stdout.startswith("ours  "), added.stderr
    assert loaded.stdout.startswith("cn-2027-"), loaded.stderr
    listed = zhenggai("packs", "list", env=env).stdout.splitlines()
    assert {line.split()[0] for line in listed} == {"standard", "strict", "cpc-2017", "cpc-2024", "local-3m", "ours"}


@pytest.mark.parametrize(
    "words",
    [("org", "list"), ("packs", "list"), ("keys", "list", "x"), ("ledger", "import", __file__, "--campaign", "c")],
)
def test_nobody_answers(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Without a platform each command says so in one line."""
    done: subprocess.CompletedProcess[str] = zhenggai(
        *words, env=environment(tmp_path, free_port(), ZHENGGAI_TOKEN="zgp_none")
    )

    assert done.returncode == 1
    assert "ZHENGGAI_URL" in done.stderr
