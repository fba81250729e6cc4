"""Bells of the lanes that run in this process: whoever publishes rings, and the lane looks at once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Bells:
    """One bell for each running lane, by its endpoint."""

    def __init__(self) -> None:
        self._bells: dict[str, list[asyncio.Event]] = {}

    @contextmanager
    def hung(self, endpoint_id: str) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        self._bells.setdefault(endpoint_id, []).append(bell)
        try:
            yield bell
        finally:
            self._bells[endpoint_id].remove(bell)
            if not self._bells[endpoint_id]:
                del self._bells[endpoint_id]

    def ring(self, endpoint_id: str) -> bool:
        """False when that lane does not run here."""
        bells = self._bells.get(endpoint_id, [])
        for bell in bells:
            bell.set()
        return bool(bells)
