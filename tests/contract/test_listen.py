"""`zhenggai hooks listen`: shows what is rightly signed and says of everything else what is wrong with it."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

import httpx
import pytest

from tests.contract.test_receivers import OTHER, SECRET, signed
from tests.fixtures.commands import ZHENGGAI, environment, zhenggai

BUDGET_SECONDS = 30


@contextmanager
def listening(data: Path) -> Iterator[tuple[str, IO[str]]]:
    """The receiver's address and what it prints. It runs on a port of its own choice, on loopback."""
    env = environment(data, 0, ZHENGGAI_WEBHOOK_SECRET=SECRET, PYTHONUNBUFFERED="1")
    program = [str(ZHENGGAI), "hooks", "listen", "--port", "0"]
    with subprocess.Popen(program, env=env, cwd=data, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            assert "http://127.0.0.1:" in said, said
            yield said.rpartition(" ")[2].strip(), process.stdout
        finally:
            process.kill()


def test_verified_events_are_told_and_challenges_echoed(tmp_path: Path) -> None:
    """One line an event in both languages, with its state in words; control characters do not reach the terminal."""
    event = {
        "id": "evt_7",
        "type": "measure.signed_off.v1",
        "subject": "c1-1-1\x1b[2J",
        "time": "2026-11-24T06:30:00Z",
        "data": {"state": "signed_off", "challenge": "token"},
    }
    with listening(tmp_path) as (url, printed):
        answer = httpx.post(f"{url}any/path", **signed(body=json.dumps(event).encode()))
        line = printed.readline()

    assert (answer.status_code, answer.json()) == (200, {"challenge": "token"})
    assert line == (
        "✓ 已验证 verified  2026-11-24T06:30:00Z  measure.signed_off.v1  c1-1-1?[2J  evt_7  已销号 signed_off\n"
    )


def test_what_is_wrong_is_said_and_nothing_of_it_shown(tmp_path: Path) -> None:
    """Another secret, an old timestamp, no headers, half a signature: 400 and the reason; never the secret."""
    half = signed()
    half["headers"]["webhook-signature"] = "half"
    sent = [signed(OTHER), signed(ago=timedelta(hours=1)), {"content": b"hello \x1b[31m"}, half]
    sent += [signed(body=b"no json"), signed(body=b"[1]")]
    with listening(tmp_path) as (url, printed):
        codes = [httpx.post(url, **request).status_code for request in sent]
        lines = [printed.readline() for _ in sent]
        too_much = httpx.post(url, content=b"x" * (1024 * 1024 + 1)).status_code

    assert codes == [400] * len(sent)
    assert too_much == 413
    assert all(line.startswith("✗ ") for line in lines)
    told = ["no signature fits", "too old or too new", "missing webhook-id", "no signature fits", "not an event"]
    assert all(words in line for words, line in zip([*told, "not an event"], lines, strict=True))
    assert SECRET.removeprefix("whsec_") not in "".join(lines)
    assert "hello" not in "".join(lines)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "zgk_abc",
        "whsec_",
        "whsec_a!",
        "whsec_" + b64encode(b"short").decode(),
        "whsec_" + b64encode(b"x" * 65).decode(),
    ],
)
def test_a_secret_that_is_none_is_refused_unseen(tmp_path: Path, secret: str) -> None:
    """Exit 1 with one line that names the variable, not what stands in it."""
    done = zhenggai("hooks", "listen", env=environment(tmp_path, 0, ZHENGGAI_WEBHOOK_SECRET=secret))

    assert done.returncode == 1
    assert "ZHENGGAI_WEBHOOK_SECRET" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not secret.removeprefix("whsec_") or secret not in done.stderr


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    """Exit 1, and what to do."""
    with listening(tmp_path) as (url, _):
        port = url.rstrip("/").rpartition(":")[2]
        env = environment(tmp_path, 0, ZHENGGAI_WEBHOOK_SECRET=SECRET)
        done = zhenggai("hooks", "listen", "--port", port, env=env)

    assert done.returncode == 1
    assert "--port" in done.stderr
