"""`MeasureWorkflow`: a thin, durable shell round `lifecycle`. One run of it alone moves one measure."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from schemas.calendar_events import CalendarAdopted
    from schemas.commands import Envelope
    from schemas.events import Event
    from schemas.ledger import AppendRequest, AppendResult, Applied, Loaded, LoadRequest, MeasureStart
    from schemas.measure import MeasureState
    from schemas.offspring_commands import MergeMeasures
    from schemas.packs import STANDARD
    from schemas.refusals import Refused
    from schemas.snapshot import MeasureSnapshot
    from workflows.activity_interfaces import LEDGER, LedgerActivities
    from workflows.alarms import next_alarm
    from workflows.evolution.fold import evolve
    from workflows.lifecycle import decide, tick
    from workflows.names import CLOCKED, REFUSED, UNKNOWN_MEASURE


@workflow.defn(name="Measure")
class MeasureWorkflow:
    """Serialises the commands of one measure, rings its clock, keeps (snapshot, head hash) in step with the ledger."""

    @workflow.init
    def __init__(self, start: MeasureStart) -> None:
        self._start = start
        self._lock = asyncio.Lock()
        self._snapshot: MeasureSnapshot | None = None
        self._hash = ""
        self._setting = STANDARD
        self._alarm: datetime | None = None
        self._round = 0
        # Runs that the first release began have no clock: theirs starts with their next run.
        self._clocked = workflow.patched(CLOCKED)
        # What the first release carried over knows no setting, so it is read again.
        if start.carried and (start.carried.setting or not self._clocked):
            self._hold(start.carried)

    @workflow.run
    async def run(self, start: MeasureStart) -> None:
        async with self._lock:
            await self._ensure_loaded()
        if self._snapshot is None:
            # Nothing to keep: whoever asked is told by the handler, and a later start loads anew.
            await workflow.wait_condition(workflow.all_handlers_finished)
            return
        self._round = self._snapshot.round
        while not await self._until_alarm():
            async with self._lock:
                await self._ring()
        # An update in flight holds its caller's answer; carrying over before it ends would drop it.
        await workflow.wait_condition(workflow.all_handlers_finished)
        if self._rests():
            # Nothing rings and nobody is expected; who comes all the same starts a run anew.
            return
        workflow.continue_as_new(start.model_copy(update={"carried": self.head()}))

    @workflow.query
    def head(self) -> Loaded:
        """What the workflow believes the ledger's head to be; the reconciler compares it."""
        return Loaded(snapshot=self._snapshot, hash=self._hash, setting=self._setting)

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
        self._decide(self._snapshot, envelope)

    @workflow.update
    async def catch_up(self) -> Loaded:
        """Fold the ledger anew, whatever this run believed; the answer is the head it holds then."""
        async with self._lock:
            await self._load()
            return self.head()

    async def _until_alarm(self) -> bool:
        """Sleep until the clock rings (false) or this run ends (true).

        A timer is kept as long as nothing rings before it: letting it fire in vain costs less than
        a new one with every command.
        """
        armed = self._alarm
        timeout = None if armed is None else max(armed - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(lambda: self._ends() or self._rings_before(armed), timeout=timeout)
        except TimeoutError:
            return False
        return self._ends()

    def _rings_before(self, armed: datetime | None) -> bool:
        return self._alarm is not None and (armed is None or self._alarm < armed)

    async def _ring(self) -> None:
        """Append what the clock demands now; when somebody wrote meanwhile, ask again on what they wrote."""
        while self._alarm and self._alarm <= workflow.now():
            snapshot = self._known()
            events = tick(snapshot, workflow.now(), self._setting)
            request = AppendRequest(
                measure_id=snapshot.id,
                submission_id=None,
                expected_seq=snapshot.seq,
                expected_hash=self._hash,
                events=events,
            )
            result = await self._append(request)
            await self._follow(snapshot, result, events)

    async def _apply(self, envelope: Envelope) -> Applied:
        while True:
            snapshot = self._known()
            events = self._decide(snapshot, envelope)
            request = AppendRequest(
                measure_id=snapshot.id,
                submission_id=envelope.submission_id,
                expected_seq=snapshot.seq,
                expected_hash=self._hash,
                events=events,
                envelope=envelope if isinstance(envelope.command, MergeMeasures) else None,
            )
            result = await self._append(request)
            if result.refused:
                raise self._refusal(result.refused)
            await self._follow(snapshot, result, events)
            if result.own:
                return result.own

    def _decide(self, snapshot: MeasureSnapshot, envelope: Envelope) -> tuple[Event, ...]:
        decision = decide(
            snapshot,
            envelope.command,
            envelope.actor,
            envelope.received_at,
            envelope.expected_seq,
            setting=self._setting,
        )
        if isinstance(decision, Refused):
            raise self._refusal(decision)
        return decision

    def _refusal(self, refused: Refused) -> ApplicationError:
        """With the hash it was decided on: the engine remembers refusals, also of a ledger that was replaced since."""
        return ApplicationError(refused.code, refused, self._hash, type=REFUSED, non_retryable=True)

    async def _follow(self, snapshot: MeasureSnapshot, result: AppendResult, events: tuple[Event, ...]) -> None:
        """Fold what the ledger now holds beyond `snapshot`."""
        if result.diverged or not (result.own or result.missing):
            # The ledger is shorter than this run remembers, or went another way, as after a restored backup. It is
            # the record. (Histories of the first releases say it by an answer without own and missing rows.)
            workflow.logger.warning("ledger of %s is not its workflow's; folding it anew", snapshot.id)
            await self._load()
            return
        # An earlier try that this run already folded leaves nothing to fold.
        fresh = events if result.own and result.own.seq > snapshot.seq else ()
        folded = result.missing or fresh
        for event in folded:
            snapshot = evolve(snapshot, event)
        self._hold(Loaded(snapshot=snapshot, hash=result.hash, setting=self._setting))
        if any(isinstance(event, CalendarAdopted) for event in folded):
            # From here on it is judged by the calendar that its campaign holds now.
            await self._load()

    async def _append(self, request: AppendRequest) -> AppendResult:
        return await workflow.execute_local_activity_method(LedgerActivities.append, request, **LEDGER)

    async def _ensure_loaded(self) -> None:
        if self._snapshot is None:
            await self._load()

    async def _load(self) -> None:
        request = LoadRequest(measure_id=self._start.measure_id)
        self._hold(await workflow.execute_local_activity_method(LedgerActivities.load, request, **LEDGER))

    def _hold(self, loaded: Loaded) -> None:
        self._snapshot, self._hash = loaded.snapshot, loaded.hash
        self._setting = loaded.setting or STANDARD
        self._alarm = next_alarm(loaded.snapshot, self._setting) if self._clocked and loaded.snapshot else None

    def _known(self) -> MeasureSnapshot:
        if self._snapshot is None:
            raise ApplicationError(f"no measure {self._start.measure_id} in the ledger", type=UNKNOWN_MEASURE)
        return self._snapshot

    def _ends(self) -> bool:
        """A run ends when it has become long, with its round, and when the measure is filed away."""
        return self._history_is_long() or self._rests() or self._began_a_round()

    def _rests(self) -> bool:
        """Filed away, and nobody waits for a decision."""
        snapshot = self._snapshot
        return snapshot is not None and snapshot.state is MeasureState.ARCHIVED and snapshot.revocation is None

    def _began_a_round(self) -> bool:
        return self._snapshot is not None and self._snapshot.round > self._round

    def _history_is_long(self) -> bool:
        info = workflow.info()
        long = info.get_current_history_length() >= self._start.continue_after
        return long or info.is_continue_as_new_suggested()
