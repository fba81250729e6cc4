"""One command of a campaign: judged and written under the campaign's row lock, answered once.

Same principal and key with the same body gives the stored answer, with another body a refusal.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.campaigns import append_campaign
from schemas.campaign_api import CampaignReceipt
from schemas.campaign_commands import CampaignCommand
from schemas.campaign_facts import NewBulletin, NewSnapshot
from schemas.campaign_refusals import CampaignRefused
from schemas.ledger import SubmissionStatus
from schemas.measure import Actor
from schemas.tables.campaign_life import CAMPAIGN_SUBMISSIONS
from services.campaigns.keeping import keep
from services.campaigns.preparing import NOTHING, Prepared, named
from services.campaigns.stream import Row, case_of, find
from services.errors import ProblemError
from workflows.campaign_rules.case import CampaignCase
from workflows.campaign_rules.gate import decide_campaign
from workflows.canonical import canonical, sha256


class OvertakenError(Exception):
    """The campaign moved while something was prepared for it: nothing was written, prepare again."""


Outcome = CampaignReceipt | CampaignRefused
OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)


@dataclass(frozen=True)
class CampaignAsk:
    """One command on its way in. Without a key it is not remembered: asked again it is judged again."""

    actor: Actor
    campaign_id: str
    command: CampaignCommand
    key: str | None
    now: datetime

    @property
    def request_hash(self) -> str:
        return sha256(canonical([self.campaign_id, self.command.model_dump(mode="json")]))


async def answered(connection: AsyncConnection, ask: CampaignAsk) -> Outcome | None:
    """The stored answer of this key.

    Raises:
        ProblemError: the key belongs to another request.
    """
    if ask.key is None:
        return None
    table = CAMPAIGN_SUBMISSIONS
    mine = select(table).where(table.c.principal_id == ask.actor.id, table.c.key == ask.key)
    row = (await connection.execute(mine)).one_or_none()
    if row is None:
        return None
    if row.request_hash != ask.request_hash:
        raise ProblemError("idempotency.reused")
    return OUTCOME.validate_json(row.outcome)


async def move(connection: AsyncConnection, ask: CampaignAsk, prepared: Prepared = NOTHING) -> Outcome:
    """Judge and write in the caller's transaction; what is refused is remembered like what is done."""
    row = await find(connection, ask.campaign_id, ask.actor, lock=True)
    known = await answered(connection, ask)
    if known:
        return known
    if prepared.seq not in (None, row.seq):
        raise OvertakenError
    outcome = await connection.run_sync(_move, row, ask, prepared)
    if ask.key is not None:
        await connection.execute(insert(CAMPAIGN_SUBMISSIONS), _submission(ask, outcome))
    return outcome


def _move(connection: Connection, row: Row, ask: CampaignAsk, prepared: Prepared) -> Outcome:
    case, row = case_of(connection, row, ask.now)
    told = named(connection, ask.campaign_id, ask.command, ask.actor) | {"prepared": prepared.kept}
    case = CampaignCase(case.snapshot, case.facts.model_copy(update=told), case.setting)
    decision = decide_campaign(case, ask.command, ask.actor, ask.now)
    if isinstance(decision, CampaignRefused):
        return decision
    snapshot, head = append_campaign(connection, row, case.snapshot, decision, ask.now)
    keep(connection, ask.campaign_id, decision, prepared)
    made = prepared.kept.id if isinstance(prepared.kept, NewSnapshot | NewBulletin) else None
    return CampaignReceipt(
        campaign_id=ask.campaign_id,
        seq=snapshot.seq,
        hash=head,
        state=snapshot.state,
        events=tuple(event.type for event in decision),
        made=made,
    )


def _submission(ask: CampaignAsk, outcome: Outcome) -> dict[str, object]:
    refused = isinstance(outcome, CampaignRefused)
    return {
        "id": uuid.uuid4().hex,
        "principal_id": ask.actor.id,
        "key": ask.key,
        "request_hash": ask.request_hash,
        "campaign_id": ask.campaign_id,
        "command": ask.command.type,
        "status": SubmissionStatus.REFUSED if refused else SubmissionStatus.APPLIED,
        "outcome": outcome.model_dump_json(),
        "received_at": ask.now,
    }
