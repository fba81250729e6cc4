"""Lines of a notice and the numbering each one opens with. Knows nothing of problems or measures."""

import re
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from services.notices.files.folding import numeral

_CN = "[一二三四五六七八九十百零〇]{1,5}"


class Numbering(IntEnum):
    """Numbering styles in the order official documents nest them."""

    NONE = 0
    SECTION = 1  # 一、
    BRACKETED = 2  # (一)
    DOTTED = 3  # 1.
    BRACKETED_DIGIT = 4  # (1)
    CIRCLED = 5  # ①
    SPOKEN = 6  # 一是


MARKERS: dict[Numbering, str] = {
    Numbering.SECTION: rf"第?(?P<section>{_CN})(?:部分)?[、.]",
    Numbering.BRACKETED: rf"\((?P<bracketed>{_CN})\)[、.]?",
    Numbering.DOTTED: r"(?P<dotted>\d{1,3})[.、](?!\d)|(?P<dotted_sign>[⒈-⒛])",
    Numbering.BRACKETED_DIGIT: r"\(?(?P<digit>\d{1,3})\)[、.]?|(?P<digit_sign>[⑴-⒇])",
    Numbering.CIRCLED: r"(?P<circled>[①-⑳])[、.]?",
    Numbering.SPOKEN: rf"(?P<spoken>{_CN})(?:是(?!否)|要(?![求点素件闻]))",
}
_MARKERS = {style: re.compile(rf"(?:{pattern})\s*") for style, pattern in MARKERS.items()}


class Line(NamedTuple):
    """One visible line: trimmed span in the text, folded content, numbering, and where the words after it begin."""

    number: int
    start: int
    end: int
    folded: str
    style: Numbering
    ordinal: int
    body_at: int

    @property
    def body(self) -> str:
        return self.folded[self.body_at :]


def ordinal_of(match: re.Match[str]) -> int:
    """Value of the numeral a marker pattern captured, 0 when it is no number."""
    captured = next((group for name, group in match.groupdict().items() if group and name != "marker"), "")
    return numeral(captured) or 0


def line_at(folded: str, start: int, end: int, number: int) -> Line | None:
    """The line between two offsets of the folded text, None when nothing visible stands there."""
    piece = folded[start:end]
    content = piece.strip()
    if not content:
        return None
    begin = start + len(piece) - len(piece.lstrip())
    for style, pattern in _MARKERS.items():
        match = pattern.match(content)
        if match and ordinal_of(match):
            return Line(number, begin, begin + len(content), content, style, ordinal_of(match), match.end())
    return Line(number, begin, begin + len(content), content, Numbering.NONE, 0, 0)


def lines_of(folded: str) -> Iterator[Line]:
    """Visible lines in order, numbered from 1 as an editor would."""
    start = 0
    for number, content in enumerate(folded.split("\n"), start=1):
        line = line_at(folded, start, start + len(content), number)
        if line:
            yield line
        start += len(content) + 1
