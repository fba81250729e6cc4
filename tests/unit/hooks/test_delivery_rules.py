"""What an answer means, and when it is tried again."""

import pytest

from schemas.endpoints import EndpointStatus
from workflows.delivery_rules import LONGEST_WAIT_SECONDS, STEPS, Verdict, may, verdict, wait_after

SCHEDULE = (5.0, 300.0, 1800.0)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        *((status, Verdict.DELIVERED) for status in (200, 201, 202, 204, 299)),
        *((status, Verdict.AGAIN) for status in (None, 408, 425, 429, 500, 502, 503, 504, 599)),
        *((status, Verdict.FAILED) for status in (100, 199, 300, 301, 302, 307, 308, 400, 401, 403, 404, 409, 422)),
        (410, Verdict.GONE),
    ],
)
def test_verdicts(status: int | None, expected: Verdict) -> None:
    """2xx is good; nothing, 5xx, 408, 425 and 429 are tried again; 410 is the end; all else, redirects too, fails."""
    assert verdict(status) is expected


def test_waits_follow_the_schedule_within_a_tenth() -> None:
    """Each pause is its own within ten percent, the same in every replay, and not the same for every event."""
    for tries, pause in enumerate(SCHEDULE, start=1):
        waits = {wait_after(tries, SCHEDULE, None, f"evt_{number}") for number in range(50)}
        assert len(waits) == 50
        assert all(wait is not None and 0.9 * pause <= wait <= 1.1 * pause for wait in waits)
    assert wait_after(1, SCHEDULE, None, "evt_1") == wait_after(1, SCHEDULE, None, "evt_1")


def test_after_the_last_try_there_is_none() -> None:
    """As many tries as pauses and one; a receiver's wish for patience adds none."""
    assert wait_after(3, SCHEDULE, None, "evt_1") is not None
    assert wait_after(4, SCHEDULE, None, "evt_1") is None
    assert wait_after(4, SCHEDULE, 1.0, "evt_1") is None


def test_patience_asked_for_is_given_within_bounds() -> None:
    """`Retry-After` holds, but not for less than the first pause and not for more than a day."""
    assert wait_after(1, SCHEDULE, 120.0, "evt_1") == 120.0
    assert wait_after(2, SCHEDULE, 0.0, "evt_1") == 5.0
    assert wait_after(1, SCHEDULE, 1e12, "evt_1") == LONGEST_WAIT_SECONDS


def test_steps_of_an_endpoint() -> None:
    """Every step in every status."""
    table = {(step, status): may(step, status) for step in STEPS for status in EndpointStatus}

    assert {key for key, allowed in table.items() if not allowed} == {
        ("verify", EndpointStatus.ACTIVE),
        ("verify", EndpointStatus.PAUSED),
        ("verify", EndpointStatus.DISABLED),
        ("pause", EndpointStatus.PENDING),
        ("pause", EndpointStatus.PAUSED),
        ("pause", EndpointStatus.DISABLED),
        ("resume", EndpointStatus.PENDING),
        ("redeliver", EndpointStatus.PENDING),
    }
