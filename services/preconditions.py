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


async def idempotency_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            description="a new one for each thing you want done; the same when you repeat it",
            json_schema_extra={"pattern": VISIBLE.pattern},
        ),
    ] = None,
) -> str:
    if idempotency_key is None or not VISIBLE.match(idempotency_key):
        raise ProblemError("idempotency.missing")
    return idempotency_key


async def expected_seq(
    if_match: Annotated[
        str | None,
        Header(
            description="the ETag you read; 412 when somebody was faster",
            json_schema_extra={"pattern": r'^(\*|"[0-9]{1,9}")$'},
        ),
    ] = None,
) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    found = STRONG_ETAG.match(if_match.strip())
    if found is None:
        raise ProblemError("if_match.invalid")
    return int(found[1])


KeyDep = Annotated[str, Depends(idempotency_key)]
ExpectedSeqDep = Annotated[int | None, Depends(expected_seq)]
