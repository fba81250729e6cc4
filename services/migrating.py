"""Schema migrations, run by Alembic over the same async engine as everything else; then the read model's fold."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from activities.refolding import refold
from services.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`, in one transaction where the database allows it."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        # The limit is for requests; a migration may take as long as its table is large.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    command.upgrade(config(connection), revision)
    if revision == "head":
        refold(connection)


def config(connection: Connection) -> Config:
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    found.attributes["connection"] = connection
    return found
