"""Cursors come back as what went in, and nothing else does."""

import base64
import json
from datetime import UTC, datetime

import pytest

from services.cursors import LARGEST_PLAIN, cursor_of, parts_of
from services.errors import ProblemError

MOMENT = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)


def written(told: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def test_what_went_in_comes_out() -> None:
    """Texts, numbers and moments, of any alphabet."""
    assert parts_of(cursor_of("区住建局", 7, MOMENT), str, int, datetime) == ("区住建局", 7, MOMENT)


@pytest.mark.parametrize(
    "told",
    [
        *(["c"], ["c", 1, 2], ["c", "1"], ["c", True], ["c", -1], ["c", 1.0], ["c", 2**31], [1, 1]),
        *({}, None, 5, ["\ud800", 1], ["a\x00b", 1]),
    ],
)
def test_what_was_never_written_is_refused(told: object) -> None:
    with pytest.raises(ProblemError, match=r"cursor\.invalid"):
        parts_of(written(told), str, int, below=LARGEST_PLAIN)


@pytest.mark.parametrize("told", ["2026-11-24T10:00:00", "yesterday", 5, ""])
def test_a_moment_has_a_zone(told: object) -> None:
    with pytest.raises(ProblemError, match=r"cursor\.invalid"):
        parts_of(written([told]), datetime)


@pytest.mark.parametrize("cursor", ["", "%", "x", "中文", "[" * 400])
def test_what_is_no_text_of_ours(cursor: str) -> None:
    with pytest.raises(ProblemError, match=r"cursor\.invalid"):
        parts_of(cursor, str)
