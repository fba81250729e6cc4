"""What a command made besides its events: frozen bodies, bulletins and links, kept in the same transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from schemas import campaign_events as e
from schemas.campaign_facts import NewBulletin, NewSnapshot
from schemas.campaigns import CampaignEvent
from schemas.tables.campaign_life import BULLETINS, FROZEN_SNAPSHOTS, MEASURE_LINKS
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
