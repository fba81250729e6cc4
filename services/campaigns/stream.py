"""A campaign's own rows: found in the caller's scope, its gate's case put together, its view."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.ext.asyncio import AsyncConnection

from activities.campaigns import append_campaign, campaign_setting, facts_of, fold_stream
from schemas.campaign_refusals import CampaignRefused
from schemas.campaign_snapshot import CampaignSnapshot
from schemas.campaigns import CampaignState, CampaignView
from schemas.measure import Actor, MeasureState, Outcome
from schemas.notices import Reconciliation
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import MEASURES
from services.errors import ProblemError
from services.reads import campaign
from services.scope import visible
from workflows.campaign_rules.case import CampaignCase
from workflows.campaign_rules.moments import due_events
from workflows.counting import numbers

Row = Any


async def find(connection: AsyncConnection, campaign_id: str, actor: Actor, *, lock: bool = False) -> Row:
    statement = campaign(campaign_id, actor)
    row = (await connection.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise ProblemError("not_found", campaign_id)
    return row


def snapshot_of(connection: Connection, row: Row) -> CampaignSnapshot:
    snapshot = fold_stream(connection, row.id)
    assert snapshot is not None  # noqa: S101 - a campaign's row is written with its first event
    return snapshot


def case_of(connection: Connection, row: Row, now: datetime) -> tuple[CampaignCase, Row]:
    """The case as it stands at `now`, and the row: what the clock has not yet written is written first.

    So a command never depends on whether the campaign's workflow has woken up in time.
    """
    facts, setting = facts_of(connection, row.id), campaign_setting(row)
    snapshot = snapshot_of(connection, row)
    due = due_events(snapshot, setting, now, claimed=facts.claimed)
    if due:
        snapshot, _ = append_campaign(connection, row, snapshot, due, now)
        row = connection.execute(select(CAMPAIGNS).where(CAMPAIGNS.c.id == row.id)).one()
    return CampaignCase(snapshot, facts, setting), row


def refusal(refused: CampaignRefused) -> ProblemError:
    """A refusal of the rules, as the problem a caller gets."""
    return ProblemError(refused.code, refused.about, state=refused.state, rule=refused.rule)


async def view(connection: AsyncConnection, row: Row, actor: Actor) -> CampaignView:
    """`measures` and `numbers` count those the caller may see."""
    columns = (MEASURES.c.state, MEASURES.c.outcome, MEASURES.c.origin)
    mine = (await connection.execute(select(*columns).where(MEASURES.c.campaign_id == row.id, visible(actor)))).all()
    return CampaignView(
        id=row.id,
        title=row.title,
        state=CampaignState(row.state),
        pack=row.pack,
        pack_hash=row.pack_hash,
        calendar_version=row.calendar_version,
        feedback_date=row.feedback_date,
        notice_name=row.notice_name,
        notice_sha256=row.notice_sha256,
        measures=len(mine),
        reconciliation=Reconciliation.model_validate_json(row.reconciliation),
        numbers=numbers(
            (MeasureState(one.state), Outcome(one.outcome) if one.outcome else None, one.origin is not None)
            for one in mine
        ),
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        created_at=row.created_at,
    )
