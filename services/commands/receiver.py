"""A receiver of webhooks for one's own machine: tells what came, and never believes what is not signed.

Nothing of an unverified request is shown: whoever reaches the port could write on the terminal.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from standardwebhooks import Webhook, WebhookVerificationError

from services.wording.catalogue import STATES_ZH

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
# The tolerance of the Standard Webhooks libraries.
TOLERANCE_SECONDS = 300
BODY_LIMIT = 1024 * 1024
Say = Callable[[str], None]


@dataclass(frozen=True)
class Verdict:
    """What to tell about a request, and the event if it can be believed."""

    line: str
    event: Mapping[str, Any] | None


def judge(webhook: Webhook, headers: Mapping[str, str], body: bytes, now: datetime) -> Verdict:
    """Whether a request was signed by the holder of the secret, lately, and unchanged since."""
    wrong = _plain_fault(headers, now) or _signature_fault(webhook, headers, body)
    if wrong:
        return Verdict(f"✗ 未通过验证 not verified: {wrong}", None)
    try:
        event = json.loads(body)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        return Verdict("✗ 已验证，但不是事件 verified, but not an event: a JSON object was expected", None)
    return Verdict(f"✓ 已验证 verified  {_told(event)}", event)


def _plain_fault(headers: Mapping[str, str], now: datetime) -> str:
    missing = [name for name in HEADERS if not headers.get(name)]
    if missing:
        return f"缺少 missing {', '.join(missing)}"
    try:
        off = abs(now.timestamp() - float(headers["webhook-timestamp"]))
    except ValueError:
        return "时间戳不是数字 webhook-timestamp is not a number"
    if not off <= TOLERANCE_SECONDS:
        return f"时间戳相差超过 {TOLERANCE_SECONDS} 秒 webhook-timestamp is too old or too new"
    return ""


def _signature_fault(webhook: Webhook, headers: Mapping[str, str], body: bytes) -> str:
    try:
        webhook.verify(body, {name: headers[name] for name in HEADERS}, json_parse=False)
    # A signature that is not even well formed raises ValueError.
    except (WebhookVerificationError, ValueError):
        return "签名与密钥不符 no signature fits the secret"
    return ""


def _told(event: Mapping[str, Any]) -> str:
    parts = [str(event.get(name, "-")) for name in ("time", "type", "subject", "id")]
    data = event.get("data")
    state = data.get("state") if isinstance(data, dict) else None
    if state in STATES_ZH:
        parts.append(f"{STATES_ZH[state]} {state}")
    return "".join(letter if letter.isprintable() else "?" for letter in "  ".join(parts))


def receiver(webhook: Webhook, say: Say) -> FastAPI:
    """Answers 200 to verified events and echoes a challenge; 400 to everything else."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.post("/{path:path}", max_body_size=BODY_LIMIT)
    async def receive(path: str, request: Request) -> JSONResponse:  # noqa: ARG001 - any path will do
        verdict = judge(webhook, request.headers, await request.body(), datetime.now(UTC))
        say(verdict.line)
        if verdict.event is None:
            return JSONResponse({"verified": False}, 400)
        data = verdict.event.get("data")
        challenge = data.get("challenge") if isinstance(data, dict) else None
        return JSONResponse({"challenge": challenge} if challenge else {"verified": True})

    return app
