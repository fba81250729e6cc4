"""One row of a ledger sheet to the changes it asks for, with a remark for each cell that can't be taken as written."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from schemas.ledger_sheet import AssignmentNames, Column, SheetEntry, SheetProblem
from schemas.ledger_sheet import SheetProblemCode as Code
from schemas.measure import Category
from services.ledger_sheet import cells
from services.ledger_sheet.problems import Place, problem
from services.ledger_sheet.texts import CATEGORIES, READ_ONLY, clean

# As many as an assignment holds: one lead with 20 joint leads, 40 in support.
_MOST_NAMES = {Column.LEAD_UNITS: 21, Column.SUPPORT_UNITS: 40}
Cells = Mapping[Column, object]


class RowReader:
    """Collects the fields one row sets and the remarks on its cells. A faulty cell sets nothing."""

    def __init__(self, row: int, values: Cells) -> None:
        self._row = row
        self._values = values
        self._fields: dict[str, Any] = {}
        self.problems: list[SheetProblem] = []

    def entry(self, number: str) -> SheetEntry:
        """The row as the entry of measure `number`."""
        readers: dict[Column, Callable[[object], None]] = {
            Column.LEAD_UNITS: self._lead_units,
            Column.SUPPORT_UNITS: self._support_units,
            Column.LEADER: self._leader,
            Column.SPECIAL_GROUP: self._special_group,
            Column.CATEGORY: self._category,
            Column.DUE: self._due,  # after the category, which it may fill in
        }
        for column, read in readers.items():
            if column in self._values:
                read(self._values[column])
        seen = {column: self._seen(column) for column in READ_ONLY}
        return SheetEntry(
            row=self._row,
            number=number,
            assignment=AssignmentNames(**self._fields),
            problem=seen[Column.PROBLEM],
            text=seen[Column.TEXT],
            progress=seen[Column.PROGRESS],
            state=seen[Column.STATE],
        )

    def report(self, column: Column, code: Code, found: str) -> None:
        self.problems.append(problem(Place(self._row, column), code, found))

    def _seen(self, column: Column) -> str | None:
        if column not in self._values:
            return None
        value = self._values[column]
        return clean(value) if isinstance(value, str) else cells.shown(value)

    def _lead_units(self, value: object) -> None:
        names = self._names(Column.LEAD_UNITS, value)
        if names is not None:
            self._fields |= {"lead_unit": names[0] if names else None, "joint_units": names[1:]}

    def _support_units(self, value: object) -> None:
        names = self._names(Column.SUPPORT_UNITS, value)
        if names is not None:
            self._fields["support_units"] = names

    def _names(self, column: Column, value: object) -> tuple[str, ...] | None:
        names = cells.names(value)
        if isinstance(names, cells.Fault):
            self.report(column, *names)
            return None
        distinct = tuple(dict.fromkeys(names))
        if len(distinct) < len(names):
            self.report(column, Code.REPEATED_NAME, "、".join(sorted({n for n in names if names.count(n) > 1})))
        if len(distinct) > _MOST_NAMES[column]:
            self.report(column, Code.TOO_MANY, f"{len(distinct)} > {_MOST_NAMES[column]}")
            return None
        return distinct

    def _leader(self, value: object) -> None:
        self._set("leader", Column.LEADER, cells.name(value))

    def _special_group(self, value: object) -> None:
        self._set("special_group", Column.SPECIAL_GROUP, cells.name(value))

    def _category(self, value: object) -> None:
        self._set("category", Column.CATEGORY, cells.category(value))

    def _set(self, field: str, column: Column, said: str | Category | cells.Fault | None) -> None:
        if isinstance(said, cells.Fault):
            self.report(column, *said)
        else:
            self._fields[field] = said

    def _due(self, value: object) -> None:
        said = cells.due(value)
        if isinstance(said, cells.Fault):
            self.report(Column.DUE, *said)
        elif said is None or isinstance(said, dt.date):
            self._fields["due"] = said
        else:
            self._category_as_due(said)

    def _category_as_due(self, said: Category) -> None:
        stated = self._fields.get("category") or said
        if stated is not said:
            found = f"{CATEGORIES[said]} / {CATEGORIES[stated]}"
            self.report(Column.DUE, Code.CATEGORY_CONFLICT, found)
            return
        self._fields |= {"category": said, "due": None}
        self.report(Column.DUE, Code.DUE_IS_CATEGORY, CATEGORIES[said])
