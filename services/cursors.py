"""Cursors of lists: where the next page begins, written so that nobody takes it for something to compose."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

from services.errors import ProblemError

Part = str | int | datetime
# No number is larger than what both databases can compare; columns of plain integers end earlier.
LARGEST = 2**62
LARGEST_PLAIN = 2**31


def cursor_of(*parts: Part) -> str:
    told = [part.isoformat() if isinstance(part, datetime) else part for part in parts]
    text = json.dumps(told, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def parts_of(cursor: str, *kinds: type[Part], below: int = LARGEST) -> tuple[Any, ...]:
    """What went into a cursor, one part of each kind.

    Raises:
        ProblemError: `cursor.invalid` for anything that `cursor_of` can't have written for such a list.
    """
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return tuple(_sound(one, kind, below) for one, kind in zip(told, kinds, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ProblemError("cursor.invalid") from error


def _sound(told: Any, kind: type[Part], below: int) -> Part:  # noqa: ANN401 - what a stranger wrote
    found = datetime.fromisoformat(told) if kind is datetime else told
    if type(found) is not kind:
        raise TypeError(kind)
    if isinstance(found, datetime):
        if found.tzinfo is None:
            raise ValueError("a moment without a zone")
        # The first and the last day have no UTC in every zone.
        return found.astimezone(UTC)
    if isinstance(found, int) and not 0 <= found < below:
        raise ValueError("no number of ours")
    # A lone surrogate can't be encoded, and PostgreSQL keeps no zero byte.
    if isinstance(found, str) and b"\x00" in found.encode():
        raise ValueError("no text of ours")
    return found
