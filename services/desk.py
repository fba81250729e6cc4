"""The counter where commands are handed in: one way from a route to the inbox and back."""

from datetime import datetime
from typing import Annotated, Any, TypedDict

from fastapi import Depends, Request, Response

from schemas.api import Receipt
from schemas.commands import Command
from schemas.ledger import Applied
from schemas.ledger import SubmissionStatus as Status
from schemas.refusals import Refused
from services.asked import Asked
from services.auth import Caller
from services.dependencies import CallerDep, Platform
from services.errors import ProblemError, refusal
from services.inbox import Answer, Ask
from services.preconditions import KeyHeader, MatchHeader, checked_key, etag, expected_seq
from services.preparing import Body, prepare, take_back


class Desk:
    """Holds what every command request has in common; `hand_in` does the rest."""

    def __init__(self, platform: Platform, caller: Caller, now: datetime, key: str, expected_seq: int | None) -> None:
        self._platform = platform
        self._caller = caller
        self._now = now
        self._key = key
        self._expected_seq = expected_seq

    async def hand_in(self, measure_id: str, said: Command | Body) -> Response:
        """200 with a receipt and ETag, 202 with Location when it is kept for later, else a problem."""
        asked = Asked(self._platform.database, self._caller, measure_id, self._key, self._now)
        command = await prepare(asked, said)
        ask = Ask(measure_id, self._key, command, self._expected_seq)
        try:
            return respond(await self._platform.inbox.submit(self._caller, ask, self._now))
        except ProblemError:
            await take_back(asked, command)
            raise


async def desk(
    request: Request, caller: CallerDep, idempotency_key: KeyHeader = None, if_match: MatchHeader = None
) -> Desk:
    caller.require_scope("submit")
    platform: Platform = request.state.platform
    return Desk(platform, caller, platform.clock(), checked_key(idempotency_key), expected_seq(if_match))


DeskDep = Annotated[Desk, Depends(desk)]


def respond(answer: Answer) -> Response:
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else {}
    if isinstance(answer.outcome, Refused):
        raise refusal(answer.outcome, submission_id=answer.submission_id, headers=headers)
    if answer.status is Status.QUARANTINED:
        raise ProblemError("submission.quarantined", answer.submission_id, submission_id=answer.submission_id)
    if answer.outcome is None:
        headers["Location"] = f"/api/v1/submissions/{answer.submission_id}"
        headers["Retry-After"] = "2"
        return _receipt(answer, None, 202, headers)
    headers["ETag"] = etag(answer.outcome.seq)
    return _receipt(answer, answer.outcome, 200, headers)


def _receipt(answer: Answer, applied: Applied | None, status: int, headers: dict[str, str]) -> Response:
    receipt = Receipt(
        submission_id=answer.submission_id,
        measure_id=answer.measure_id,
        status=answer.status,
        seq=applied.seq if applied else None,
        hash=applied.hash if applied else None,
        state=applied.state if applied else None,
    )
    return Response(receipt.model_dump_json(), status, headers, "application/json")


class RouteOptions(TypedDict):
    """What every command route declares: its answers, and a body far below Temporal's limits."""

    responses: dict[int | str, dict[str, Any]]
    max_body_size: int


COMMAND: RouteOptions = {
    "responses": {
        200: {"model": Receipt, "description": "In the ledger, on disk, exactly once."},
        202: {"model": Receipt, "description": "In the inbox, on disk; follow `Location` until it is settled."},
    },
    "max_body_size": 64 * 1024,
}
