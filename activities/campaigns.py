"""A campaign's stream: folded from the ledger, told its facts, appended to under its row's lock.

Commands and the clock come through the same functions; whoever holds the row decides on what is there.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import Connection, insert, select, update
from temporalio import activity

from activities.rows import Row, ledger_rows
from schemas.calendars import WorkCalendar
from schemas.campaign_clock import CampaignAppend, CampaignAppended, Look, LookRequest
from schemas.campaign_facts import CampaignFacts
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.measure import MeasureState
from schemas.packs import RulePack
from schemas.snapshot import MeasureSnapshot
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import LEDGER, MEASURES
from workflows.activity_interfaces import CampaignActivities
from workflows.campaign_rules.evolution import evolve_campaign, fold_campaign
from workflows.canonical import canonical, sha256
from workflows.counting import ENDED
from workflows.guards.rounds import awaits_look_back
from workflows.periods import china_day

CAMPAIGN_EVENT: TypeAdapter[CampaignEvent] = TypeAdapter(CampaignEvent)
S = MeasureState
T = TypeVar("T")
UNCLAIMED = frozenset({S.DRAFT, S.ISSUED, S.CANCELLED, S.SUPERSEDED})


class Transaction(Protocol):
    """Runs a function of a connection in one transaction."""

    async def __call__(self, work: Callable[[Connection], T]) -> T: ...


class _InLedger(BaseModel):
    """A ledger row's body, of which a fold needs the event alone."""

    event: CampaignEvent


def fold_stream(connection: Connection, campaign_id: str) -> CampaignSnapshot | None:
    """The fold of the campaign's rows: some tens, at most some hundreds."""
    rows = select(LEDGER.c.body).where(LEDGER.c.stream == campaign_id).order_by(LEDGER.c.seq)
    return fold_campaign(_InLedger.model_validate_json(body).event for body in connection.scalars(rows))


def facts_of(connection: Connection, campaign_id: str) -> CampaignFacts:
    """What holds of the campaign's measures now."""
    columns = (MEASURES.c.number, MEASURES.c.state, MEASURES.c.hash, *_PLANNED)
    mine = select(*columns).where(MEASURES.c.campaign_id == campaign_id).order_by(MEASURES.c.ordinal)
    rows = connection.execute(mine).all()
    lacking = [row.number for row in rows if row.state == S.DRAFT and None in (row.lead_unit, row.category, row.due)]
    return CampaignFacts(
        measures=len(rows),
        incomplete=tuple(lacking),
        # A draft's head covers its assignment, so the heads together cover the plan.
        plan_hash=sha256(canonical([[row.number, row.hash] for row in rows])),
        claimed=any(row.state not in UNCLAIMED for row in rows),
        still_open=_open(connection, campaign_id, [(row.number, row.state) for row in rows]),
    )


def _open(connection: Connection, campaign_id: str, states: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """What keeps the campaign from closing: measures under way; once there is none, those with a look-back to come.

    Look-backs stand in snapshots, which are read when nothing else is open: near the end, that is.
    """
    under_way = tuple(number for number, state in states if state not in ENDED)
    if under_way:
        return under_way
    signed_off = select(MEASURES.c.number, MEASURES.c.snapshot).where(
        MEASURES.c.campaign_id == campaign_id, MEASURES.c.state == S.SIGNED_OFF
    )
    rows = connection.execute(signed_off.order_by(MEASURES.c.ordinal)).all()
    return tuple(row.number for row in rows if awaits_look_back(MeasureSnapshot.model_validate_json(row.snapshot)))


_PLANNED = (MEASURES.c.lead_unit, MEASURES.c.category, MEASURES.c.due)


def campaign_setting(row: Any) -> CampaignSetting:  # noqa: ANN401 - a row of `campaigns`
    """What the campaign was frozen with. Where the notice names no day of feedback, the import's counts as D."""
    pack = RulePack.model_validate_json(row.pack_body)
    return CampaignSetting(
        feedback_on=row.feedback_date or china_day(row.created_at),
        phases=pack.phases,
        scoring=pack.scoring,
        calendar=WorkCalendar.model_validate_json(row.calendar_body),
    )


def columns_of_campaign(snapshot: CampaignSnapshot, head_hash: str) -> Row:
    """The columns of the campaign's row that follow from its ledger."""
    return {
        "state": snapshot.state.value,
        "seq": snapshot.seq,
        "hash": head_hash,
        "calendar_version": snapshot.calendars[-1],
        "confirmed_by": snapshot.confirmed_by,
        "confirmed_at": snapshot.confirmed_at,
    }


def append_campaign(
    connection: Connection,
    row: Any,  # noqa: ANN401 - a database row
    snapshot: CampaignSnapshot,
    events: Sequence[CampaignEvent],
    now: datetime,
) -> tuple[CampaignSnapshot, str]:
    """Write events behind the head that the caller holds locked; the snapshot and head hash after them."""
    if not events:
        return snapshot, row.hash
    rows = ledger_rows(row.id, None, (row.seq, row.hash), events, now)
    for event in events:
        snapshot = evolve_campaign(snapshot, event)
    head: str = rows[-1]["hash"]
    connection.execute(insert(LEDGER), rows)
    changed = columns_of_campaign(snapshot, head)
    connection.execute(update(CAMPAIGNS).where(CAMPAIGNS.c.id == row.id).values(**changed))
    return snapshot, head


class SqlCampaignActivities(CampaignActivities):
    """The campaign's clock reads and writes here. `write` and `read` open transactions."""

    def __init__(self, write: Transaction, read: Transaction) -> None:
        self._write = write
        self._read = read

    @activity.defn(name="campaign_look")
    async def look(self, request: LookRequest) -> Look:
        return await self._read(lambda connection: look(connection, request))

    @activity.defn(name="campaign_append")
    async def append(self, request: CampaignAppend) -> CampaignAppended:
        return await self._write(lambda connection: append(connection, request, datetime.now(UTC)))


def look(connection: Connection, request: LookRequest) -> Look:
    row = connection.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == request.campaign_id)).one_or_none()
    if row is None:
        return Look(snapshot=None, setting=None, claimed=False)
    mine = MEASURES.c.campaign_id == request.campaign_id
    claimed = select(MEASURES.c.id).where(mine, MEASURES.c.state.not_in(UNCLAIMED)).limit(1)
    return Look(
        snapshot=fold_stream(connection, request.campaign_id),
        setting=campaign_setting(row),
        claimed=connection.execute(claimed).first() is not None,
    )


def append(connection: Connection, request: CampaignAppend, now: datetime) -> CampaignAppended:
    held = select(CAMPAIGNS).where(CAMPAIGNS.c.id == request.campaign_id).with_for_update()
    row = connection.execute(held).one()
    snapshot = fold_stream(connection, request.campaign_id)
    if snapshot is None or snapshot.seq != request.expected_seq:
        return CampaignAppended(written=False)
    append_campaign(connection, row, snapshot, request.events, now)
    return CampaignAppended(written=True)
