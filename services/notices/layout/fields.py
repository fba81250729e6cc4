"""The labels of plans written as fields: 问题一 / 整改措施 / 责任单位 / 整改时限, and how their values are split."""

import re
from typing import Literal, NamedTuple

FieldKind = Literal["problem", "measures", "progress", "lead", "due", "remark"]

_COUNT = r"[一二三四五六七八九十]{1,3}|\d{1,2}"
_PATTERNS: tuple[tuple[FieldKind, str], ...] = (
    ("problem", r"(?:巡[视察]|督[察查])?(?:反馈|存在|具体|整改|主要|突出|发现|的)*问题(?:内容|描述|清单)?"),
    ("measures", rf"(?:具体|主要)?(?:整改)?(?:措施|举措|任务)(?:及要求)?(?:{_COUNT})?"),
    ("progress", r"(?:整改|落实|完成|工作)+(?:情况|进展|成效|结果)+"),
    ("lead", r"(?:整改)?(?:牵头|责任|主责|主办|承办)(?:责任)?(?:单位|部门)"),
    ("due", r"(?:整改|完成|办结)?(?:时限|期限)(?:要求)?|(?:计划)?(?:整改|完成|办结)(?:时间|日期)"),
    (
        "remark",
        (
            r"(?:配合|协办|协同|参与)(?:单位|部门)|(?:责任|牵头|包案|分管|整改)(?:领导|人|责任人)"
            r"|(?:整改)?目标|具体表现|问题表现|备注|序号|联系人"
        ),
    ),
)
_WHOLE = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_LINE = tuple((kind, re.compile(rf"\(?(?:{pattern})\)?\s*(?::\s*|$)")) for kind, pattern in _PATTERNS)
_IN_TEXT = {
    kind: re.compile(rf"(?:{pattern})\s*:\s*([^;。()\n]+)") for kind, pattern in _PATTERNS if kind in {"lead", "due"}
}
_UNIT_SEPARATOR = re.compile(r"[、,;\s]+|(?<=[局委办部镇府会院处队])[和及与](?=[区市县省镇])")
_NOTE = re.compile(r"\([^)]*\)")


class Field(NamedTuple):
    """A label found at the start of a line; the value begins at `value_at` of the line's body."""

    kind: FieldKind
    value_at: int


def label_kind(label: str) -> FieldKind | None:
    """Which field a table header names, None when it is no known label."""
    words = re.sub(r"\s", "", label)
    for kind, pattern in _WHOLE:
        if pattern.fullmatch(words):
            return kind
    return None


def field_of(body: str) -> Field | None:
    """The label a folded line body opens with ("责任单位：…", or the label alone on its line)."""
    for kind, pattern in _LINE:
        match = pattern.match(body)
        if match:
            return Field(kind, match.end())
    return None


def field_in(text: str, kind: Literal["lead", "due"]) -> tuple[int, int] | None:
    """Span of the value of a field written inside a measure: “(责任单位：区教育局；完成时限：9月底前)”."""
    match = _IN_TEXT[kind].search(text)
    return match.span(1) if match else None


def split_units(value: str) -> tuple[str, ...]:
    """Units named in the value of a 责任单位 field, in order, each once, notes in brackets left out."""
    names = (name.strip("。.:") for name in _UNIT_SEPARATOR.split(_NOTE.sub("", value)))
    return tuple(dict.fromkeys(name for name in names if name))
