"""Campaigns of the first release have the standard pack and the plain calendar, and their ledgers still verify."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, bindparam, insert, select, text

from activities.frozen import setting_of
from activities.rows import ledger_rows
from schemas.campaigns import CampaignImported
from schemas.measure import ActorKind, Person
from schemas.notices import Reconciliation
from schemas.packs import STANDARD
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.columns import UtcDateTime
from schemas.tables.record import LEDGER
from services.database import Database
from services.migrating import migrate
from services.upgrading import config
from services.verification import verify_ledger
from workflows.canonical import GENESIS, canonical, chain_hash

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
OLD = """INSERT INTO campaigns (id, title, state, pack, notice_name, notice_sha256, notice_text, parsed, reconciliation,
imported_by, import_key, seq, hash, created_at)
VALUES ('c1', '旧', 'planning', 'standard', 'a.txt', 'ab', '', '{}', '{}', 'p', 'k', 1, :hash, :at)"""
NEW_FIELDS = {"pack", "pack_hash", "calendar_version"}


@pytest.fixture
async def database(empty_database_url: str) -> AsyncIterator[Database]:
    opened = Database(empty_database_url)
    yield opened
    await opened.close()


def old_row() -> dict[str, Any]:
    """The first ledger row of a campaign as the first release wrote it: no word of pack or calendar."""
    event = CampaignImported(
        at=NOW,
        by=Person(id="p", name="p", kind=ActorKind.PERSON),
        campaign_id="c1",
        title="旧",
        notice_name="a.txt",
        notice_sha256="ab",
        measures=0,
        reconciliation=Reconciliation(rows=(), missing=()),
    )
    (row,) = ledger_rows("c1", None, (0, GENESIS), [event], NOW)
    told = event.model_dump(mode="json", exclude=NEW_FIELDS)
    body = canonical({"stream": "c1", "seq": 1, "submission": None, "event": told})
    return {**row, "body": body, "hash": chain_hash(GENESIS, body)}


async def test_an_old_campaign_is_frozen_as_it_was_judged(database: Database) -> None:
    """Its columns are filled, its setting is that of the first release, and its old event row still parses."""
    row = old_row()

    def first_release(connection: Connection) -> None:
        command.upgrade(config(connection), "0001")
        insertion = text(OLD).bindparams(bindparam("at", type_=UtcDateTime))
        connection.execute(insertion, {"hash": row["hash"], "at": NOW})
        connection.execute(insert(LEDGER), row)

    async with database.engine.begin() as connection:
        await connection.run_sync(first_release)
    await migrate(database)

    async with database.read() as connection:
        found = (await connection.execute(select(CAMPAIGNS))).one()
    assert (found.pack, found.calendar_version) == ("standard", "plain")
    assert setting_of(found) == STANDARD
    verified = await verify_ledger(database)
    assert (verified.flaw, verified.rows) == (None, 1)
