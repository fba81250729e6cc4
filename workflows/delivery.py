"""`LaneWorkflow`: one endpoint's durable lane. It runs, rests and wakes; events never pass through it."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from schemas.endpoints import LaneOrder, LaneReport, LaneStart
    from workflows.lane_activities import LANE, LaneActivities


@workflow.defn(name="Lane")
class LaneWorkflow:
    """Has its endpoint served by one activity at a time, again whenever something is due or somebody calls.

    Where the endpoint stands is in the database, so a lane that was lost is simply started again.
    """

    @workflow.init
    def __init__(self, start: LaneStart) -> None:
        self._start = start
        self._woken = False

    @workflow.run
    async def run(self, start: LaneStart) -> None:
        while not self._history_is_long():
            self._woken = False
            report = await self._serve()
            if not (report.open or self._woken):
                return
            await self._rest(report)
        workflow.continue_as_new(start)

    @workflow.signal
    def wake(self) -> None:
        """There may be something to send."""
        self._woken = True

    async def _serve(self) -> LaneReport:
        order = LaneOrder(endpoint_id=self._start.endpoint_id, retry_seconds=self._start.retry_seconds)
        return await workflow.execute_activity_method(LaneActivities.run, order, **LANE)

    async def _rest(self, report: LaneReport) -> None:
        """Until the next try is due, somebody wakes it, or it is time to look in case a call was lost."""
        due = report.wait_seconds if report.wait_seconds is not None else self._start.idle_seconds
        try:
            await workflow.wait_condition(
                lambda: self._woken, timeout=timedelta(seconds=max(0.0, min(due, self._start.idle_seconds)))
            )
        except TimeoutError:
            return

    def _history_is_long(self) -> bool:
        info = workflow.info()
        return info.get_current_history_length() >= self._start.continue_after or info.is_continue_as_new_suggested()
