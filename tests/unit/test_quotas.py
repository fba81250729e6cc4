"""Quotas: a burst, then a steady rate; told truly; bounded in memory."""

import pytest

from services.quotas import REMEMBERED, Quota


def admitted(quota: Quota, who: str, times: int, now: float) -> int:
    return sum(quota.take(who, now).wait == 0 for _ in range(times))


def test_a_burst_of_the_whole_quota_and_no_more() -> None:
    """After silence all 60 of a minute may come at once; the next has to wait."""
    quota = Quota("test", 60)

    assert admitted(quota, "a", 100, 1000.0) == 60


def test_then_one_for_each_step_of_time() -> None:
    """60 a minute is one a second for good, however often the caller tries in between."""
    quota = Quota("test", 60)
    admitted(quota, "a", 60, 1000.0)

    tried = [admitted(quota, "a", 3, 1000.0 + second) for second in range(1, 11)]

    assert tried == [1] * 10


def test_the_quota_is_whole_again_after_a_minute() -> None:
    quota = Quota("test", 60)
    admitted(quota, "a", 60, 1000.0)

    assert admitted(quota, "a", 100, 1060.0) == 60


def test_callers_do_not_take_from_each_other() -> None:
    quota = Quota("test", 5)
    admitted(quota, "a", 10, 0.0)

    assert admitted(quota, "b", 10, 0.0) == 5


def test_the_wait_that_is_told_is_enough_and_no_more() -> None:
    """Who waits as long as told is admitted; a little less and it is refused."""
    quota = Quota("test", 30)
    admitted(quota, "a", 30, 0.0)
    wait = quota.take("a", 0.5).wait

    assert quota.take("a", 0.5 + wait - 0.01).wait > 0
    assert quota.take("a", 0.5 + wait + 0.01).wait == 0


def test_the_headers_say_policy_and_rest() -> None:
    """As structured fields: quota and window; what is left and the seconds until it is whole."""
    quota = Quota("person", 120)
    first, second = quota.take("a", 0.0), quota.take("a", 0.0)

    assert first.headers == {"RateLimit-Policy": '"person";q=120;w=60', "RateLimit": '"person";r=119;t=1'}
    assert second.headers["RateLimit"] == '"person";r=118;t=1'


def test_a_refusal_tells_when_to_come_back() -> None:
    quota = Quota("machine", 2)
    admitted(quota, "a", 2, 0.0)

    refused = quota.take("a", 0.0)

    assert (refused.remaining, refused.retry_after) == (0, "30")


@pytest.mark.parametrize("spent", [0, 59])
def test_asking_whether_it_is_spent_takes_nothing(spent: int) -> None:
    quota = Quota("test", 60)
    admitted(quota, "a", spent, 0.0)

    assert not any(quota.is_spent("a", 0.0) for _ in range(1000))
    assert admitted(quota, "a", 100, 0.0) == 60 - spent
    assert quota.is_spent("a", 0.0)


def test_a_flood_from_everywhere_fills_no_memory() -> None:
    """Of ever new callers only so many are remembered; the present one always is."""
    quota = Quota("test", 1)

    for number in range(3 * REMEMBERED):
        assert quota.take(f"caller {number}", 0.0).wait == 0
        assert quota.take(f"caller {number}", 0.0).wait > 0
        assert len(quota._empty_at) <= REMEMBERED
