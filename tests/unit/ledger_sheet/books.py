"""Small workbooks as offices make them, and rows of a ledger."""

import datetime as dt
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas.ledger_sheet import AssignmentNames, LedgerSheet, LedgerSheetRow, Light, SheetProblemCode
from schemas.measure import Category, MeasureState
from services.ledger_sheet.read import read_ledger

HEADER = ("序号", "整改措施", "牵头单位", "责任单位", "分管领导", "整改时限", "整改类别")


def book(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    stream = BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    fill(workbook, workbook.add_worksheet("台账"))
    workbook.close()
    return stream.getvalue()


def table(*rows: Sequence[object], top: int = 0) -> bytes:
    """A sheet with `rows` from row `top`; days become real Excel dates."""

    def fill(workbook: Any, sheet: Any) -> None:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for index, row in enumerate(rows, start=top):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(index, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(index, column, value)
                elif value is not None:
                    sheet.write(index, column, value)

    return book(fill)


def read(data: bytes, numbers: Sequence[str] = ()) -> LedgerSheet:
    sheet = read_ledger(data, numbers)
    assert isinstance(sheet, LedgerSheet), sheet
    return sheet


def codes(sheet: LedgerSheet) -> list[tuple[int, SheetProblemCode]]:
    return [(item.row, item.code) for item in sheet.problems]


def row(number: str = "24-1", **assignment: Any) -> LedgerSheetRow:
    return LedgerSheetRow(
        number=number,
        problem="污水管网建设滞后",
        text="一是加快建设。年底前完成 602 公里。",
        assignment=AssignmentNames(**assignment),
        progress="已完成 260 公里。",
        state=MeasureState.IN_PROGRESS,
        light=Light.YELLOW,
    )


FULL: dict[str, Any] = {
    "lead_unit": "区住房和城乡建设局",
    "joint_units": ("区生态环境局", "区水务公司"),
    "support_units": ("青桥镇", "柳湾镇"),
    "leader": "陈建国",
    "due": dt.date(2026, 12, 31),
    "category": Category.DEADLINE,
    "special_group": "生态环保专项小组",
}
