"""Words and text rules of the Excel ledger, the same for the sheet that is written and the one read back."""

import re
from types import MappingProxyType

from schemas.ledger_sheet import Column, LedgerSheetRow, Light
from schemas.measure import Category
from services.wording.catalogue import STATES_ZH

SHEET_NAME = "整改台账"
SEPARATOR = "、"
MAX_CELL = 32_767  # UTF-16 units, Excel's limit
CUT = "……(内容过长，完整文本见系统)"

CATEGORIES = MappingProxyType(
    {Category.IMMEDIATE: "立行立改", Category.DEADLINE: "限期整改", Category.LONG_TERM: "长期坚持"}
)
# Colour, word and shape: a black-and-white print says as much as the screen.
LIGHTS = MappingProxyType({Light.RED: "红·逾期 ■", Light.YELLOW: "黄·临期 ▲", Light.GREEN: "绿·正常 ●"})
READ_ONLY = (Column.PROBLEM, Column.TEXT, Column.PROGRESS, Column.STATE, Column.LIGHT)

# Control characters, surrogates and non-characters can't stand in XML; zero-width ones make equal names differ.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b-\u200f\u2060\ufeff]")
_LINE_BREAK = re.compile("\r\n?|\x0b|\x85|\u2028|\u2029")


def clean(text: str) -> str:
    """Text fit for a cell: line breaks as newlines, tabs as spaces, nothing invisible."""
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text).replace("\t", " ")).strip()


def one_line(text: str) -> str:
    """A name or a label: cleaned, every run of white space one space."""
    return " ".join(clean(text).split())


def cell_text(text: str) -> str:
    """Cleaned text cut to what a cell holds, saying so where it was cut."""
    cleaned = clean(text)
    if _units(cleaned) <= MAX_CELL:
        return cleaned
    kept = cleaned.encode("utf-16-le")[: (MAX_CELL - _units(CUT)) * 2]
    return kept.decode("utf-16-le", "ignore") + CUT


def names_text(names: tuple[str, ...]) -> str:
    return SEPARATOR.join(one_line(name) for name in names)


def state_text(row: LedgerSheetRow) -> str:
    return STATES_ZH.get(row.state.value, row.state.value)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
