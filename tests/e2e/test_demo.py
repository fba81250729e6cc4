"""`zhenggai demo`: a notice, 21 lead units, everybody at work, and an account of it in one line of JSON."""

import json
from pathlib import Path

from services.ports import free_port
from tests.fixtures.commands import environment, zhenggai
from tests.fixtures.platform import REAL_NOTICE
from tests.fixtures.stories import NOTICE


def test_demo_on_the_real_notice(tmp_path: Path) -> None:
    """112 measures of the real notice are spread over the states, nothing lost, the ledger verified."""
    env = environment(tmp_path / "unused", free_port())
    done = zhenggai("demo", "--notice", str(REAL_NOTICE), "--exit", env=env, budget=150)

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert said["measures"] == 112
    assert said["lost"] == 0
    assert said["ledger"] == "verified"
    states = {"issued", "in_progress", "closure_requested", "verifying", "awaiting_sign_off", "signed_off"}
    assert sum(said[state] for state in states) == 112
    assert all(said[state] > 0 for state in states)
    assert "measure.duties_conflict" in done.stdout
    assert not (tmp_path / "unused").exists()


def test_demo_on_a_small_notice(tmp_path: Path) -> None:
    """Any notice will do; the sample's way of writing is not built in."""
    notice = tmp_path / "notice.txt"
    notice.write_text(NOTICE, encoding="gb18030")
    done = zhenggai("demo", "--notice", str(notice), "--exit", env=environment(tmp_path / "unused", free_port()))

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.strip().splitlines()[-1])["measures"] == 4


def test_demo_without_a_notice(tmp_path: Path) -> None:
    """A notice that is not there, or has no headings, ends the demonstration with a clear line."""
    env = environment(tmp_path / "unused", free_port())
    empty = tmp_path / "plain.txt"
    empty.write_text("今天天气很好。", encoding="utf-8")

    for path in (tmp_path / "nothing.txt", empty):
        done = zhenggai("demo", "--notice", str(path), "--exit", env=env)

        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "✗" in done.stderr
