"""`zhenggai run`: the whole platform with one command."""

import typer

from services.commands.loop import run_async
from services.settings import Settings
from services.starting import started_platform


def run() -> None:
    """启动整个平台 · Start everything on one address; Ctrl-C stops it, killing it loses nothing."""

    async def start(settings: Settings) -> None:
        async with started_platform(settings) as running:
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
