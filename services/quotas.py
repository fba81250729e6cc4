"""How many requests one caller may make: a leaky bucket for each, in the memory of this process.

A quota of 6,000 in 60 seconds is a burst of 6,000 after silence and 100 a second for good. Answers
tell it by the fields of draft-ietf-httpapi-ratelimit-headers-11.
"""

import math
from dataclasses import dataclass

WINDOW_SECONDS = 60
# Thousands of small steps do not add up to the window exactly.
ROUNDING = 1e-6
# Of so many callers the bucket is remembered, so that a flood from many addresses fills no memory.
REMEMBERED = 10_000


@dataclass(frozen=True)
class Standing:
    """Where a caller stands after a request. Times are in seconds; `wait` is 0 when it was admitted."""

    policy: str
    quota: int
    remaining: int
    refilled: float
    wait: float

    @property
    def headers(self) -> dict[str, str]:
        """`t` is when the quota is whole again."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={WINDOW_SECONDS}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={math.ceil(self.refilled)}',
        }

    @property
    def retry_after(self) -> str:
        return str(max(1, math.ceil(self.wait)))


class Quota:
    """One policy. Its clock only has to go forward: the time of day may be put back, and would shut people out."""

    def __init__(self, policy: str, a_minute: int) -> None:
        self.policy, self.quota = policy, a_minute
        self._step = WINDOW_SECONDS / a_minute
        # When each caller's bucket will be empty, which is all there is to know (GCRA).
        self._empty_at: dict[str, float] = {}

    def take(self, who: str, now: float) -> Standing:
        """One request of `who` at `now`; a refused one takes nothing."""
        filled = self._filled(who, now) + self._step
        if filled > WINDOW_SECONDS + ROUNDING:
            return Standing(self.policy, self.quota, 0, filled - self._step, filled - WINDOW_SECONDS)
        self._empty_at[who] = now + filled
        if len(self._empty_at) > REMEMBERED:
            self._forget(now)
        return Standing(self.policy, self.quota, self._left(filled), filled, 0.0)

    def is_spent(self, who: str, now: float) -> bool:
        """Whether the next request of `who` would be refused; takes nothing."""
        return self._filled(who, now) + self._step > WINDOW_SECONDS + ROUNDING

    def _filled(self, who: str, now: float) -> float:
        return max(self._empty_at.get(who, 0.0) - now, 0.0)

    def _left(self, filled: float) -> int:
        return round((WINDOW_SECONDS - filled) / self._step)

    def _forget(self, now: float) -> None:
        """Those whose quota is whole again lose nothing by it; if that is not enough, those known longest."""
        kept = [(who, empty) for who, empty in self._empty_at.items() if empty > now]
        self._empty_at = dict(kept[-REMEMBERED // 2 :])
