"""What there is to rehearse: a notice or an edited ledger sheet, as importing reads them, with names for ids."""

from collections.abc import Callable
from datetime import date
from pathlib import PurePath
from typing import NamedTuple

from schemas.ledger_sheet import LedgerSheet, SheetEntry, SheetRefused
from schemas.measure import Assignment, Category
from schemas.notices import NoticeRefused, ParsedNotice
from schemas.rehearsal import Plan, PlannedRow
from services.campaigns.importing import assignment_of
from services.ledger_sheet.read import read_ledger
from services.notices.parse import parse_notice
from services.organisation.lookup import Directory
from services.wording.catalogue import STATES_ZH

NOBODY_YET = "牵头单位待定"
OVER = frozenset(STATES_ZH[state] for state in ("signed_off", "archived", "superseded", "cancelled"))


class FileFault(NamedTuple):
    """A file that can't be rehearsed, in one line a fault."""

    lines: tuple[str, ...]


def completed(row: PlannedRow, due: date | None) -> PlannedRow:
    """The row with what stands in where the plan is silent: `due`, if given; a lead unit and a category always.

    Neither of the latter two decides on which day a letter goes out.
    """
    given = row.assignment
    changes = {
        "due": given.due or due,
        "category": given.category or Category.DEADLINE,
        "lead_unit": given.lead_unit or NOBODY_YET,
    }
    return row.model_copy(update={"assignment": given.model_copy(update=changes)})


def read_plan(name: str, data: bytes) -> Plan | FileFault:
    """By its ending: .xlsx is a ledger sheet, all else a notice."""
    reader: Callable[[str, bytes], Plan | FileFault] = _sheet if PurePath(name).suffix.lower() == ".xlsx" else _notice
    return reader(name, data)


def _notice(name: str, data: bytes) -> Plan | FileFault:
    parsed = parse_notice(name, data)
    if isinstance(parsed, NoticeRefused):
        return FileFault((f"{parsed.zh} {parsed.en} ({parsed.code}; {parsed.found}; {parsed.where})",))
    directory = _as_written(parsed)
    rows = tuple(
        PlannedRow(number=one.number, text=one.text, assignment=assignment_of(problem, one, directory))
        for problem in parsed.problems
        for one in problem.measures
    )
    return Plan(title=parsed.text.lstrip().splitlines()[0], feedback_on=parsed.feedback_date, rows=rows)


def _as_written(parsed: ParsedNotice) -> Directory:
    """Without a platform every unit that the layout names is taken by its word."""
    named = [unit for problem in parsed.problems for unit in problem.lead_units]
    named += [unit for problem in parsed.problems for one in problem.measures for unit in one.lead_units]
    return Directory(units={name.strip(): name.strip() for name in named}, groups={}, ended={})


def _sheet(name: str, data: bytes) -> Plan | FileFault:
    sheet = read_ledger(data)
    if isinstance(sheet, SheetRefused):
        return FileFault((f"{sheet.zh} {sheet.en} ({sheet.code}; {sheet.found}; {sheet.where})",))
    if sheet.blocked_rows:
        return FileFault(tuple(_faults(sheet)))
    rows = tuple(_row(entry) for entry in sheet.entries if entry.state not in OVER)
    return Plan(title=PurePath(name).stem, feedback_on=None, rows=rows)


def _faults(sheet: LedgerSheet) -> list[str]:
    return [
        f"第 {one.row} 行 row {one.column or ''}: {one.zh} · {one.en}"
        for one in sheet.problems
        if one.severity == "error"
    ]


def _row(entry: SheetEntry) -> PlannedRow:
    said = entry.assignment.model_dump(exclude_unset=True)
    return PlannedRow(number=entry.number, text=entry.text or entry.number, assignment=Assignment(**said))
