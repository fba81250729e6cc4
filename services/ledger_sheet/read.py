"""An edited Excel ledger back to entries: what each row asks for, and a remark on everything that was not taken.

Only the assignment columns are read as changes. The other columns are the platform's own; `read_only_edits` tells
where an office wrote into them, so that nobody believes it was applied.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from schemas.ledger_sheet import Column, LedgerSheet, LedgerSheetRow, SheetEntry, SheetProblem, SheetRefused
from schemas.ledger_sheet import SheetProblemCode as Code
from services.ledger_sheet import cells
from services.ledger_sheet.header import Header, find_header, label
from services.ledger_sheet.problems import Place, problem
from services.ledger_sheet.row import RowReader
from services.ledger_sheet.texts import cell_text, state_text
from services.ledger_sheet.workbook import open_workbook


def read_ledger(data: bytes, numbers: Collection[str] = ()) -> LedgerSheet | SheetRefused:
    """Entries of the first visible sheet with a ledger header.

    `numbers` are the measure numbers of the campaign: a number that Excel turned into a date or a figure is restored
    when exactly one of them, not written elsewhere in the sheet, can stand behind it. Without them it is an error.
    """
    grids = open_workbook(data)
    if isinstance(grids, SheetRefused):
        return grids
    header = find_header(grids)
    return header if isinstance(header, SheetRefused) else _Reading(header, frozenset(numbers)).sheet()


def read_only_edits(entry: SheetEntry, written: LedgerSheetRow) -> tuple[SheetProblem, ...]:
    """Read-only cells of `entry` that differ from what `written` shows now; 灯 follows the calendar and is left out."""
    compared = (
        (Column.PROBLEM, entry.problem, cell_text(written.problem)),
        (Column.TEXT, entry.text, cell_text(written.text)),
        (Column.PROGRESS, entry.progress, cell_text(written.progress)),
        (Column.STATE, entry.state, state_text(written)),
    )
    return tuple(
        problem(Place(entry.row, column), Code.READ_ONLY, seen[:100])
        for column, seen, shown in compared
        if seen is not None and "".join(seen.split()) != "".join(shown.split())
    )


class _Numbered(NamedTuple):
    row: int
    number: str


class _Reading:
    """One pass over the rows below a header."""

    def __init__(self, header: Header, numbers: frozenset[str]) -> None:
        self._header = header
        self._problems = list(header.problems)
        self._raw = {row: cells.number(self._value(row, Column.NUMBER)) for row in self._rows()}
        written = {said for said in self._raw.values() if isinstance(said, str)}
        self._unwritten = numbers - written

    def sheet(self) -> LedgerSheet:
        numbered = list(self._numbered())
        entries = tuple(self._entry(item) for item in numbered)
        self._report_duplicates(numbered)
        return LedgerSheet(
            sheet=self._header.grid.name,
            header_row=self._header.row + 1,
            columns=tuple(column for column in Column if column in self._header.columns),
            entries=entries,
            problems=tuple(sorted(self._problems, key=lambda item: item.row)),
        )

    def _rows(self) -> Iterator[int]:
        """Rows with content of their own; headers repeated for printing and merged lines of text are left out."""
        for row in range(self._header.row + 1, self._header.grid.height):
            said = self._own_text(row)
            if not said or label(self._value(row, Column.NUMBER)) == Column.NUMBER:
                continue
            if self._is_merged_line(row):
                self._report(row, Code.ROW_SKIPPED, said)
            else:
                yield row

    def _own_text(self, row: int) -> str:
        """The first content that is not merely spread over the row by a merged cell."""
        values = (self._header.grid.own(row, column) for column in sorted(self._header.columns.values()))
        return next((said for value in values if (said := cells.shown(value))), "")

    def _is_merged_line(self, row: int) -> bool:
        merge = self._header.grid.merge_at(row, self._header.columns[Column.NUMBER])
        return merge is not None and merge.last.column > merge.first.column

    def _value(self, row: int, column: Column) -> object:
        return self._header.grid.cell(row, self._header.columns[column])

    def _report(self, row: int, code: Code, found: str) -> None:
        self._problems.append(problem(Place(row + 1, Column.NUMBER), code, found))

    def _numbered(self) -> Iterator[_Numbered]:
        for row, said in self._raw.items():
            if isinstance(said, cells.Fault):
                self._report(row, *said)
            elif not said:
                self._report(row, Code.NUMBER_BLANK, self._own_text(row))
            elif isinstance(said, str):
                yield _Numbered(row, said)
            elif restored := self._restored(row, said):
                yield _Numbered(row, restored)

    def _restored(self, row: int, said: cells.Converted) -> str | None:
        possible = [candidate for candidate in said.candidates if candidate in self._unwritten]
        if len(possible) == 1:
            self._report(row, Code.NUMBER_RECOVERED, f"{said.found} → {possible[0]}")
            return possible[0]
        behind = " / ".join(possible or said.candidates)
        self._report(row, Code.NUMBER_CONVERTED, f"{said.found} ({behind} ?)")
        return None

    def _entry(self, item: _Numbered) -> SheetEntry:
        values = {column: self._value(item.row, column) for column in self._header.columns}
        reader = RowReader(item.row + 1, values)
        entry = reader.entry(item.number)
        self._problems += reader.problems
        return entry

    def _report_duplicates(self, numbered: list[_Numbered]) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        for item in numbered:
            rows[item.number].append(item.row)
        for number, places in rows.items():
            if len(places) > 1:
                where = ", ".join(str(row + 1) for row in places[:10])
                for row in places:
                    self._report(row, Code.NUMBER_DUPLICATE, f"{number} ({where})")
