"""What is counted or written before the gate is asked: frozen bodies, bulletins, scores, calendars, named ids.

It is read outside of the writing transaction, so that counting thousands of measures keeps nobody waiting.
"""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection, or_, select, union_all

from schemas import campaign_commands as c
from schemas.calendars import WorkCalendar
from schemas.campaign_facts import NewBulletin, NewSnapshot
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.figures import FrozenBody, LedgerPoint, ScoreSheet
from schemas.measure import Actor
from schemas.notices import NoticeContacts
from schemas.tables.campaign_life import FROZEN_SNAPSHOTS
from schemas.tables.campaigns import CAMPAIGNS, PROBLEMS
from schemas.tables.people import UNITS
from schemas.tables.record import LEDGER, MEASURES
from services.packs.calendars import calendar_now
from services.reading.as_of import cut_off_of, standings
from services.scope import campaigns_of
from workflows.bulletins import bulletin, shown
from workflows.canonical import canonical, sha256
from workflows.counting import BASIS_EN, BASIS_ZH, figures
from workflows.periods import china_day
from workflows.scoring import score


@dataclass(frozen=True)
class Prepared:
    """`kept` is told to the gate; `body` and `measures` are the texts to store if it agrees.

    `seq` is the campaign's sequence it was made at: made at another, it is made again.
    """

    kept: NewSnapshot | NewBulletin | ScoreSheet | WorkCalendar | None = None
    body: str = ""
    measures: str = ""
    seq: int | None = None


@dataclass(frozen=True)
class Subject:
    """The campaign as it was read, for which something is prepared."""

    row: Any
    snapshot: CampaignSnapshot
    setting: CampaignSetting
    now: datetime


NOTHING = Prepared()
PREPARED_FOR = (c.FreezeSnapshot, c.PublishBulletin, c.DraftScore, c.AdoptCampaignCalendar)


def prepare(connection: Connection, subject: Subject, command: c.CampaignCommand) -> Prepared:
    """Nothing for most commands, and nothing where the command names a snapshot that is not there."""
    if isinstance(command, c.FreezeSnapshot):
        return freeze(connection, subject, command)
    if isinstance(command, c.AdoptCampaignCalendar):
        newest = calendar_now(connection)
        return Prepared(newest, _text(newest), seq=subject.row.seq)
    if isinstance(command, c.PublishBulletin | c.DraftScore):
        body = frozen_body(connection, subject.row.id, command.snapshot_id)
        if body is None:
            return NOTHING
        if isinstance(command, c.PublishBulletin):
            return write_bulletin(subject, body, command)
        rows = ledger_points(connection, subject.row.id, body.cut_off)
        return Prepared(score(subject.setting.scoring, rows), seq=subject.row.seq)
    return NOTHING


def freeze(connection: Connection, subject: Subject, command: c.FreezeSnapshot) -> Prepared:
    if command.as_of > china_day(subject.now):
        return NOTHING
    cut_off = cut_off_of(command.as_of, subject.now)
    found = standings(connection, subject.row.id, cut_off, MEASURES.c.id.is_not(None))
    units = {row.id: row.name for row in connection.execute(select(UNITS.c.id, UNITS.c.name))}
    body = FrozenBody(
        campaign_id=subject.row.id,
        title=subject.row.title,
        cut_off=cut_off,
        basis_zh=BASIS_ZH,
        basis_en=BASIS_EN,
        figures=figures(found),
        standings=found,
        units={one.lead_unit: units.get(one.lead_unit, one.lead_unit) for one in found if one.lead_unit},
    )
    text = _text(body)
    kept = NewSnapshot(id=_new_id("s"), cut_off=cut_off, hash=sha256(text), figures=body.figures)
    return Prepared(kept, text, seq=subject.row.seq)


def write_bulletin(subject: Subject, body: FrozenBody, command: c.PublishBulletin) -> Prepared:
    contacts = NoticeContacts.model_validate(json.loads(subject.row.parsed)["contacts"])
    listed = shown(body, subject.snapshot.withheld, command.audience)
    text = _text(bulletin(body, listed, command.audience, contacts))
    ids = canonical([one.measure_id for one in listed])
    return Prepared(NewBulletin(id=_new_id("b"), hash=sha256(text)), text, ids, subject.row.seq)


def frozen_body(connection: Connection, campaign_id: str, snapshot_id: str) -> FrozenBody | None:
    table = FROZEN_SNAPSHOTS
    mine = select(table.c.body).where(table.c.id == snapshot_id, table.c.campaign_id == campaign_id)
    body = connection.scalar(mine)
    return FrozenBody.model_validate_json(body) if body else None


class _When(BaseModel):
    class At(BaseModel):
        at: datetime

    event: At


def ledger_points(connection: Connection, campaign_id: str, cut_off: datetime) -> list[LedgerPoint]:
    """Every row of the campaign and its measures that was received by `cut_off`."""
    streams = select(MEASURES.c.id).where(MEASURES.c.campaign_id == campaign_id)
    columns = (LEDGER.c.stream, LEDGER.c.seq, LEDGER.c.type, LEDGER.c.body)
    rows = select(*columns).where(or_(LEDGER.c.stream.in_(streams), LEDGER.c.stream == campaign_id))
    return [
        LedgerPoint(stream=row.stream, seq=row.seq, type=row.type)
        for row in connection.execute(rows.order_by(LEDGER.c.stream, LEDGER.c.seq))
        if _When.model_validate_json(row.body).event.at <= cut_off
    ]


def named(
    connection: Connection, campaign_id: str, command: c.CampaignCommand, actor: Actor
) -> dict[str, frozenset[str]]:
    """Of the ids a command names: which are measures of this campaign, and which of others the actor may see."""
    if isinstance(command, c.DecideWithholding):
        return {"known": _own(connection, campaign_id, {entry.measure_id for entry in command.entries})}
    if isinstance(command, c.LinkMeasures):
        return {
            "known": _own(connection, campaign_id, {link.measure_id for link in command.links}),
            "targets": _others(connection, campaign_id, {link.target for link in command.links}, actor),
        }
    return {}


def _own(connection: Connection, campaign_id: str, ids: set[str]) -> frozenset[str]:
    mine = select(MEASURES.c.id).where(MEASURES.c.campaign_id == campaign_id, MEASURES.c.id.in_(ids))
    return frozenset(connection.scalars(mine))


def _others(connection: Connection, campaign_id: str, ids: set[str], actor: Actor) -> frozenset[str]:
    parts = [
        select(table.c.id)
        .join(CAMPAIGNS, CAMPAIGNS.c.id == table.c.campaign_id)
        .where(table.c.campaign_id != campaign_id, table.c.id.in_(ids), campaigns_of(actor))
        for table in (MEASURES, PROBLEMS)
    ]
    return frozenset(connection.scalars(union_all(*parts)))


def _text(body: FrozenBody | BaseModel) -> str:
    return canonical(body.model_dump(mode="json"))


def _new_id(kind: str) -> str:
    return f"{kind}{uuid.uuid4().hex[:16]}"
