"""What the platform says of its own health."""

from typing import Literal

from schemas.measure import Frozen


class Alive(Frozen):
    status: Literal["alive"]


class Readiness(Frozen):
    """Each part by name: `ok`, or what failed."""

    status: Literal["ready", "not ready"]
    parts: dict[str, str]
