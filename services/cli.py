"""`zhenggai`: the command line. Each group of commands has a room of its own in `services.commands`.

Only the room that is asked for is opened: the whole platform takes seconds to import, making a key needs none of it.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

import typer

INTERRUPTED = 130
# By the first word of a command line: the room, and in it a command or a group of commands.
ROOMS = {
    "run": ("run", "run"),
    "demo": ("demo", "demo"),
    "serve": ("serving", "serve"),
    "worker": ("serving", "work"),
    "migrate": ("database", "migrate_schema"),
    "first-admin": ("database", "make_first_admin"),
    "openapi": ("contract", "print_document"),
    "rehydrate": ("recovery", "rehydrate_workflows"),
    "reconcile": ("recovery", "reconcile_workflows"),
    "rehearse": ("rehearse", "rehearse_plan"),
    "org": ("accounts", "org"),
    "keys": ("accounts", "keys"),
    "hooks": ("hooks", "app"),
    "notice": ("notices", "app"),
    "packs": ("rules", "packs"),
    "calendar": ("rules", "calendar"),
    "ledger": ("ledger", "app"),
}


def command_line(words: Iterable[str] = ROOMS) -> typer.Typer:
    """The program with the commands that begin with these words; all of them by default."""
    program = typer.Typer(name="zhenggai", no_args_is_help=True, pretty_exceptions_enable=False)
    # With a callback a single command keeps its name.
    program.callback()(_purpose)
    for word in words:
        room, name = ROOMS[word]
        found = getattr(import_module(f"services.commands.{room}"), name)
        if isinstance(found, typer.Typer):
            program.add_typer(found, name=word)
        else:
            program.command(word)(found)
    return program


def _purpose() -> None:
    """整改台账与销号 · rectification measures as durable workflows"""


def main() -> None:
    asked = sys.argv[1:2]
    try:
        # Help, completion and words that nobody knows are told of all commands.
        program = command_line(asked if asked and asked[0] in ROOMS else ROOMS)
    except KeyboardInterrupt:
        # Nothing has begun while the imports run.
        sys.exit(INTERRUPTED)
    try:
        program()
    except SystemExit as ended:
        _leave(ended.code)


def _leave(code: str | int | None) -> NoReturn:
    """End the process as it is.

    All that there was to close is closed. Threads of Temporal's SDK may still wait for a server that says nothing:
    when the interpreter is taken down under them, they keep it from ending, or panic.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code if isinstance(code, int) else bool(code))
