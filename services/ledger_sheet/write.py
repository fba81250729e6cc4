"""The ledger as an Excel file: a title, a frozen header, one row a measure, nothing Excel could take for a formula.

Nothing is merged below the title, so that an office can sort and filter; equal rows give equal bytes.
"""

import datetime as dt
from collections.abc import Iterable
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter

from schemas.ledger_sheet import Column, LedgerSheetRow, Light
from services.ledger_sheet.texts import (
    CATEGORIES,
    LIGHTS,
    READ_ONLY,
    SHEET_NAME,
    cell_text,
    names_text,
    one_line,
    state_text,
)

_WIDTHS = {
    Column.NUMBER: 8,
    Column.PROBLEM: 30,
    Column.TEXT: 52,
    Column.LEAD_UNITS: 20,
    Column.SUPPORT_UNITS: 24,
    Column.LEADER: 11,
    Column.DUE: 13,
    Column.PROGRESS: 40,
    Column.STATE: 10,
    Column.LIGHT: 12,
    Column.CATEGORY: 11,
    Column.SPECIAL_GROUP: 18,
}
_CENTRED = frozenset({Column.NUMBER, Column.DUE, Column.STATE, Column.LIGHT, Column.CATEGORY})
_COLOURS = {Light.RED: ("9C0006", "FFC7CE"), Light.YELLOW: ("7F6000", "FFEB9C"), Light.GREEN: ("006100", "C6EFCE")}
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a constant, so that equal rows give equal bytes
_FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_FORMULA_STARTS = ("=", "+", "-", "@")
_HEADER_ROW = 1
_A3 = 8
_COLUMNS = tuple(Column)


def write_ledger(title: str, rows: Iterable[LedgerSheetRow]) -> bytes:
    """The bytes of an .xlsx file with `rows` in the order given."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": one_line(title)[:200], "created": _CREATED})
    sheet = book.add_worksheet(SHEET_NAME)
    styles = _Styles(book)
    _write_head(sheet, styles, title)
    count = 0
    for count, row in enumerate(rows, start=1):
        _write_row(_Line(sheet, styles, _HEADER_ROW + count), row)
    _set_up_page(sheet, _HEADER_ROW + count)
    book.close()
    return stream.getvalue()


class _Styles:
    """Cell formats, one for each look."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401  XlsxWriter is untyped
        base = {"valign": "vcenter", "text_wrap": True, "border": 1, "font_name": "宋体", "font_size": 10}
        centred = {**base, "align": "center"}
        self.title = book.add_format({"align": "center", "valign": "vcenter", "bold": True, "font_size": 16})
        self.header = book.add_format({**centred, "bold": True, "bg_color": "#DDEBF7"})
        self.read_only_header = book.add_format({**centred, "bold": True, "bg_color": "#D9D9D9"})
        self.date = book.add_format({**centred, "num_format": "yyyy-mm-dd"})
        self.number = book.add_format({**centred, "num_format": "@"})
        self.text = book.add_format(base)
        self.centred = book.add_format(centred)
        # A leading apostrophe keeps "=1+1" text even after someone edits the cell.
        self.quoted = book.add_format({**base, "quote_prefix": True})
        self.lights = {
            light: book.add_format({**centred, "font_color": f"#{ink}", "bg_color": f"#{paper}"})
            for light, (ink, paper) in _COLOURS.items()
        }


class _Line(NamedTuple):
    """The row being written."""

    sheet: Any
    styles: _Styles
    row: int

    def put(self, column: Column, text: str, style: Any = None) -> None:  # noqa: ANN401
        plain = self.styles.centred if column in _CENTRED else self.styles.text
        chosen = style or (self.styles.quoted if text.startswith(_FORMULA_STARTS) else plain)
        place = (self.row, _COLUMNS.index(column))
        if text:
            self.sheet.write_string(*place, text, chosen)
        else:
            self.sheet.write_blank(*place, None, chosen)


def _write_head(sheet: Any, styles: _Styles, title: str) -> None:  # noqa: ANN401
    sheet.merge_range(0, 0, 0, len(_COLUMNS) - 1, "", styles.title)
    sheet.write_string(0, 0, cell_text(one_line(title)), styles.title)
    sheet.set_row(0, 30)
    for index, column in enumerate(_COLUMNS):
        sheet.set_column(index, index, _WIDTHS[column])
        sheet.write_string(_HEADER_ROW, index, column, _header_style(styles, column))


def _header_style(styles: _Styles, column: Column) -> Any:  # noqa: ANN401
    return styles.read_only_header if column in READ_ONLY else styles.header


def _write_row(line: _Line, row: LedgerSheetRow) -> None:
    assigned = row.assignment
    charged = ((assigned.lead_unit,) if assigned.lead_unit else ()) + assigned.joint_units
    line.put(Column.NUMBER, one_line(row.number), line.styles.number)
    line.put(Column.PROBLEM, cell_text(row.problem))
    line.put(Column.TEXT, cell_text(row.text))
    line.put(Column.LEAD_UNITS, cell_text(names_text(charged)))
    line.put(Column.SUPPORT_UNITS, cell_text(names_text(assigned.support_units)))
    line.put(Column.LEADER, cell_text(one_line(assigned.leader or "")))
    _put_due(line, assigned.due)
    line.put(Column.PROGRESS, cell_text(row.progress))
    line.put(Column.STATE, state_text(row))
    line.put(Column.LIGHT, LIGHTS[row.light], line.styles.lights[row.light])
    line.put(Column.CATEGORY, CATEGORIES[assigned.category] if assigned.category else "")
    line.put(Column.SPECIAL_GROUP, cell_text(one_line(assigned.special_group or "")))


def _put_due(line: _Line, due: dt.date | None) -> None:
    if due is None or due < _FIRST_DAY:
        line.put(Column.DUE, due.isoformat() if due else "", line.styles.date)
    else:
        line.sheet.write_datetime(line.row, _COLUMNS.index(Column.DUE), due, line.styles.date)


def _set_up_page(sheet: Any, last_row: int) -> None:  # noqa: ANN401
    first = _HEADER_ROW + 1
    column = _COLUMNS.index(Column.CATEGORY)
    if last_row >= first:
        sheet.data_validation(
            first,
            column,
            last_row,
            column,
            {
                "validate": "list",
                "source": list(CATEGORIES.values()),
                "error_title": Column.CATEGORY.value,
                "error_message": "请选择：" + "、".join(CATEGORIES.values()),
            },
        )
    sheet.autofilter(_HEADER_ROW, 0, max(last_row, _HEADER_ROW), len(_COLUMNS) - 1)
    sheet.freeze_panes(first, 1)
    sheet.repeat_rows(0, _HEADER_ROW)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
