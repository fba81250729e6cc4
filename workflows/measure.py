"""`MeasureWorkflow`: a thin, durable shell round `lifecycle`. One run of it alone moves one measure."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from schemas.commands import Envelope
    from schemas.events import Event
    from schemas.ledger import AppendRequest, AppendResult, Applied, Loaded, LoadRequest, MeasureStart
    from schemas.measure import MeasureSnapshot
    from schemas.refusals import Refused
    from workflows.activity_interfaces import LEDGER, LedgerActivities
    from workflows.evolution import evolve
    from workflows.lifecycle import decide
    from workflows.names import REFUSED, UNKNOWN_MEASURE


@workflow.defn(name="Measure")
class MeasureWorkflow:
    """Serialises the commands of one measure and keeps (snapshot, head hash) in step with the ledger."""

    @workflow.init
    def __init__(self, start: MeasureStart) -> None:
        self._start = start
        self._lock = asyncio.Lock()
        self._snapshot = start.carried.snapshot if start.carried else None
        self._hash = start.carried.hash if start.carried else ""

    @workflow.run
    async def run(self, start: MeasureStart) -> None:
        async with self._lock:
            await self._ensure_loaded()
        if self._snapshot is None:
            # Nothing to keep: whoever asked is told by the handler, and a later start loads anew.
            await workflow.wait_condition(workflow.all_handlers_finished)
            return
        await workflow.wait_condition(self._history_is_long)
        # An update in flight holds its caller's answer; carrying over before it ends would drop it.
        await workflow.wait_condition(workflow.all_handlers_finished)
        carried = Loaded(snapshot=self._snapshot, hash=self._hash)
        workflow.continue_as_new(start.model_copy(update={"carried": carried}))

    @workflow.query
    def head(self) -> Loaded:
        """What the workflow believes the ledger's head to be; the reconciler compares it."""
        return Loaded(snapshot=self._snapshot, hash=self._hash)

    @workflow.update
    async def submit(self, envelope: Envelope, refresh: bool) -> Applied:
        """Apply one submission, exactly once. `refresh`: the caller saw another ledger than this run."""
        async with self._lock:
            await self._ensure_loaded()
            if refresh:
                await self._load()
            return await self._apply(envelope)

    @submit.validator
    def refuse_early(self, envelope: Envelope, refresh: bool) -> None:
        """Refuse without a history entry, when this run knows enough to."""
        if self._snapshot is None or refresh or self._lock.locked():
            return
        _decide(self._snapshot, envelope)

    @workflow.update
    async def catch_up(self) -> Loaded:
        """Fold the ledger anew, whatever this run believed; the answer is the head it holds then."""
        async with self._lock:
            await self._load()
            return self.head()

    async def _apply(self, envelope: Envelope) -> Applied:
        while True:
            snapshot = self._known()
            events = _decide(snapshot, envelope)
            result = await self._append(
                AppendRequest(
                    measure_id=snapshot.id,
                    submission_id=envelope.submission_id,
                    expected_seq=snapshot.seq,
                    events=events,
                )
            )
            # An earlier try that this run already folded leaves nothing to fold.
            fresh = events if result.own and result.own.seq > snapshot.seq else ()
            for event in result.missing or fresh:
                self._snapshot = evolve(self._snapshot, event)
            self._hash = result.hash
            if result.own:
                return result.own
            if not result.missing:
                # Nothing newer and not ours: the ledger is shorter than this run remembers, as after
                # a restored backup. The ledger is the record.
                workflow.logger.warning("ledger of %s is behind its workflow; folding it anew", snapshot.id)
                await self._load()

    async def _append(self, request: AppendRequest) -> AppendResult:
        return await workflow.execute_local_activity_method(LedgerActivities.append, request, **LEDGER)

    async def _ensure_loaded(self) -> None:
        if self._snapshot is None:
            await self._load()

    async def _load(self) -> None:
        request = LoadRequest(measure_id=self._start.measure_id)
        loaded = await workflow.execute_local_activity_method(LedgerActivities.load, request, **LEDGER)
        self._snapshot, self._hash = loaded.snapshot, loaded.hash

    def _known(self) -> MeasureSnapshot:
        if self._snapshot is None:
            raise ApplicationError(f"no measure {self._start.measure_id} in the ledger", type=UNKNOWN_MEASURE)
        return self._snapshot

    def _history_is_long(self) -> bool:
        info = workflow.info()
        long = info.get_current_history_length() >= self._start.continue_after
        return long or info.is_continue_as_new_suggested()


def _decide(snapshot: MeasureSnapshot, envelope: Envelope) -> tuple[Event, ...]:
    decision = decide(snapshot, envelope.command, envelope.actor, envelope.received_at, envelope.expected_seq)
    if isinstance(decision, Refused):
        raise ApplicationError(decision.code, decision, type=REFUSED, non_retryable=True)
    return decision
