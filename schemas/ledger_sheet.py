"""The Excel ledger as data: its columns, the rows written to it, and what came back from an edited one.

Units, groups and people are names here, as the sheet shows them; the caller maps them to ids.
"""

import datetime as dt
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import Field

from schemas.measure import Category, Frozen, MeasureState


class Column(StrEnum):
    """Headers in the order they are written. On reading, any order and any subset with 序号 will do."""

    NUMBER = "序号"
    PROBLEM = "问题"
    TEXT = "整改措施"
    LEAD_UNITS = "牵头单位"
    SUPPORT_UNITS = "责任单位"
    LEADER = "分管领导"
    DUE = "整改时限"
    PROGRESS = "进展情况"
    STATE = "状态"
    LIGHT = "灯"
    CATEGORY = "整改类别"
    SPECIAL_GROUP = "专项小组"


class Light(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


class AssignmentNames(Frozen):
    """An assignment by names.

    Read from a sheet, only the fields in `model_fields_set` are said: an absent column or an unreadable cell leaves
    its fields out (unchanged), an empty cell of a present column sets None or () (cleared).
    """

    lead_unit: str | None = None
    joint_units: tuple[str, ...] = ()
    support_units: tuple[str, ...] = ()
    leader: str | None = None
    due: dt.date | None = None
    category: Category | None = None
    special_group: str | None = None


class LedgerSheetRow(Frozen):
    """One measure as it is written to the sheet. `progress` is the text of its latest report, "" when there is none."""

    number: str
    problem: str
    text: str
    assignment: AssignmentNames
    progress: str
    state: MeasureState
    light: Light


class SheetEntry(Frozen):
    """One row read back. `row` is Excel's row number.

    The rest after `assignment` are read-only columns as they stand in the file, None where the column is absent.
    """

    row: int
    number: str
    assignment: AssignmentNames
    problem: str | None
    text: str | None
    progress: str | None
    state: str | None


class SheetProblemCode(StrEnum):
    NUMBER_BLANK = "number.blank"
    NUMBER_DUPLICATE = "number.duplicate"
    NUMBER_CONVERTED = "number.converted"
    NUMBER_RECOVERED = "number.recovered"
    NUMBER_UNREADABLE = "number.unreadable"
    BAD_DATE = "due.bad_date"
    DUE_IS_CATEGORY = "due.is_category"
    CATEGORY_UNKNOWN = "category.unknown"
    CATEGORY_CONFLICT = "category.conflict"
    FORMULA_ERROR = "cell.formula_error"
    NOT_TEXT = "cell.not_text"
    TOO_LONG = "cell.too_long"
    TOO_MANY = "cell.too_many_names"
    REPEATED_NAME = "cell.repeated_name"
    READ_ONLY = "cell.read_only"
    COLUMN_UNKNOWN = "column.unknown"
    COLUMN_DUPLICATE = "column.duplicate"
    ROW_SKIPPED = "row.skipped"
    SHEET_IGNORED = "sheet.ignored"


class SheetProblem(Frozen):
    """Something about one cell, row or column. An `error` keeps its whole row from being applied."""

    row: int = Field(description="Excel's row number; the header's for a column")
    column: str | None
    code: SheetProblemCode
    severity: Literal["error", "warning"]
    found: str
    zh: str
    en: str


class LedgerSheet(Frozen):
    """A ledger read from a workbook: the sheet's name, the row of its header, what the rows say."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    entries: tuple[SheetEntry, ...]
    problems: tuple[SheetProblem, ...]

    @cached_property
    def blocked_rows(self) -> frozenset[int]:
        """Rows with an error: none of their cells should be applied."""
        return frozenset(problem.row for problem in self.problems if problem.severity == "error")


class SheetRefusalCode(StrEnum):
    EMPTY = "sheet.empty"
    TOO_LARGE = "sheet.too_large"
    NOT_A_WORKBOOK = "sheet.not_a_workbook"
    NO_HEADER = "sheet.no_header"


class SheetRefused(Frozen):
    """A file that was not read. `found` names what is in it, `where` the place, `zh`/`en` what to do."""

    code: SheetRefusalCode
    found: str
    where: str
    zh: str
    en: str
