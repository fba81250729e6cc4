"""Heads that this process wrote or read last, so that the next append need not read them again.

Never believed: a head is used only where its hash is the one in the database, and equal hashes are equal ledgers.
"""

from collections import OrderedDict

from activities.writing import Held

# A snapshot takes some ten kibibytes.
REMEMBERED = 256


class Heads:
    def __init__(self) -> None:
        self._held: OrderedDict[str, Held] = OrderedDict()

    def of(self, measure_id: str) -> Held | None:
        return self._held.get(measure_id)

    def keep(self, held: Held) -> None:
        self._held[held.snapshot.id] = held
        self._held.move_to_end(held.snapshot.id)
        if len(self._held) > REMEMBERED:
            self._held.popitem(last=False)
