"""The counter for a campaign's commands: one way from a route to the rules, the ledger and the clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Response
from fastapi.responses import JSONResponse

from activities.campaigns import campaign_setting
from schemas.campaign_api import CampaignReceipt
from schemas.campaign_commands import CampaignCommand
from schemas.campaign_refusals import CampaignRefusalCode, CampaignRefused
from services.auth import Caller
from services.campaign_clock import CampaignClock
from services.campaigns.moving import CampaignAsk, Outcome, OvertakenError, answered, move
from services.campaigns.preparing import NOTHING, PREPARED_FOR, Prepared, Subject, prepare
from services.campaigns.stream import find, refusal, snapshot_of
from services.dependencies import CallerDep, Now, Platform, PlatformDep
from services.desk import RouteOptions
from services.errors import ProblemError
from services.preconditions import KeyDep, etag
from workflows.campaign_rules.gate import enter

TRIES = 3
CAMPAIGN_COMMAND: RouteOptions = {
    "responses": {200: {"model": CampaignReceipt, "description": "In the campaign's ledger, on disk, exactly once."}},
    # Withhold lists and links come in hundreds.
    "max_body_size": 1024 * 1024,
}


@dataclass(frozen=True)
class CampaignDesk:
    """Holds what every command of a campaign has in common."""

    platform: Platform
    caller: Caller
    now: datetime
    key: str | None

    async def hand_in(self, campaign_id: str, command: CampaignCommand) -> Response:
        """200 with a receipt and the campaign's ETag, else a problem."""
        outcome = await self.apply(campaign_id, command)
        return JSONResponse(outcome.model_dump(mode="json"), headers={"ETag": etag(outcome.seq)})

    async def apply(self, campaign_id: str, command: CampaignCommand) -> CampaignReceipt:
        """Judge and write, then wake the clock.

        Raises:
            ProblemError: refused, not found, or the key belongs to another request.
        """
        ask = CampaignAsk(self.caller.actor, campaign_id, command, self.key, self.now)
        outcome = await self._settle(ask)
        if isinstance(outcome, CampaignRefused):
            raise refusal(outcome)
        await CampaignClock(self.platform.temporal, self.platform.settings).wake(campaign_id)
        return outcome

    async def _settle(self, ask: CampaignAsk) -> Outcome:
        for _ in range(TRIES):
            prepared = await self._prepare(ask)
            try:
                async with self.platform.database.write() as connection:
                    return await move(connection, ask, prepared)
            except OvertakenError:
                continue
        raise ProblemError("idempotency.running", headers={"Retry-After": "1"})

    async def _prepare(self, ask: CampaignAsk) -> Prepared:
        """Count before anybody waits for the lock, and only for someone who may ask for it."""
        if not isinstance(ask.command, PREPARED_FOR):
            return NOTHING
        async with self.platform.database.read() as connection:
            row = await find(connection, ask.campaign_id, ask.actor)
            snapshot = await connection.run_sync(snapshot_of, row)
            if await answered(connection, ask):
                return NOTHING
        denied = enter(snapshot, ask.command, ask.actor)
        # Not the state: what is due by now has not been written yet and may change it.
        if denied and denied.code is CampaignRefusalCode.ROLE:
            return NOTHING
        subject = Subject(row, snapshot, campaign_setting(row), ask.now)
        return await self.platform.database.run_read(lambda plain: prepare(plain, subject, ask.command))


async def campaign_desk(platform: PlatformDep, caller: CallerDep, now: Now, key: KeyDep) -> CampaignDesk:
    return CampaignDesk(platform, caller, now, key)


CampaignDeskDep = Annotated[CampaignDesk, Depends(campaign_desk)]
