"""`CampaignWorkflow`: the clock of one campaign. It decides nothing: it looks when a day comes, and asks the rules.

Commands do not pass here: they are judged under the campaign's row lock and write what is due themselves.
So a wake-up that was lost, or a worker that was down, can make a phase late but never wrong or double.
"""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from schemas.campaign_clock import CampaignAppend, CampaignStart, Look, LookRequest
    from schemas.campaigns import CampaignState
    from workflows.activity_interfaces import LEDGER, CampaignActivities
    from workflows.campaign_rules.moments import due_events, next_moment

# However far the next day is: a wake-up may have been lost.
AT_MOST = timedelta(days=1)


@workflow.defn(name="Campaign")
class CampaignWorkflow:
    """Owns phases and phase timers, and nothing else."""

    def __init__(self) -> None:
        self._woken = False

    @workflow.signal
    def wake(self) -> None:
        """Something was written to the campaign: look again."""
        self._woken = True

    @workflow.run
    async def run(self, start: CampaignStart) -> None:
        while not self._history_is_long(start):
            self._woken = False
            look = await self._look(start.campaign_id)
            if look.snapshot is None or look.snapshot.state is CampaignState.ARCHIVED:
                return
            if await self._write_what_is_due(look):
                continue
            await self._sleep(look)
        workflow.continue_as_new(start)

    async def _look(self, campaign_id: str) -> Look:
        request = LookRequest(campaign_id=campaign_id)
        return await workflow.execute_local_activity_method(CampaignActivities.look, request, **LEDGER)

    async def _write_what_is_due(self, look: Look) -> bool:
        """Whether something was due; written or overtaken, the campaign is looked at again."""
        assert look.snapshot and look.setting  # noqa: S101, PT018 - a campaign has both or neither
        events = due_events(look.snapshot, look.setting, workflow.now(), claimed=look.claimed)
        if not events:
            return False
        request = CampaignAppend(campaign_id=look.snapshot.id, expected_seq=look.snapshot.seq, events=events)
        await workflow.execute_local_activity_method(CampaignActivities.append, request, **LEDGER)
        return True

    async def _sleep(self, look: Look) -> None:
        assert look.snapshot and look.setting  # noqa: S101, PT018 - a campaign has both or neither
        now = workflow.now()
        wake = next_moment(look.snapshot, look.setting, now, claimed=look.claimed)
        pause = min(wake - now, AT_MOST) if wake else AT_MOST
        try:
            await workflow.wait_condition(lambda: self._woken, timeout=pause)
        except TimeoutError:
            return

    def _history_is_long(self, start: CampaignStart) -> bool:
        info = workflow.info()
        long = info.get_current_history_length() >= start.continue_after
        return long or info.is_continue_as_new_suggested()
