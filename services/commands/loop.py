"""Running a coroutine as a command: the fast event loop, one clear line for what a person can mend."""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

import typer
from pydantic import ValidationError

from services.settings import Settings, StartError
from services.wording.fields import in_both_languages


def run_async(command: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    """Run `command` with the settings of the environment; exit 1 with one line when it can't start."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = read_settings()
        # What systemd, Docker and `kill` send stops as Ctrl-C does: in order, with Temporal.
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(command(settings))
    except StartError as error:
        fail(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def read_settings() -> Settings:
    """The settings of the environment; exit 1 with one line when they are wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = (f"ZHENGGAI_{str(item['loc'][0]).upper()}: {in_both_languages(item)}" for item in error.errors())
        fail(f"设置有误 / wrong settings: {'; '.join(wrong)}")


def fail(line: str) -> NoReturn:
    typer.secho(f"✗ {line}", fg="red", err=True)
    raise typer.Exit(1)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    if sys.platform == "win32":
        return asyncio.new_event_loop
    import uvloop  # noqa: PLC0415 - not to be had on Windows

    return uvloop.new_event_loop
