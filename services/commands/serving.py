"""Single services and workers, against servers that are given."""

import asyncio
from typing import Annotated

import typer

from services import temporal
from services.app import build_platform, create_app
from services.commands.loop import run_async
from services.database import Database
from services.delivering import delivering
from services.listening import http_server, served
from services.ports import bound, check_port
from services.running import settle
from services.settings import ALL_SERVICES, Service, Settings, StartError
from services.worker import build_worker


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
        check_port(settings.host, settings.port)
        client = await temporal.connect(lazy=True)
        app = create_app(build_platform(settings, database, client), _services(chosen))
        listening = bound(settings.host, settings.port)
        settle()
        async with database, served(http_server(app, settings), listening) as serving:
            await serving

    run_async(start)


def shared_database(settings: Settings) -> Database:
    """The database of several processes, which SQLite can't be."""
    if settings.is_sqlite:
        raise StartError(
            "多进程需要 PostgreSQL / ZHENGGAI_DATABASE_URL names none, and several processes need it; or zhenggai run"
        )
    return Database(settings.url)


def _services(names: tuple[str, ...]) -> tuple[Service, ...]:
    return tuple(service for service in ALL_SERVICES if service in names)


def work() -> None:
    """启动工作进程 · Run a worker; needs TEMPORAL_ADDRESS and ZHENGGAI_DATABASE_URL."""

    async def start(settings: Settings) -> None:
        database = shared_database(settings)
        client = await temporal.connect()
        async with (
            database,
            delivering(settings, client, database) as relay,
            build_worker(settings, client, database, relay.appended),
        ):
            settle()
            typer.echo("工作进程已就绪 · worker is ready")
            await asyncio.Event().wait()

    run_async(start)
