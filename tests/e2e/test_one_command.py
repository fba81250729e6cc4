"""`zhenggai run` starts everything, stops cleanly, and says in one line why it can't start."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from services.ports import free_port
from tests.fixtures.commands import ZHENGGAI, environment, running, temporal_pid, wait_until_gone, zhenggai

# Nobody listens there; a service looks for them when it is asked something.
SERVERS = {"TEMPORAL_ADDRESS": "127.0.0.1:1", "ZHENGGAI_DATABASE_URL": "postgresql+asyncpg://127.0.0.1:1/nothing"}
# Takes connections as Temporal would and never answers; its first caller finds its process id in a file.
SILENT = """
import os, socket, sys
from pathlib import Path
said = dict(zip(sys.argv[1:], sys.argv[2:]))
note = Path(said["--db-filename"]).with_name("asked")
with socket.create_server(("127.0.0.1", int(said["--port"]))) as listening:
    kept = [listening.accept()]
    note.with_suffix(".new").write_text(str(os.getpid()))
    note.with_suffix(".new").rename(note)
    while True:
        kept.append(listening.accept())
"""


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


@pytest.mark.parametrize(("command", "more"), [("run", {}), ("serve", SERVERS)])
def test_port_taken(tmp_path: Path, command: str, more: dict[str, str]) -> None:
    """A taken port is named, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = zhenggai(command, env=environment(tmp_path / "data", port, **more))

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


def test_what_a_supervisor_sends_stops_in_order(tmp_path: Path) -> None:
    """SIGTERM is as good as Ctrl-C: Temporal is told, and nothing says any more that something runs."""
    with running(tmp_path / "data") as (_, _, process):
        temporal = temporal_pid(tmp_path / "data")
        process.terminate()
        process.wait(30)

    assert process.returncode == 0
    assert not (tmp_path / "data" / "running.json").exists()
    wait_until_gone(temporal)


def test_data_of_a_newer_release(tmp_path: Path) -> None:
    """After a downgrade: which release the data is of, and nothing is touched."""
    with running(tmp_path / "data"):
        pass
    with sqlite3.connect(tmp_path / "data" / "zhenggai.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    done = zhenggai("run", env=environment(tmp_path / "data", free_port()))

    assert done.returncode == 1
    assert "9999" in one_line(done.stderr)


def test_temporal_that_is_not_there(tmp_path: Path) -> None:
    """An address that nobody listens on is named."""
    address = f"127.0.0.1:{free_port()}"
    env = environment(tmp_path / "data", free_port(), TEMPORAL_ADDRESS=address)
    done = zhenggai("run", env=env)

    assert done.returncode == 1
    assert address in one_line(done.stderr)


def test_an_empty_database_url_is_none(tmp_path: Path) -> None:
    """As a compose file leaves it: services of their own don't fall back to SQLite."""
    env = environment(tmp_path / "data", free_port(), **(SERVERS | {"ZHENGGAI_DATABASE_URL": ""}))
    done = zhenggai("serve", env=env)

    assert done.returncode == 1
    assert "ZHENGGAI_DATABASE_URL" in one_line(done.stderr)


def test_interrupted_while_temporal_is_silent(tmp_path: Path) -> None:
    """A server that takes connections and never answers keeps nobody from stopping, and is stopped itself."""
    silent = tmp_path / "silent"
    silent.write_text(f"#!{sys.executable}\n{SILENT}")
    silent.chmod(0o700)
    env = environment(tmp_path / "data", free_port(), ZHENGGAI_TEMPORAL_BINARY=str(silent))
    asked = tmp_path / "data" / "asked"
    with subprocess.Popen([ZHENGGAI, "run"], env=env, stderr=subprocess.PIPE, text=True) as process:
        while not asked.exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=30)

    assert (process.returncode, told) == (0, "")
    wait_until_gone(int(asked.read_text()))


def test_a_worker_is_interrupted_while_it_connects(tmp_path: Path) -> None:
    """A Temporal that takes the connection and says nothing keeps no worker from stopping: five times out of five."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        env = environment(tmp_path / "data", free_port(), **(SERVERS | {"TEMPORAL_ADDRESS": address}))
        for _ in range(5):
            with subprocess.Popen([ZHENGGAI, "worker"], env=env, stderr=subprocess.PIPE, text=True) as process:
                connection, _ = silent.accept()
                process.send_signal(signal.SIGINT)
                _, told = process.communicate(timeout=30)
                connection.close()

            assert (process.returncode, told) == (0, "")
