"""The words and options of `zhenggai`, asked of the program itself without running a command."""

from collections.abc import Iterator, Sequence

import typer.main
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from services.cli import command_line

PROGRAM = typer.main.get_command(command_line())


def parses(words: Sequence[str]) -> str:
    """Empty when `zhenggai WORDS` names a command and its options are understood; else why not."""
    command, rest = PROGRAM, list(words)
    while isinstance(command, TyperGroup):
        if not rest or rest[0] not in command.commands:
            return f"no such command: {' '.join(words)}"
        command, rest = command.commands[rest[0]], rest[1:]
    assert isinstance(command, TyperCommand)
    try:
        command.make_context(command.name or "", rest)
    except TyperException as error:
        return str(error) or type(error).__name__
    return ""


def commands(command: object = PROGRAM, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command by its words."""
    if not isinstance(command, TyperGroup):
        yield " ".join(words)
        return
    for name, part in command.commands.items():
        yield from commands(part, (*words, name))
