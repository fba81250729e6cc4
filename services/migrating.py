"""The schema is brought up to date by Alembic, over the same async engine as all else; then the read model's fold."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from activities.refolding import refold
from services.database import Database
from services.settings import StartError

# The number that a file's name begins with is its revision.
VERSIONS = Path(__file__).parent / "migrations" / "versions"


async def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`, in one transaction where the database allows it.

    Raises:
        StartError: the data is of a newer release.
    """
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade, revision)


def _upgrade(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        # The limit is for requests; a migration may take as long as its table is large.
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    if not (revision == "head" and _is_current(connection)):
        # 10 MiB of libraries that most starts do without.
        from services.upgrading import upgrade  # noqa: PLC0415

        upgrade(connection, revision)
    if revision == "head":
        refold(connection)


@cache
def newest_schema() -> str:
    """The schema that this release reads and writes."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = newest_schema()
    found = list(connection.scalars(text("SELECT version_num FROM alembic_version")))
    if max(found, default="") > newest:
        raise StartError(
            f"数据属于更新的版本 / the data is of a newer release (schema {max(found)}, this one has {newest}): "
            "install that release, or restore a backup of this one's"
        )
    return found == [newest]
