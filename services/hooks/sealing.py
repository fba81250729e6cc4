"""Endpoints' secrets at rest: sealed with a key of the operator's (AES-256-GCM), bound to their endpoint."""

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.settings import Settings, StartError

NONCE_BYTES = 12


class SealBrokenError(Exception):
    """What is sealed was sealed with another key, or for another endpoint."""


class Seal:
    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(hashlib.sha256(key).digest())

    def close(self, secret: str, endpoint_id: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, secret.encode(), endpoint_id.encode())
        return base64.b64encode(nonce + sealed).decode()

    def open(self, sealed: str, endpoint_id: str) -> str:
        """Raises `SealBrokenError`."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], endpoint_id.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise SealBrokenError(endpoint_id) from error


def build_seal(settings: Settings) -> Seal:
    """From the setting; without one from a key file in the data directory, made at first use."""
    if settings.hooks_key is not None:
        return Seal(settings.hooks_key.get_secret_value().encode())
    return Seal(_key_file(settings.data / "hooks.key"))


def _key_file(path: Path) -> bytes:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            _write_once(path, secrets.token_hex(32))
        return path.read_bytes().strip()
    except OSError as error:
        raise StartError(
            f"没有 ZHENGGAI_HOOKS_KEY, 也不能写入 / ZHENGGAI_HOOKS_KEY is not set and {path}: {error.strerror}"
        ) from error


def _write_once(path: Path, key: str) -> None:
    """Whole or not at all, and whoever is first wins: other processes may start at the same moment."""
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()
