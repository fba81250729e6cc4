"""An organisation file as a workbook: sheets 单位, 小组, 人员, 接口账号, 回避, one line each; headers name the columns.

人员 has one line a role: the same 编号 again gives the same person another one; 回避 names people by it.
A 备注 column is left to the office.
"""

from datetime import date, datetime

from schemas.ledger_sheet import SheetRefusalCode, SheetRefused
from schemas.organisation import FileProblem
from schemas.organisation import FileProblemCode as Code
from services.ledger_sheet import cells
from services.ledger_sheet.header import label
from services.ledger_sheet.texts import one_line
from services.ledger_sheet.workbook import Grid, open_workbook
from services.organisation.files.problems import problem
from services.organisation.files.tables import Entry, Field, Tables, Value

SHEETS = {
    "单位": ("units", {"编号": "id", "名称": "name", "别名": "aliases"}),
    "小组": ("groups", {"编号": "id", "名称": "name", "类别": "kind"}),
    "人员": (
        "people",
        {
            "编号": "id",
            "姓名": "name",
            "职责": "role",
            "单位": "unit",
            "小组": "group",
            "整改工作": "campaign",
            "起始日期": "from",
            "截止日期": "to",
        },
    ),
    "接口账号": (
        "machines",
        {"编号": "id", "名称": "name", "单位": "units", "起始日期": "from", "截止日期": "to"},
    ),
    "回避": (
        "recusals",
        {"编号": "holder", "单位": "unit", "类别": "kind", "起始日期": "from", "截止日期": "to", "说明": "note"},
    ),
}
_ID = "编号"
_REMARKS = "备注"
_ROWS_SEARCHED = 30
_LISTS = frozenset({"aliases", "units"})
_DAYS = frozenset({"from", "to"})
_CODES = {SheetRefusalCode.TOO_LARGE: Code.TOO_LARGE, SheetRefusalCode.EMPTY: Code.EMPTY}


def read_sheets(data: bytes) -> Tables | list[FileProblem]:
    """The entries of the workbook; or the problems that keep it from being taken apart."""
    grids = open_workbook(data)
    if isinstance(grids, SheetRefused):
        return [problem(_CODES.get(grids.code, Code.UNREADABLE), grids.where, "", grids.found)]
    tables = Tables()
    known = [grid for grid in grids if grid.name.strip() in SHEETS]
    if not known:
        return [problem(Code.SHEET_MISSING, "workbook", "", "、".join(grid.name for grid in grids)[:200])]
    for grid in known:
        _Sheet(grid, tables).read()
    return tables


class _Sheet:
    """One sheet, read line by line."""

    def __init__(self, grid: Grid, tables: Tables) -> None:
        self._grid = grid
        self._tables = tables
        self._found = tables.found
        self._people = {person.text("id"): person for person in tables.people}
        self._section, self._fields = SHEETS[grid.name.strip()]
        self._labels = {name: header for header, name in self._fields.items()}

    def read(self) -> None:
        header = self._header_row()
        if header is None:
            place = Field(None, f"{self._grid.name}!1", _ID)
            self._found.add(Code.SHEET_MISSING, place, f"{self._grid.name}: {'、'.join(self._fields)} ?")
            return
        columns = self._columns(header)
        for row in range(header + 1, self._grid.height):
            if any(cells.shown(self._grid.own(row, column)) for column in columns.values()):
                self._file(self._entry(row, columns))

    def _file(self, entry: Entry) -> None:
        if self._section == "people":
            self._file_role(entry)
        else:
            section: list[Entry] = getattr(self._tables, self._section)
            section.append(entry)

    def _file_role(self, entry: Entry) -> None:
        """A line of 人员: a person on first sight, and a role unless the line says none."""
        known = self._people.setdefault(entry.text("id"), entry)
        if known is entry:
            self._tables.people.append(entry)
        elif entry.text("name") not in ("", known.text("name")):
            self._found.add(Code.NAME_DIFFERS, entry.get("name"), f"{known.text('name')} / {entry.text('name')}")
        if entry.text("role") or known is not entry:
            fields = {**entry.fields, "holder": entry.get("id")}
            self._tables.memberships.append(Entry(entry.where, fields, self._labels))

    def _header_row(self) -> int | None:
        for row in range(min(self._grid.height, _ROWS_SEARCHED)):
            said = {label(self._grid.own(row, column)) for column in range(self._grid.width)}
            if _ID in said and len(said & self._fields.keys()) > 1:
                return row
        return None

    def _columns(self, row: int) -> dict[str, int]:
        columns: dict[str, int] = {}
        for index in range(self._grid.width):
            header = label(self._grid.own(row, index))
            at = Field(None, f"{self._grid.name}!{row + 1}", header[:50])
            name = self._fields.get(header)
            if name is None:
                if header and header != _REMARKS:
                    self._found.add(Code.KEY_UNKNOWN, at, "、".join(self._fields))
            elif name in columns:
                self._found.add(Code.KEY_TWICE, at)
            else:
                columns[name] = index
        return columns

    def _entry(self, row: int, columns: dict[str, int]) -> Entry:
        where = f"{self._grid.name}!{row + 1}"
        fields = {}
        for name, column in columns.items():
            at = Field(None, where, self._labels[name])
            fields[name] = at._replace(value=self._value(at, name, self._grid.cell(row, column)))
        return Entry(where, fields, self._labels)

    def _value(self, at: Field, name: str, value: object) -> Value:
        if isinstance(value, date) and name in _DAYS:
            return value.date() if isinstance(value, datetime) else value
        if isinstance(value, date) or (isinstance(value, str) and cells.failed(value)):
            # Excel makes a date of an id such as 24-1.
            self._found.add(Code.VALUE_INVALID, at, cells.shown(value))
            return None
        if not isinstance(value, str):
            return cells.shown(value)
        if name in _LISTS:
            listed = cells.names(value)
            return (value[:200],) if isinstance(listed, cells.Fault) else listed
        return one_line(value) or None
