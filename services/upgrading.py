"""Alembic's side of a migration: only `services.migrating` calls it, when there is something to migrate."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["connection"] = connection
    return found
