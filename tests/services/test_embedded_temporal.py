"""The embedded Temporal server: a port that was taken in the meantime is replaced, a server that can't run is told."""

import random
from pathlib import Path
from unittest.mock import Mock

import pytest

from services.embedded import STARTS, take_directory, temporal_server
from services.ports import QUIET, check_port, free_port
from services.settings import Settings, StartError
from services.temporal import connect
from services.temporal_program import GO_COLLECTS_AT, runtime_environment
from tests.fixtures.commands import wait_until_gone


@pytest.mark.parametrize("place", [0, 1])
async def test_a_port_taken_in_the_meantime(tmp_path: Path, taken: int, place: int) -> None:
    """Whichever of the two was taken between the look for it and the start, the server gets others and serves."""
    settings = Settings(data=tmp_path, _env_file=None)
    first = [free_port(), free_port()]
    first[place] = taken
    port = Mock(side_effect=[*first, *(free_port() for _ in range(2 * STARTS))])
    with take_directory(settings.data) as lock:
        async with temporal_server(settings, lock, port) as server:
            client = await connect(await server.up())
            healthy = await client.service_client.check_health()

    assert healthy
    assert port.call_count > 2


async def test_a_store_that_is_none(tmp_path: Path) -> None:
    """A server that always ends is given up, and its log is named."""
    settings = Settings(data=tmp_path, _env_file=None)
    (tmp_path / "temporal.db").write_bytes(random.Random(1).randbytes(8192))
    port = Mock(side_effect=free_port)
    with take_directory(settings.data) as lock:
        async with temporal_server(settings, lock, port) as server:
            with pytest.raises(StartError, match=r"temporal\.log"):
                await server.up()

    assert port.call_count == 2 * STARTS


async def test_a_server_that_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up when the time is over, and stopped with all that it started."""
    binary = tmp_path / "sleeping"
    binary.write_text(f"#!/bin/sh\nsleep 600 & echo $! > {tmp_path}/child\nwait\n")
    binary.chmod(0o700)
    settings = Settings(data=tmp_path, temporal_binary=binary, _env_file=None)
    monkeypatch.setattr("services.embedded.START_BUDGET_SECONDS", 3.0)
    with take_directory(settings.data) as lock:
        async with temporal_server(settings, lock) as server:
            with pytest.raises(StartError, match="not up"):
                await server.up()

    wait_until_gone(int((tmp_path / "child").read_text()))


@pytest.mark.parametrize(("cores", "threads"), [(1, "1"), (2, "1"), (3, "1"), (4, "2"), (5, None), (64, None)])
def test_the_server_runs_on_half_of_few_cores(monkeypatch: pytest.MonkeyPatch, cores: int, threads: str | None) -> None:
    """Of many it takes what it finds right; and whatever the environment says is not changed."""
    monkeypatch.delenv("GOMAXPROCS", raising=False)
    assert runtime_environment(cores).get("GOMAXPROCS") == threads
    monkeypatch.setenv("GOMAXPROCS", "3")
    assert runtime_environment(cores)["GOMAXPROCS"] == "3"


async def test_the_server_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its program finds the environment that was made for it."""
    binary = tmp_path / "telling"
    binary.write_text(f'#!/bin/sh\necho "$GOGC" > {tmp_path}/told\n')
    binary.chmod(0o700)
    monkeypatch.delenv("GOGC", raising=False)
    settings = Settings(data=tmp_path, temporal_binary=binary, _env_file=None)
    with take_directory(settings.data) as lock:
        async with temporal_server(settings, lock) as server:
            with pytest.raises(StartError):
                await server.up()

    assert (tmp_path / "told").read_text() == f"{GO_COLLECTS_AT}\n"


@pytest.mark.parametrize("content", [None, "#!/no/such/interpreter\n"])
async def test_a_program_that_is_none(tmp_path: Path, content: str | None) -> None:
    """A directory, or a script whose interpreter is missing, is named."""
    binary = tmp_path / "temporal"
    if content is None:
        binary.mkdir()
    else:
        binary.write_text(content)
    binary.chmod(0o700)
    settings = Settings(data=tmp_path, temporal_binary=binary, _env_file=None)
    with take_directory(settings.data) as lock, pytest.raises(StartError, match=f"cannot start {binary}"):
        async with temporal_server(settings, lock):
            pass


@pytest.mark.parametrize("name", ["temporal.log", "running.json"])
async def test_a_file_that_cant_be_written(tmp_path: Path, name: str) -> None:
    """Something else has its name: it is named, and no server stays behind."""
    settings = Settings(data=tmp_path, _env_file=None)
    (tmp_path / name).mkdir()
    with take_directory(settings.data) as lock, pytest.raises(StartError, match=name):
        async with temporal_server(settings, lock) as server:
            await server.up()


def test_a_free_port_is_quiet(taken: int) -> None:
    """It lies where no outgoing connection takes it, and one that is listened on is refused."""
    assert free_port() in QUIET
    with pytest.raises(StartError, match=str(taken)):
        check_port("127.0.0.1", taken)
