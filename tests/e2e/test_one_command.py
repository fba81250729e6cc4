"""`zhenggai run` starts everything, stops cleanly, and says in one line why it can't start."""

import os
import signal
import socket
from pathlib import Path

import httpx
import pytest

from services.ports import free_port
from tests.fixtures.commands import environment, running, temporal_pid, wait_until_gone, zhenggai


def one_line(text: str) -> str:
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    return lines[0]


def test_ready_and_clean_stop(tmp_path: Path) -> None:
    """Every part is ready by name; Ctrl-C ends the platform and its Temporal server."""
    with running(tmp_path / "data") as (url, _, process):
        parts = httpx.get(f"{url}/readyz").json()["parts"]
        temporal = temporal_pid(tmp_path / "data")

    assert parts == {"database": "ok", "temporal": "ok", "worker": "ok", "evidence": "ok"}
    assert process.returncode == 0
    wait_until_gone(temporal)


def test_kill_leaves_no_orphan(tmp_path: Path) -> None:
    """A killed platform takes its Temporal server along, and the directory can be taken again at once."""
    with running(tmp_path / "data") as (_, _, process):
        temporal = temporal_pid(tmp_path / "data")
        process.kill()
        process.wait()
        wait_until_gone(temporal)

    with running(tmp_path / "data") as (url, _, _):
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_first_administrator(tmp_path: Path) -> None:
    """The first start leaves an administrator's token that only its owner may read, and which works."""
    with running(tmp_path / "data") as (url, _, _):
        file = tmp_path / "data" / "admin.token"
        headers = {"Authorization": f"Bearer {file.read_text().strip()}"}
        who = httpx.get(f"{url}/api/v1/whoami", headers=headers).json()

    assert file.stat().st_mode & 0o777 == 0o600
    assert [grant["role"] for grant in who["grants"]] == ["admin"]


def test_port_taken(tmp_path: Path) -> None:
    """A taken port is named, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = zhenggai("run", env=environment(tmp_path / "data", port))

    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in one_line(done.stderr)


def test_no_temporal_program(tmp_path: Path) -> None:
    """A missing Temporal program is named, with how to install it."""
    env = environment(tmp_path / "data", free_port(), ZHENGGAI_TEMPORAL_BINARY=str(tmp_path / "nothing"))
    done = zhenggai("run", env=env)

    assert done.returncode == 1
    assert "zhenggai[embedded]" in one_line(done.stderr)


def test_data_directory_is_a_file(tmp_path: Path) -> None:
    """A data directory that can't be used is named."""
    (tmp_path / "data").write_text("in the way")
    done = zhenggai("run", env=environment(tmp_path / "data", free_port()))

    assert done.returncode == 1
    assert str(tmp_path / "data") in one_line(done.stderr)


def test_second_process_on_the_directory(tmp_path: Path) -> None:
    """SQLite serves one process: the second is refused and told about PostgreSQL."""
    with running(tmp_path / "data"):
        done = zhenggai("run", env=environment(tmp_path / "data", free_port()))

    assert done.returncode == 1
    assert "PostgreSQL" in one_line(done.stderr)


@pytest.mark.parametrize(("name", "value"), [("ZHENGGAI_PORT", "no number"), ("ZHENGGAI_CONTINUE_AFTER_EVENTS", "1")])
def test_wrong_setting(tmp_path: Path, name: str, value: str) -> None:
    """A wrong setting is named."""
    env = {**environment(tmp_path / "data", free_port()), name: value}
    done = zhenggai("run", env=env)

    assert done.returncode == 1
    assert name in one_line(done.stderr)


def test_interrupted_while_starting(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a start leaves nothing behind."""
    with running(tmp_path / "data") as (_, _, process):
        temporal = temporal_pid(tmp_path / "data")
        os.killpg(process.pid, signal.SIGINT)
        process.wait(30)

    wait_until_gone(temporal)
