"""Starting things: the one-command platform, or single services and workers against given servers."""

import asyncio
import signal
from typing import Annotated

import typer

from services import temporal
from services.app import build_platform, create_app
from services.commands.loop import run_async
from services.database import Database
from services.delivering import delivering
from services.dependencies import utc_now
from services.listening import http_server, listen
from services.migrating import migrate
from services.organisation.credentials import first_admin
from services.running import running_platform, settle
from services.settings import ALL_SERVICES, Service, Settings, StartError
from services.worker import build_worker


def run() -> None:
    """启动整个平台 · Start everything on one address; Ctrl-C stops it, killing it loses nothing."""

    async def start(settings: Settings) -> None:
        async with running_platform(settings) as running:
            announce(settings, running.url)
            await running.serving

    run_async(start)


def announce(settings: Settings, url: str) -> None:
    typer.echo(f"整改平台已就绪 · Zhenggai is ready: {url}")
    typer.echo(f"  接口文档 API docs      {url}/docs")
    typer.echo(f"  就绪检查 readiness     {url}/readyz")
    typer.echo(f"  数据目录 data          {settings.data.resolve()}")
    if settings.admin_token_file.exists():
        typer.echo(f"  管理员令牌 admin token {settings.admin_token_file}")
    typer.echo("  Ctrl-C 停止 · stops it")


def serve(
    service: Annotated[list[str] | None, typer.Option(help="submissions, review, campaigns, hooks; repeatable")] = None,
) -> None:
    """启动所选服务 · Serve some of the HTTP services; needs TEMPORAL_ADDRESS and ZHENGGAI_DATABASE_URL."""
    chosen = tuple(service or ALL_SERVICES)
    unknown = sorted(set(chosen) - set(ALL_SERVICES))
    if unknown:
        raise typer.BadParameter(f"{', '.join(unknown)}: not one of {', '.join(ALL_SERVICES)}")

    async def start(settings: Settings) -> None:
        database = shared_database(settings)
        client = await temporal.connect(lazy=True)
        app = create_app(build_platform(settings, database, client), _services(chosen))
        listening = listen(settings.host, settings.port)
        settle()
        await http_server(app, settings).serve(sockets=[listening])
        await database.close()

    run_async(start)


def shared_database(settings: Settings) -> Database:
    """The database of several processes, which SQLite can't be."""
    if settings.database_url is None:
        raise StartError(
            "缺少数据库 / ZHENGGAI_DATABASE_URL is not set: several processes need PostgreSQL; or zhenggai run"
        )
    return Database(settings.url)


def _services(names: tuple[str, ...]) -> tuple[Service, ...]:
    return tuple(service for service in ALL_SERVICES if service in names)


def work() -> None:
    """启动工作进程 · Run a worker; needs TEMPORAL_ADDRESS and ZHENGGAI_DATABASE_URL."""

    async def start(settings: Settings) -> None:
        database = shared_database(settings)
        stopped = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
        client = await temporal.connect()
        async with (
            delivering(settings, client, database) as relay,
            build_worker(settings, client, database, relay.appended),
        ):
            settle()
            typer.echo("工作进程已就绪 · worker is ready")
            await stopped.wait()
        await database.close()

    run_async(start)


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
