"""Signatures of webhooks, by the Standard Webhooks scheme (HMAC-SHA256, `v1`)."""

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

PREFIX = "whsec_"
NEW_BYTES = 32
FEWEST_BYTES, MOST_BYTES = 24, 64


class SecretError(ValueError):
    """A secret that is no `whsec_` secret of 24 to 64 bytes. The text never holds the secret."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(NEW_BYTES)).decode()


def checked_secret(secret: str) -> str:
    """The secret, if it is one of the scheme.

    Raises:
        SecretError: wrong prefix, no base64, too short or too long.
    """
    if not secret.startswith(PREFIX):
        raise SecretError(f"a secret begins with {PREFIX}")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError as error:
        raise SecretError("what follows the prefix is base64") from error
    if not FEWEST_BYTES <= len(key) <= MOST_BYTES:
        raise SecretError(f"{FEWEST_BYTES} to {MOST_BYTES} bytes, not {len(key)}")
    return secret


def signed_headers(event_id: str, body: str, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """The three headers. With several secrets each of them signs, so a receiver may know either."""
    # The package takes the clock face of what it is given for UTC, whatever its zone.
    at = now.astimezone(UTC)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(event_id, at, body) for key in keys),
    }
