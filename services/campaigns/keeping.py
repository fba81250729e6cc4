"""What a command made besides its events: frozen texts, bulletins and links, kept in the same transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, insert, literal, select, update

from schemas import campaign_events as e
from schemas.campaign_facts import NewBulletin, NewSnapshot
from schemas.campaigns import CampaignEvent
from schemas.tables.calendars import FORMER_CALENDARS
from schemas.tables.campaign_life import BULLETINS, FROZEN_SNAPSHOTS, MEASURE_LINKS
from schemas.tables.campaigns import CAMPAIGNS
from services.campaigns.preparing import Prepared


def keep(connection: Connection, campaign_id: str, events: Sequence[CampaignEvent], prepared: Prepared) -> None:
    for event in events:
        if isinstance(event, e.SnapshotFrozen) and isinstance(prepared.kept, NewSnapshot):
            kept = {"id": event.snapshot_id, "cut_off": event.cut_off, "body": prepared.body, "hash": event.hash}
            connection.execute(insert(FROZEN_SNAPSHOTS), {"campaign_id": campaign_id, **kept})
        if isinstance(event, e.BulletinPublished) and isinstance(prepared.kept, NewBulletin):
            connection.execute(insert(BULLETINS), _bulletin(campaign_id, event, prepared))
        if isinstance(event, e.MeasuresLinked):
            connection.execute(insert(MEASURE_LINKS), [link.model_dump(mode="json") for link in event.links])
        if isinstance(event, e.CampaignCalendarAdopted):
            _change_calendar(connection, campaign_id, event, prepared.body)


def _change_calendar(connection: Connection, campaign_id: str, event: e.CampaignCalendarAdopted, body: str) -> None:
    """The row's version follows from the event; its text comes from here, and the text before is kept."""
    mine, table = CAMPAIGNS.c.id == campaign_id, FORMER_CALENDARS
    kept = exists().where(table.c.campaign_id == campaign_id, table.c.version == event.before)
    former = select(CAMPAIGNS.c.id, literal(event.before), CAMPAIGNS.c.calendar_body).where(mine, ~kept)
    connection.execute(insert(table).from_select(("campaign_id", "version", "body"), former))
    connection.execute(update(CAMPAIGNS).where(mine).values(calendar_body=body))


def _bulletin(campaign_id: str, event: e.BulletinPublished, prepared: Prepared) -> dict[str, object]:
    return {
        "id": event.bulletin_id,
        "campaign_id": campaign_id,
        "audience": event.audience,
        "snapshot_id": event.snapshot_id,
        "body": prepared.body,
        "measures": prepared.measures,
        "hash": event.hash,
        "published_at": event.at,
    }
