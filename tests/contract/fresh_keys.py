"""Loaded by Schemathesis: a command is a new one each time, unless its key is what is tried out."""

import uuid
from typing import Any

import schemathesis

from services.preconditions import VISIBLE


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case[Any], _kwargs: dict[str, Any]) -> None:
    headers = case.headers
    key = headers.get("idempotency-key") if headers else None
    if headers and key is not None and VISIBLE.match(key):
        headers["idempotency-key"] = uuid.uuid4().hex
