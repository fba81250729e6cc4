"""Request headers a command depends on: `Idempotency-Key` and `If-Match` (RFC 9110 section 13.1.1)."""

import re
from typing import Annotated

from fastapi import Depends, Header

from services.errors import ProblemError

VISIBLE = re.compile(r"^[\x21-\x7e]{1,128}$")
STRONG_ETAG = re.compile(r'^"(\d{1,9})"$')


def etag(seq: int) -> str:
    """A measure's entity tag is its ledger sequence."""
    return f'"{seq}"'


KeyHeader = Annotated[
    str | None,
    Header(
        description="a new one for each thing you want done; the same when you repeat it",
        json_schema_extra={"pattern": VISIBLE.pattern},
    ),
]
MatchHeader = Annotated[
    str | None,
    Header(
        description="the ETag you read; 412 when somebody was faster",
        json_schema_extra={"pattern": r'^(\*|"[0-9]{1,9}")$'},
    ),
]


def checked_key(given: str | None) -> str:
    if given is None or not VISIBLE.match(given):
        raise ProblemError("idempotency.missing")
    return given


def expected_seq(if_match: str | None) -> int | None:
    """The sequence that a command is for; null where any will do."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = STRONG_ETAG.match(if_match.strip())
    if found is None:
        raise ProblemError("if_match.invalid")
    return int(found[1])


async def given_key(idempotency_key: KeyHeader = None) -> str:
    return checked_key(idempotency_key)


KeyDep = Annotated[str, Depends(given_key)]
