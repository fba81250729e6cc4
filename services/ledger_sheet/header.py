"""Where the header of a ledger stands and which column is which, by the text of the headers alone."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from schemas.ledger_sheet import Column, SheetProblem, SheetRefusalCode, SheetRefused
from schemas.ledger_sheet import SheetProblemCode as Code
from services.ledger_sheet.limits import refused
from services.ledger_sheet.problems import Place, problem
from services.ledger_sheet.texts import clean
from services.ledger_sheet.workbook import Grid

_ROWS_SEARCHED = 30
_REMARK = re.compile(r"[(（].*", re.DOTALL)
_BY_HEADER = {column.value: column for column in Column}


class Header(NamedTuple):
    """The last row of the header (from 0) and the place of each known column."""

    grid: Grid
    row: int
    columns: Mapping[Column, int]
    problems: tuple[SheetProblem, ...]


def find_header(grids: tuple[Grid, ...]) -> Header | SheetRefused:
    """The header of the first sheet that has one, with a remark on every other sheet that has one too."""
    found = [(grid, row) for grid in grids if (row := _header_row(grid)) is not None]
    if not found:
        return _without_header(grids)
    grid, row = found[0]
    header = _read_header(grid, row)
    if Column.NUMBER not in header.columns:
        return refused(SheetRefusalCode.NO_HEADER, f"{Column.NUMBER} ×2", f"{grid.name}!{row + 1}")
    place = Place(header.row + 1)
    ignored = tuple(problem(place, Code.SHEET_IGNORED, other.name) for other, _ in found[1:])
    return header._replace(problems=header.problems + ignored)


def label(value: object) -> str:
    """Header text without white space and without a remark in brackets."""
    text = clean(value) if isinstance(value, str) else ""
    return _REMARK.sub("", "".join(text.split()))


def _header_row(grid: Grid) -> int | None:
    """First row with 序号 beside another known header."""
    for row in range(min(grid.height, _ROWS_SEARCHED)):
        known = {label(grid.cell(row, column)) for column in range(grid.width)} & _BY_HEADER.keys()
        if Column.NUMBER in known and len(known) > 1:
            return row
    return None


def _read_header(grid: Grid, first: int) -> Header:
    last = _last_row(grid, first)
    columns: dict[Column, int] = {}
    problems: list[SheetProblem] = []
    twice: set[Column] = set()
    for index in range(grid.width):
        labels = [text for row in range(last, first - 1, -1) if (text := label(grid.cell(row, index)))]
        known = next((_BY_HEADER[text] for text in labels if text in _BY_HEADER), None)
        if known is None and labels:
            problems.append(problem(Place(last + 1, labels[0][:50]), Code.COLUMN_UNKNOWN, labels[0][:50]))
        elif known in columns:
            twice.add(known)
        elif known:
            columns[known] = index
    problems += [problem(Place(last + 1, column), Code.COLUMN_DUPLICATE, column) for column in sorted(twice)]
    kept = {column: index for column, index in columns.items() if column not in twice}
    return Header(grid, last, kept, tuple(problems))


def _last_row(grid: Grid, first: int) -> int:
    """A header of two rows has its 序号 merged over both."""
    for column in range(grid.width):
        merge = grid.merge_at(first, column)
        if merge and label(grid.cell(first, column)) == Column.NUMBER:
            return min(merge.last.row, first + 2, grid.height - 1)
    return first


def _without_header(grids: tuple[Grid, ...]) -> SheetRefused:
    filled = [(grid, row) for grid in grids for row in range(min(grid.height, _ROWS_SEARCHED)) if _labels(grid, row)]
    if not filled:
        return refused(SheetRefusalCode.EMPTY, f"{len(grids)} sheets without content", "workbook")
    grid, row = max(filled, key=lambda place: len(_BY_HEADER.keys() & set(_labels(*place))))
    return refused(SheetRefusalCode.NO_HEADER, "、".join(_labels(grid, row))[:200], f"{grid.name}!{row + 1}")


def _labels(grid: Grid, row: int) -> list[str]:
    return [text for column in range(grid.width) if (text := label(grid.own(row, column)))]
