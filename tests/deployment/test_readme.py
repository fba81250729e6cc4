"""The README's tour and the guide's recipe, typed in as they stand, against a platform of this test's own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fixtures.commands import ZHENGGAI, running, zhenggai

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONCEPTS = (ROOT / "services" / "docs" / "concepts.md").read_text("utf-8")
TOUR = re.findall(r"^```sh tour\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
RECIPE = re.findall(r"^```python recompute\n(.*?)^```", CONCEPTS, re.MULTILINE | re.DOTALL)


def typed(tmp_path: Path) -> str:
    """The tour's blocks one after the other; only the place of scratch files and of the program differ."""
    lines = "".join(TOUR).replace("/tmp/", f"{tmp_path}/")
    return lines.replace(". .venv/bin/activate\n", f'PATH="{ZHENGGAI.parent}:$PATH"\n')


@pytest.mark.timeout(180)
def test_tour_and_recipe(tmp_path: Path) -> None:
    """Every command of the tour does what the text says, and its ledger holds for an outsider's own check."""
    with running(tmp_path / "data") as (_, env, _process):
        done = subprocess.run(
            ["bash", "-eu", "-o", "pipefail", "-c", typed(tmp_path)],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        exported = zhenggai("ledger", "export", env=env)
    checked = check(exported.stdout)
    forged = check(exported.stdout.replace("安置房", "商品房", 1))

    assert re.findall(r'"status":"(\w+)"', done.stdout) == ["applied"] * 8
    assert re.findall(r'"code":"([a-z._]+)"[^\n]*"rule":"(\w+)"', done.stdout) == [("measure.duties_conflict", "S2")]
    assert "\n11 measure.signed_off " in done.stdout
    assert (tmp_path / "ledger.xlsx").read_bytes().startswith(b"PK")
    assert checked.stdout == "3 chains hold\n"
    assert forged.stderr.startswith("broken: ")


def check(export: str) -> subprocess.CompletedProcess[str]:
    """What the guide's own recipe says of an export."""
    assert len(RECIPE) == 1
    return subprocess.run(
        [sys.executable, "-c", RECIPE[0]], input=export, capture_output=True, text=True, timeout=30, check=False
    )
