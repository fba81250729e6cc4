"""What a database needs before anything is served from it: its tables, and somebody who may give rights."""

import typer

from services.commands.loop import run_async
from services.dependencies import utc_now
from services.migrating import migrate
from services.opening import opened
from services.organisation.credentials import first_admin
from services.settings import Settings


def migrate_schema() -> None:
    """升级数据库结构 · Bring the database schema up to date."""

    async def start(settings: Settings) -> None:
        async with opened(settings) as database:
            await migrate(database)
        typer.echo("数据库结构已是最新 · schema is up to date")

    run_async(start)


def make_first_admin() -> None:
    """建立首个管理员 · Make the first administrator and print its token, once."""

    async def start(settings: Settings) -> None:
        async with opened(settings) as database, database.write() as connection:
            secret = await first_admin(connection, utc_now())
        typer.echo(secret or "已有管理员 · there is an administrator already")

    run_async(start)
