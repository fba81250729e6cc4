"""The rules of delivering, pure: what an answer means, when to try again, which steps an endpoint may take."""

import hashlib
from enum import StrEnum

from schemas.endpoints import EndpointStatus as Status

RETRIED_STATUSES = frozenset({408, 425, 429})
GONE = 410
# A receiver may ask for patience, not for silence.
LONGEST_WAIT_SECONDS = 86_400.0
JITTER = 0.1

STEPS: dict[str, frozenset[Status]] = {
    "verify": frozenset({Status.PENDING}),
    "ping": frozenset(Status),
    "pause": frozenset({Status.ACTIVE}),
    "resume": frozenset({Status.ACTIVE, Status.PAUSED, Status.DISABLED}),
    "redeliver": frozenset({Status.ACTIVE, Status.PAUSED, Status.DISABLED}),
}


class Verdict(StrEnum):
    """What an answer means for the delivery; `gone` ends it and the endpoint with it."""

    DELIVERED = "delivered"
    AGAIN = "again"
    FAILED = "failed"
    GONE = "gone"


def verdict(status_code: int | None) -> Verdict:
    """None: there was no answer, whatever the reason. Redirects are not followed, so they are failures."""
    if status_code is None or status_code in RETRIED_STATUSES or status_code >= 500:  # noqa: PLR2004 - RFC 9110
        return Verdict.AGAIN
    if 200 <= status_code < 300:  # noqa: PLR2004 - RFC 9110
        return Verdict.DELIVERED
    return Verdict.GONE if status_code == GONE else Verdict.FAILED


def wait_after(tries: int, schedule: tuple[float, ...], asked: float | None, seed: str) -> float | None:
    """Seconds until the next try; None when there is none left.

    Args:
        tries: how many there were, this one included.
        schedule: seconds before the second, third … try.
        asked: what the receiver asked for (`Retry-After`), if it did.
        seed: what the jitter is drawn from, so that it is the same in every replay.
    """
    if tries > len(schedule):
        return None
    if asked is not None:
        return max(schedule[0], min(asked, LONGEST_WAIT_SECONDS))
    drawn = int.from_bytes(hashlib.sha256(f"{seed}/{tries}".encode()).digest()[:4]) / 2**32
    return schedule[tries - 1] * (1 - JITTER + 2 * JITTER * drawn)


def may(step: str, status: Status) -> bool:
    """Whether an endpoint in this status may take the step."""
    return status in STEPS[step]
