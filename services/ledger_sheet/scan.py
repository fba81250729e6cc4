"""How far the cells of one workbook part reach, read as a stream before anything is laid out as a grid.

A grid is as large as its farthest cell: one character in XFD1048576 would take all memory. Names are compared without
their namespace prefix, as the reader behind it does.
"""

import contextlib
import re
from typing import NamedTuple
from xml.parsers import expat

from services.ledger_sheet.limits import MAX_CHARACTERS, MAX_COLUMNS, MAX_ELEMENTS, MAX_ROWS

# Title rows stand above the header.
_ROWS_ABOVE = 50
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class TooLargeError(Exception):
    """The part holds more than a ledger can; the text says what and where."""


class UnsafeXmlError(Exception):
    """The part declares a document type, which a workbook never does."""


class _RootFound(Exception):  # noqa: N818  not an error: stops the parser
    pass


class Position(NamedTuple):
    row: int
    column: int


def position(reference: str) -> Position | None:
    """Zero-based place of "B12"; None when it is no cell reference."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return Position(int(match[2]) - 1, column - 1)


def root_of(part: bytes) -> str:
    """Local name of the root element."""
    found: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        found.append(_local(name))
        raise _RootFound

    parser = _parser()
    parser.StartElementHandler = start
    with contextlib.suppress(_RootFound):
        parser.Parse(part, True)
    return found[0] if found else ""


class Effort:
    """Elements met so far, in all parts of one workbook."""

    def __init__(self) -> None:
        self._elements = 0

    def spend(self) -> None:
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise TooLargeError(f"more than {MAX_ELEMENTS} elements")


def shared_lengths(part: bytes, effort: Effort) -> list[int]:
    """Characters in each shared string."""
    lengths: list[int] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        effort.spend()
        if _local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = _parser()
    parser.StartElementHandler = start
    parser.CharacterDataHandler = text
    parser.Parse(part, True)
    return lengths


class SheetScan:
    """Checks one worksheet against the limits, cell by cell."""

    def __init__(self, shared: list[int], effort: Effort) -> None:
        self._shared = shared
        self._effort = effort
        self._row = self._column = -1
        self._is_shared = False
        self._content: list[str] | None = None
        self.characters = 0

    def run(self, part: bytes) -> None:
        parser = _parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.Parse(part, True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._effort.spend()
        match _local(name):
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                self._enter(attributes)
            case "v" | "is" | "f":
                self._occupied()
                self._content = []

    def _enter(self, attributes: dict[str, str]) -> None:
        self._is_shared = attributes.get("t") == "s"
        place = position(attributes["r"]) if "r" in attributes else Position(self._row, self._column + 1)
        if place is None:
            raise TooLargeError(f"cell {attributes['r'][:20]}")
        self._row, self._column = place

    def _occupied(self) -> None:
        if self._row >= MAX_ROWS + _ROWS_ABOVE or self._column >= MAX_COLUMNS:
            raise TooLargeError(f"a filled cell in row {self._row + 1}, column {self._column + 1}")

    def _text(self, data: str) -> None:
        if self._content is not None:
            self._content.append(data)

    def _end(self, name: str) -> None:
        if self._content is None or _local(name) not in {"v", "is", "f"}:
            return
        content, self._content = "".join(self._content), None
        self.characters += self._length(content)
        if self.characters > MAX_CHARACTERS:
            raise TooLargeError(f"more than {MAX_CHARACTERS} characters at row {self._row + 1}")

    def _length(self, content: str) -> int:
        if self._is_shared and content.strip().isdecimal():
            index = int(content)
            return self._shared[index] if index < len(self._shared) else 0
        return len(content)


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declared: object) -> None:
    raise UnsafeXmlError("XML document type declaration")


def _local(name: str) -> str:
    return name.rpartition(":")[2]
