"""Loaded by Schemathesis: a command is a new one each time, unless its key is what is tried out."""

import uuid
from typing import Any

import schemathesis

from services.preconditions import VISIBLE


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    key = (case.headers or {}).get("idempotency-key")
    if key is not None and VISIBLE.match(key):
        case.headers["idempotency-key"] = uuid.uuid4().hex
