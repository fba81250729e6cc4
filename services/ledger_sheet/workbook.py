"""A checked workbook as grids: visible sheets in order, with merged cells spread over the cells they cover."""

from io import BytesIO
from typing import NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from schemas.ledger_sheet import SheetRefusalCode, SheetRefused
from services.ledger_sheet.guard import checked
from services.ledger_sheet.limits import MAX_CELLS, refused
from services.ledger_sheet.scan import Position

Value = object
_EMPTY = ""


class Merge(NamedTuple):
    """Top left and bottom right cell, both inside."""

    first: Position
    last: Position


class Grid:
    """One sheet. Rows and columns count from 0; outside the filled area every cell is empty."""

    def __init__(self, name: str, rows: list[list[Value]], merges: list[Merge]) -> None:
        self.name = name
        self.height = len(rows)
        self.width = max((len(row) for row in rows), default=0)
        self._rows = rows
        self._origins = self._spread(merges)

    def own(self, row: int, column: int) -> Value:
        """The cell's own content, empty where a merged cell covers it."""
        return self._rows[row][column] if 0 <= row < self.height and 0 <= column < len(self._rows[row]) else _EMPTY

    def cell(self, row: int, column: int) -> Value:
        """What a reader of the printed sheet sees at this place."""
        merge = self.merge_at(row, column)
        return self.own(*merge.first) if merge else self.own(row, column)

    def merge_at(self, row: int, column: int) -> Merge | None:
        return self._origins.get(Position(row, column))

    def _spread(self, merges: list[Merge]) -> dict[Position, Merge]:
        origins: dict[Position, Merge] = {}
        budget = self.height * self.width
        for merge in merges:
            rows = range(merge.first.row, min(merge.last.row + 1, self.height))
            columns = range(merge.first.column, min(merge.last.column + 1, self.width))
            # Merged cells never overlap in a sound file; overlapping ones could cost any amount of time.
            budget -= len(rows) * len(columns)
            if budget < 0:
                break
            origins.update((Position(row, column), merge) for row in rows for column in columns)
        return origins


def open_workbook(data: bytes) -> tuple[Grid, ...] | SheetRefused:
    """Visible worksheets of an .xlsx file; the refusal says why it is not read."""
    package = checked(data)
    if isinstance(package, SheetRefused):
        return package
    try:
        with CalamineWorkbook.from_filelike(BytesIO(package)) as workbook:
            return _grids(workbook)
    except (CalamineError, ValueError, OSError) as error:
        return refused(SheetRefusalCode.NOT_A_WORKBOOK, f"{type(error).__name__}: {str(error)[:120]}", "workbook")
    except BaseException as error:
        # A panic inside the reader has no class to import and is not an Exception.
        if type(error).__name__ != "PanicException":
            raise
        return refused(SheetRefusalCode.NOT_A_WORKBOOK, "damaged workbook", "workbook")


def _visible(workbook: CalamineWorkbook) -> list[str]:
    return [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible
    ]


def _grids(workbook: CalamineWorkbook) -> tuple[Grid, ...] | SheetRefused:
    grids: list[Grid] = []
    cells = 0
    for name in _visible(workbook):
        sheet = workbook.get_sheet_by_name(name)
        cells += sheet.total_height * sheet.total_width
        if cells > MAX_CELLS:
            return refused(SheetRefusalCode.TOO_LARGE, f"more than {MAX_CELLS} cells", name)
        grids.append(_grid(sheet))
    return tuple(grids)


def _grid(sheet: CalamineSheet) -> Grid:
    rows: list[list[Value]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    merges = [Merge(Position(*first), Position(*last)) for first, last in sheet.merged_cell_ranges or []]
    return Grid(sheet.name, rows, merges)
