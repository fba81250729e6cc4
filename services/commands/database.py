"""What a database needs before anything is served from it: its tables, and somebody who may give rights."""

import typer

from services.commands.loop import run_async
from services.database import Database
from services.dependencies import utc_now
from services.migrating import migrate
from services.organisation.credentials import first_admin
from services.settings import Settings


def migrate_schema() -> None:
    """升级数据库结构 · Bring the database schema up to date."""

    async def start(settings: Settings) -> None:
        database = Database(settings.url)
        await migrate(database)
        await database.close()
        typer.echo("数据库结构已是最新 · schema is up to date")

    run_async(start)


def make_first_admin() -> None:
    """建立首个管理员 · Make the first administrator and print its token, once."""

    async def start(settings: Settings) -> None:
        database = Database(settings.url)
        async with database.write() as connection:
            secret = await first_admin(connection, utc_now())
        await database.close()
        typer.echo(secret or "已有管理员 · there is an administrator already")

    run_async(start)
