"""Speaking to a running platform over HTTP: `ZHENGGAI_URL`, `ZHENGGAI_TOKEN`, or the local administrator's token."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from services.commands.loop import fail, read_settings
from services.settings import Settings

TIMEOUT_SECONDS = 60.0


@contextmanager
def platform() -> Iterator[httpx.Client]:
    """A client with the caller's token; one clear line when nobody answers."""
    url = os.environ.get("ZHENGGAI_URL", "http://127.0.0.1:8000")
    with httpx.Client(base_url=url, headers=_headers(), timeout=TIMEOUT_SECONDS) as client:
        try:
            yield client
        except httpx.TransportError as error:
            fail(f"连接不上平台 / nobody answers at {url} ({type(error).__name__}): start it, or set ZHENGGAI_URL")


def _headers() -> dict[str, str]:
    token = os.environ.get("ZHENGGAI_TOKEN") or _local_token(read_settings())
    if token is None:
        fail("缺少令牌 / no token: set ZHENGGAI_TOKEN, or run beside the data directory of the platform")
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid.uuid4().hex}


def _local_token(settings: Settings) -> str | None:
    file = settings.admin_token_file
    return file.read_text().strip() if file.exists() else None


def answer(response: httpx.Response) -> Any:  # noqa: ANN401 - JSON
    """The body of a good answer; a problem ends the command with its title and detail."""
    raw(response)
    return response.json()


def raw(response: httpx.Response) -> bytes:
    """A good answer that is a file."""
    if not response.is_success:
        fail(_said(response))
    return response.content


def _said(response: httpx.Response) -> str:
    try:
        problem = response.json()
    except ValueError:
        return f"HTTP {response.status_code}"
    lines = [f"{problem['title']}({problem['code']}): {problem['detail']}"]
    lines += [f"  {one['where']} {one['field']}: {one['zh']} {one['en']}" for one in problem.get("problems", [])]
    return "\n".join(lines)


def file_part(path: Path) -> dict[str, tuple[str, bytes]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    else:
        return {"file": (path.name, data)}
