"""Which lines are problem headings, and the exact words of the problem in them.

A heading is a line that names a problem and nothing else: 关于“…”问题的整改, “…问题”整改情况, 针对…的问题, 问题一：….
Words after the heading's full stop on the same line are handed back as the first paragraph.
"""

import re
from typing import NamedTuple

from services.notices.layout.fields import field_of
from services.notices.layout.lines import Line, Numbering

_QUOTE = "[“”‘’\"']"
_OPENING = "“‘"
_CLOSING = "”’"
_TAIL = (
    r"\s*(?:等|方面|这一|这个|的|突出|存在)*(?:问题|现象|情况)?"
    r"(?:的|整改|落实|情况|工作|进展|措施|方面|完成|方案)*\s*"
)
_SOURCE = r"(?:[中省市区县]委|中央)?(?:巡[视察])?组?(?:反馈)?(?:意见)?中?(?:指出|提出|发现)?的?"
_STOP = r"(?:\([^()\n]{0,80}\)\s*)?(?P<stop>[。:;.]|$|,(?=\s*一是))"
_QUOTED = re.compile(
    rf"(?P<lead>关于|针对|对于|对|就)?{_SOURCE}\s*(?P<open>{_QUOTE})(?P<title>[^。\n]+?)(?P<close>{_QUOTE})(?P<tail>{_TAIL}){_STOP}"
)
_NAMED = re.compile(
    r"(?:关于|针对|对于)(?P<title>[^。:;\n]{2,80}?)的?(?:问题|现象)(?:的|整改|落实|情况|工作|进展|方面)*\s*" + _STOP
)
_WEAK = re.compile(r"(?P<title>[^。:;,\n]{2,60}?)的?问题(?:的|整改|落实|情况|工作|进展)*\s*[。:;]?(?P<stop>$)")
_NUMBERED_FIELD = re.compile(
    r"\(?(?:反馈|存在|具体|整改|主要|突出)*问题\s*\(?(?:[一二三四五六七八九十百]{1,5}|\d{1,3})(?:\)\s*[:、.]?\s*|[:、.\s]\s*|$)"
)
# “巡视反馈问题整改情况” titles a whole part of the notice, not one problem.
_GENERIC = re.compile(
    r".{0,8}(?:巡[视察]|督[察查]|审计|检查)(?:组|反馈|发现|指出|移交|意见|的|具体|主要|突出)*|[以其]下|有关|相关|具体|主要|突出"
)


class Heading(NamedTuple):
    """A problem heading: spans of its title and of the words that follow on the same line, in the text.

    `strong` is False for a bare “…问题” line, which counts only in a notice without clearer headings; `field` marks
    the 问题： layout and `counted` a field that carries its own number.
    """

    line: Line
    title: tuple[int, int]
    rest: tuple[int, int]
    strong: bool
    field: bool
    counted: bool


def heading_of(line: Line) -> Heading | None:
    """Read a line as a problem heading, or None."""
    if line.style == Numbering.SPOKEN:
        return None
    return _field_heading(line) or _quoted_heading(line) or _named_heading(line)


def _field_heading(line: Line) -> Heading | None:
    counted = _NUMBERED_FIELD.match(line.body)
    field = field_of(line.body)
    if not counted and not (field and field.kind == "problem" and line.body[field.value_at - 1] == ":"):
        return None
    value_at = counted.end() if counted else field.value_at if field else 0
    title = line.body[value_at:].rstrip("。;. ")
    start, end = _unquoted(title, line.start + line.body_at + value_at)
    return Heading(line, (start, end), (line.end, line.end), strong=True, field=True, counted=bool(counted))


def _quoted_heading(line: Line) -> Heading | None:
    match = _QUOTED.match(line.body)
    if match is None or not _speaks_of_problem(match, line):
        return None
    span = match.span("title")
    if not _balanced(match["title"]):
        span = (match.start("open"), match.end("close"))
    return _heading(line, span, match, strong=True)


def _speaks_of_problem(match: re.Match[str], line: Line) -> bool:
    if line.style == Numbering.NONE:
        # Word drops automatic numbers; without one only the full wording is safe.
        return bool(match["lead"]) and "问题" in match["title"] + match["tail"] and not line.body[match.end() :]
    return "问题" in match["title"] + match["tail"] or "整改" in match["tail"]


def _named_heading(line: Line) -> Heading | None:
    if line.style == Numbering.NONE:
        return None
    match = _NAMED.match(line.body)
    strong = match is not None
    match = match or _WEAK.match(line.body)
    if match is None or _GENERIC.fullmatch(match["title"]):
        return None
    return _heading(line, match.span("title"), match, strong=strong)


def _heading(line: Line, span: tuple[int, int], match: re.Match[str], *, strong: bool) -> Heading:
    base = line.start + line.body_at
    title = (base + span[0], base + span[1])
    return Heading(line, title, (base + match.end(), line.end), strong=strong, field=False, counted=False)


def _balanced(title: str) -> bool:
    """False when the outer quotes do not belong together, as in “甲”和“乙”."""
    depth = 0
    for char in title:
        depth += (char in _OPENING) - (char in _CLOSING)
        if depth < 0:
            return False
    return True


def _unquoted(title: str, start: int) -> tuple[int, int]:
    """Span of a field's title without one pair of quotes around the whole of it."""
    inner = title[1:-1]
    quoted = re.fullmatch(f"{_QUOTE}.+{_QUOTE}", title) is not None and _balanced(inner)
    if quoted and not re.search("[\"']", inner):
        return start + 1, start + len(title) - 1
    return start, start + len(title)
