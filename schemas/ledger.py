"""Shapes of the write path: what goes to the ledger and what comes back from it."""

from enum import StrEnum

from schemas.commands import Envelope
from schemas.events import Event
from schemas.measure import Frozen, MeasureState
from schemas.packs import SharedSetting
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot


class SubmissionStatus(StrEnum):
    """What became of a submission; only `received` is still open."""

    RECEIVED = "received"
    APPLIED = "applied"
    REFUSED = "refused"
    QUARANTINED = "quarantined"


class Applied(Frozen):
    """A submission is in the ledger: `seq` and `hash` of its last row, and the state it led to."""

    seq: int
    hash: str
    state: MeasureState


class AppendRequest(Frozen):
    """Write `events` after `expected_seq`, on behalf of one submission.

    `expected_hash` is the hash of that row; null where the caller goes by the number. `envelope` is given when its
    command moves other measures as well: they are judged in the same transaction.
    """

    measure_id: str
    submission_id: str | None
    expected_seq: int
    events: tuple[Event, ...]
    envelope: Envelope | None = None
    expected_hash: str | None = None

    def follows(self, seq: int, head: str) -> bool:
        """Whether the events were decided on that head. A restored ledger may be as long as the lost one."""
        return self.expected_seq == seq and self.expected_hash in {None, head}


class AppendResult(Frozen):
    """`own` is set when the submission's rows are in the ledger, now or from an earlier try.

    `missing` are the events after `expected_seq` that the caller did not know, its own among
    them where an earlier try wrote it; empty when the append was the plain case. `hash` is the
    stream's head. `refused`: another measure of the same command may not be moved, so nothing was written.
    `diverged`: the ledger has another row than the expected one, or none; nothing follows from what the caller holds.
    """

    own: Applied | None
    missing: tuple[Event, ...]
    hash: str
    refused: Refused | None = None
    diverged: bool = False


class LoadRequest(Frozen):
    """Fold a measure's whole ledger."""

    measure_id: str


class Loaded(Frozen):
    """The measure as the ledger has it; None when there is no such measure.

    `setting` is what its campaign froze; null in what the first release left behind.
    """

    snapshot: MeasureSnapshot | None
    hash: str
    setting: SharedSetting | None = None


class MeasureStart(Frozen):
    """Argument of a measure's workflow run. `carried` crosses continue-as-new, else it loads."""

    measure_id: str
    continue_after: int
    carried: Loaded | None = None
