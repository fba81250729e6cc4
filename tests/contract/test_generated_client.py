"""`make client` gives a typed package of its own, and that package is enough to go the whole main road."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.commands import running

ROOT = Path(__file__).parents[2]
CLIENT_PYTHON = ROOT / ".venv" / "client" / "bin" / "python"
TOUR = ROOT / "tests" / "contract" / "tour.py"
EXAMPLE = ROOT / "services" / "organisation" / "example.yaml"
STATES = [*["in_progress"] * 4, "closure_requested", "verifying", "awaiting_sign_off", "signed_off"]
LEDGER = [
    "measure.drafted",
    "measure.plan_amended",
    "measure.issued",
    "measure.claimed",
    "measure.report_submitted",
    "measure.report_countersigned",
    "measure.report_accepted",
    "measure.closure_requested",
    "measure.gate_passed",
    "measure.verification_passed",
    "measure.signed_off",
]


def run(*words: str | Path, **more: str) -> str:
    """What a program that has to succeed prints."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory `make client` fills, without a warning of the generator."""
    made = tmp_path_factory.mktemp("generated") / "client"
    run("make", "client", f"CLIENT={made}", f"PYTHON={sys.executable}")
    assert (made / "zhenggai_client" / "py.typed").exists()
    return made


@pytest.mark.timeout(300)
def test_it_drives_the_tour(package: Path, tmp_path: Path) -> None:
    """From the notice to the sign-off, the refused double role included, typed answers throughout."""
    with running(tmp_path / "data") as (url, _, _process):
        token = (tmp_path / "data" / "admin.token").read_text().strip()
        printed = run(CLIENT_PYTHON, TOUR, url, EXAMPLE, PYTHONPATH=str(package), ADMIN_TOKEN=token)

    assert json.loads(printed) == {
        "issued": 2,
        "states": STATES,
        "refused": [403, "measure.duties_conflict", "S2"],
        "repeated": True,
        "state": "signed_off",
        "ledger": LEDGER,
        "sheet": "PK",
        "signed_off": 1,
    }


@pytest.mark.timeout(300)
def test_its_types_hold(package: Path) -> None:
    """The tour passes mypy in strict mode against the package: a wrong field is seen before it is sent."""
    strict = ["--strict", "--config-file", os.devnull, "--no-incremental", "--follow-imports=silent"]
    python = ["--python-executable", str(CLIENT_PYTHON)]

    run(Path(sys.executable).parent / "mypy", *strict, *python, TOUR, MYPYPATH=str(package))
