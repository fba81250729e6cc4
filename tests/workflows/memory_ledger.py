"""The ledger in memory, behind the interface the workflow asks for, with faults to order."""

from dataclasses import dataclass, field

from temporalio import activity

from schemas.events import Event
from schemas.ledger import AppendRequest, AppendResult, Applied, Loaded, LoadRequest
from schemas.packs import Setting
from workflows.activity_interfaces import LedgerActivities
from workflows.canonical import GENESIS, chain_hash
from workflows.evolution.fold import fold


class BrokenError(Exception):
    """Named like the real one below, because a retry policy knows errors by their class name."""


BrokenError.__name__ = "LedgerBrokenError"


@dataclass
class Stream:
    """One measure's rows: its events, and the submission each came from."""

    events: list[Event] = field(default_factory=list)
    submissions: list[str | None] = field(default_factory=list)

    def head(self, seq: int | None = None) -> str:
        """The hash of the last row, or of the one with that number; empty where there is none."""
        digest = GENESIS
        for event in self.events[:seq]:
            digest = chain_hash(digest, event.model_dump_json())
        return digest if len(self.events) >= (seq or 1) else ""


class MemoryLedger(LedgerActivities):
    """Compare-and-append as `AppendResult` promises it.

    `setting` is what the measures' campaign holds now. `away` appends fail before writing anything,
    `lost` ones after writing, `broken` ones for good.
    """

    def __init__(self) -> None:
        self.streams: dict[str, Stream] = {}
        self.outcomes: dict[str, Applied] = {}
        self.away = self.lost = self.broken = 0
        self.appends = self.loads = 0
        self.setting: Setting | None = None

    def write(self, measure_id: str, events: tuple[Event, ...], submission: str | None = None) -> Applied:
        """Rows written by whoever: the workflow, or somebody the workflow knows nothing of."""
        stream = self.streams.setdefault(measure_id, Stream())
        stream.events += events
        stream.submissions += [submission] * len(events)
        snapshot = fold(stream.events)
        assert snapshot
        own = Applied(seq=snapshot.seq, hash=stream.head(), state=snapshot.state)
        if submission:
            self.outcomes[submission] = own
        return own

    @activity.defn(name="ledger_append")
    async def append(self, request: AppendRequest) -> AppendResult:
        self.appends += 1
        if self.broken:
            self.broken -= 1
            raise BrokenError("ordered by the test")
        if self.away:
            self.away -= 1
            raise OSError("ordered by the test")
        result = self._append(request)
        if self.lost:
            self.lost -= 1
            raise OSError("written, and the answer lost")
        return result

    def _append(self, request: AppendRequest) -> AppendResult:
        stream = self.streams[request.measure_id]
        own = self.outcomes.get(request.submission_id or "")
        if own or not request.follows(len(stream.events), stream.head()):
            diverged = request.expected_hash not in {None, stream.head(request.expected_seq)}
            missing = () if diverged else tuple(stream.events[request.expected_seq :])
            return AppendResult(own=own, missing=missing, hash=stream.head(), diverged=diverged)
        own = self.write(request.measure_id, request.events, request.submission_id)
        return AppendResult(own=own, missing=(), hash=own.hash)

    @activity.defn(name="ledger_load")
    async def load(self, request: LoadRequest) -> Loaded:
        self.loads += 1
        stream = self.streams.get(request.measure_id, Stream())
        return Loaded(snapshot=fold(stream.events), hash=stream.head(), setting=self.setting)
