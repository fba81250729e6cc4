"""Which lines open a problem, which name an aspect above problems, and which end the part about problems."""

import re
from itertools import pairwise
from typing import NamedTuple

from services.notices.layout.headings import Heading, heading_of
from services.notices.layout.lines import Line, Numbering

_MAX_ASPECT = 80
_LAST_WORDS = re.compile(
    r"欢迎(?:广大|社会|干部|群众|党员|全体)|联系(?:方式|电话|地址)|(?:监督|举报|联系)电话|电话:|邮政|通[讯信]地址"
    r"|电子(?:邮箱|信箱|邮件)|特此|附件[\d:]|附:"
    r"|中共.{2,40}(?:委员会|党组|党委|工委|总支)$"
    r"|(?:\d{4}|[二一〇○零三四五六七八九]{4})年.{1,3}月.{1,3}日$"
)


class Outline(NamedTuple):
    """Headings, and spans of the aspect (方面) and item (项) titles above them, by line number."""

    headings: dict[int, Heading]
    aspects: dict[int, tuple[int, int]]
    items: dict[int, tuple[int, int]]


def outline_of(lines: list[Line]) -> Outline:
    """Problem headings of the clearest kind present, and the lines that group them."""
    found = [heading for heading in map(heading_of, lines) if heading]
    if any(heading.strong for heading in found):
        found = [heading for heading in found if heading.strong]
    headings = {heading.line.number: heading for heading in found}
    if not all(heading.field and not heading.counted for heading in found):
        _drop_descriptions(lines, headings)
    groups = _groups(lines, headings)
    aspects = _aspects_above(lines, groups) or groups
    problems = {number: item for number, item in headings.items() if number not in {*groups, *aspects}}
    return Outline(problems, aspects, groups if aspects is not groups else {})


def _groups(lines: list[Line], headings: dict[int, Heading]) -> dict[int, tuple[int, int]]:
    """Titles of lines directly above a problem heading that group the problems below them."""
    groups: dict[int, tuple[int, int]] = {}
    for line, following in pairwise(lines):
        below = headings.get(following.number)
        span = _aspect_title(line, headings.get(line.number), below) if below else None
        if span:
            groups[line.number] = span
    return groups


def _aspects_above(lines: list[Line], groups: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """“一、…方面” lines directly above a group: the aspects, which makes the groups items."""
    return {
        line.number: (line.start + line.body_at, line.end)
        for line, following in pairwise(lines)
        if line.style == Numbering.SECTION
        and following.number in groups
        and following.style == Numbering.BRACKETED
        and "方面" in line.folded
        and "。" not in line.folded
    }


def _drop_descriptions(lines: list[Line], headings: dict[int, Heading]) -> None:
    """“存在问题：…” right under a numbered heading describes that problem and opens none."""
    for line, following in pairwise(lines):
        above, below = headings.get(line.number), headings.get(following.number)
        if above and below and below.field and not below.counted and not (above.field and not above.counted):
            del headings[following.number]


def _aspect_title(line: Line, own: Heading | None, below: Heading) -> tuple[int, int] | None:
    if own:
        nested = Numbering.NONE < own.line.style < below.line.style and own.rest[0] == own.rest[1]
        return own.title if nested else None
    if len(line.folded) > _MAX_ASPECT or "。" in line.folded:
        return None
    deeper = below.field or below.line.style > line.style
    if line.style == Numbering.BRACKETED and deeper:
        return line.start + line.body_at, line.end
    if line.style == Numbering.SECTION and deeper and "方面" in line.folded:
        return line.start + line.body_at, line.end
    return None


def is_last_words(line: Line) -> bool:
    """Whether the line belongs to the closing of a notice: contact lines, signature, date, attachments."""
    return _LAST_WORDS.match(line.folded) is not None


def ends_problem(line: Line, heading: Heading, *, listing: bool) -> bool:
    """Whether a line that is no heading closes the problem: numbered at its heading's level or above it.

    `listing` is True under a 整改措施 label, where measures may reuse the numbering of the heading.
    """
    if line.style == Numbering.SECTION:
        return True
    if line.style in {Numbering.NONE, Numbering.SPOKEN} or heading.line.style == Numbering.NONE:
        return False
    return line.style < heading.line.style or (line.style == heading.line.style and not listing)
