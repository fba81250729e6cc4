"""Sheets as offices send them: titles, merged cells, moved columns, dates in every form, numbers Excel spoiled."""

import datetime as dt
from typing import Any

import pytest

from schemas.ledger_sheet import AssignmentNames, Column, SheetRefusalCode, SheetRefused
from schemas.ledger_sheet import SheetProblemCode as Code
from schemas.measure import Category
from services.ledger_sheet.read import read_ledger
from tests.unit.ledger_sheet.books import HEADER, book, codes, read, table


def test_columns_in_any_order_below_a_title_and_with_remarks_in_their_headers() -> None:
    sheet = read(table(("整 改\n时 限（年月日）", "备注", "序 号"), ("2026年3月1日", "x", "1-1"), top=5))

    assert (sheet.header_row, sheet.columns) == (6, (Column.NUMBER, Column.DUE))
    assert sheet.entries[0].assignment.due == dt.date(2026, 3, 1)
    assert codes(sheet) == [(6, Code.COLUMN_UNKNOWN)]


def test_an_absent_column_is_unchanged_and_an_empty_cell_clears() -> None:
    sheet = read(table(("序号", "牵头单位", "整改时限"), ("1-1", "", None)))

    assert sheet.entries[0].assignment.model_fields_set == {"lead_unit", "joint_units", "due"}
    assert sheet.entries[0].assignment == AssignmentNames()


def test_merged_cells_count_for_every_row_they_cover() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 3, "云溪区整改台账")
        sheet.write_row(1, 0, ("问题", "序号", "牵头单位", "进展情况"))
        sheet.merge_range(2, 0, 4, 0, "问题一")
        sheet.merge_range(2, 2, 3, 2, "区教育局、区财政局")
        sheet.write_column(2, 1, ("1-1", "1-2", "1-3"))
        sheet.merge_range(5, 0, 6, 3, "填表人：某某")

    sheet = read(book(fill))

    assert [(e.number, e.problem, e.assignment.lead_unit) for e in sheet.entries] == [
        ("1-1", "问题一", "区教育局"),
        ("1-2", "问题一", "区教育局"),
        ("1-3", "问题一", None),
    ]
    assert sheet.entries[1].assignment.joint_units == ("区财政局",)


def test_a_header_of_two_rows_and_section_lines() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range(0, 0, 1, 0, "序号")
        sheet.merge_range(0, 1, 0, 2, "责任分工")
        sheet.write_row(1, 1, ("牵头单位", "责任单位"))
        sheet.merge_range(0, 3, 1, 3, "整改时限")
        sheet.merge_range(2, 0, 2, 3, "一、党的领导方面")
        sheet.write_row(3, 0, ("1-1", "区教育局", "青桥镇", "2026.6.30"))
        sheet.write_row(4, 0, ("序号", "牵头单位", "责任单位", "整改时限"))

    sheet = read(book(fill))

    assert [entry.number for entry in sheet.entries] == ["1-1"]
    assert sheet.entries[0].assignment.support_units == ("青桥镇",)
    assert codes(sheet) == [(3, Code.ROW_SKIPPED)]


@pytest.mark.parametrize(
    "written",
    [dt.date(2026, 12, 31), "2026-12-31", "2026年12月31日", "2026/12/31", "2026.12.31", "２０２６．１２．３１",
     " 2026 年 12 月 31 日前", "2026年12月底前", "2026年底", "20261231", 20261231, "2026-12-31 00:00:00"],
)  # fmt: skip
def test_forms_of_a_day(written: object) -> None:
    sheet = read(table(("序号", "整改时限"), ("1-1", written)))

    assert (sheet.entries[0].assignment.due, sheet.problems) == (dt.date(2026, 12, 31), ())


@pytest.mark.parametrize(
    "written",
    ["2026-02-30", "2026年13月底", "2026年12月", "尽快", 46387, 0.5, True, dt.date(1900, 1, 5), "31/12/2026", 1e300],
)
def test_what_is_no_day_changes_nothing_and_blocks_its_row(written: object) -> None:
    sheet = read(table(("序号", "整改时限", "分管领导"), ("1-1", written, "陈建国")))

    assert codes(sheet) == [(2, Code.BAD_DATE)]
    assert sheet.blocked_rows == {2}
    assert sheet.entries[0].assignment.model_fields_set == {"leader"}


def test_a_workbook_that_counts_from_1904() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("序号", "整改时限"))
        sheet.write_string(1, 0, "1-1")
        sheet.write_datetime(1, 1, dt.date(2026, 5, 1), workbook.add_format({"num_format": "d/m/yy"}))

    assert read(book(fill, date_1904=True)).entries[0].assignment.due == dt.date(2026, 5, 1)


def test_a_category_in_the_due_column() -> None:
    sheet = read(table(HEADER[:1] + HEADER[5:], ("1-1", "长期坚持", ""), ("1-2", "立行立改", "长期坚持")))

    assert sheet.entries[0].assignment.category is Category.LONG_TERM
    assert codes(sheet) == [(2, Code.DUE_IS_CATEGORY), (3, Code.CATEGORY_CONFLICT)]


def test_faulty_cells() -> None:
    long_name = "局" * 101
    sheet = read(
        table(
            HEADER,
            ("1-1", "t", "区教育局，区教育局；区财政局", 110, "x", "", "快改"),
            ("1-2", "t", long_name, "、".join(f"单位{n}" for n in range(41)), "", "", ""),
        )
    )

    assert codes(sheet) == [
        (2, Code.REPEATED_NAME),
        (2, Code.NOT_TEXT),
        (2, Code.CATEGORY_UNKNOWN),
        (3, Code.TOO_LONG),
        (3, Code.TOO_MANY),
    ]
    assert sheet.entries[0].assignment.joint_units == ("区财政局",)


def test_failed_and_uncomputed_formulas_never_clear_a_field() -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_string(1, 0, "1-1")
        sheet.write_formula(1, 2, "=VLOOKUP(A2,X:Y,2)", None, "#N/A")
        sheet.write_formula(1, 3, "=B9", None, "")
        sheet.write_formula(1, 4, '="陈"&"建国"', None, "陈建国")

    sheet = read(book(fill))

    assert codes(sheet) == [(2, Code.FORMULA_ERROR), (2, Code.FORMULA_ERROR)]
    assert not {"lead_unit", "support_units"} & sheet.entries[0].assignment.model_fields_set
    assert sheet.entries[0].assignment.leader == "陈建国"


def test_numbers_blank_or_twice() -> None:
    sheet = read(table(HEADER, ("1-1",), ("", "没有序号"), ("1－1",), ("1-2",)))

    assert codes(sheet) == [(2, Code.NUMBER_DUPLICATE), (3, Code.NUMBER_BLANK), (4, Code.NUMBER_DUPLICATE)]
    assert "第 3 行有内容(“没有序号”)但没有序号" in sheet.problems[1].zh


def test_a_number_turned_into_a_date_is_reported_with_what_it_may_have_been() -> None:
    sheet = read(table(HEADER, (dt.date(2024, 1, 1),), (24.1,), (7,), (True,)))

    assert [entry.number for entry in sheet.entries] == []
    assert [item.found for item in sheet.problems] == [
        "2024-01-01 (24-1 / 1-1 / 24-1-1 ?)",
        "24.1 (24.1 / 24.10 ?)",
        "7 (7 ?)",
        "TRUE",
    ]


def test_a_number_turned_into_a_date_is_restored_when_only_one_fits() -> None:
    sheet = read(table(HEADER, (dt.date(2024, 1, 1),), ("1-1",), (dt.date(2026, 3, 24),)), ["24-1", "1-1", "3-24"])

    assert [entry.number for entry in sheet.entries] == ["24-1", "1-1", "3-24"]
    assert codes(sheet) == [(2, Code.NUMBER_RECOVERED), (4, Code.NUMBER_RECOVERED)]


def test_a_column_twice_is_not_taken_at_all() -> None:
    sheet = read(table(("序号", "整改时限", "整改时限"), ("1-1", "2026-01-01", "2026-02-01")))

    assert codes(sheet) == [(1, Code.COLUMN_DUPLICATE)]
    assert sheet.entries[0].assignment.model_fields_set == set()


def test_other_sheets() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_string(0, 0, "封面")
        for name in ("甲", "乙", "丙"):
            extra = workbook.add_worksheet(name)
            extra.write_row(0, 0, ("序号", "整改时限"))
            extra.write_row(1, 0, (f"{name}-1", "2026-01-01"))
        workbook.get_worksheet_by_name("甲").hide()

    sheet = read(book(fill))

    assert (sheet.sheet, sheet.entries[0].number) == ("乙", "乙-1")
    assert [(item.code, item.found) for item in sheet.problems] == [(Code.SHEET_IGNORED, "丙")]


def test_no_header_says_what_was_found() -> None:
    refused = read_ledger(table(("编号", "牵头单位", "时限"), ("1-1", "区教育局", "")))

    assert isinstance(refused, SheetRefused)
    assert (refused.code, refused.found, refused.where) == (
        SheetRefusalCode.NO_HEADER,
        "编号、牵头单位、时限",
        "台账!1",
    )


def test_two_number_columns_are_no_header() -> None:
    refused = read_ledger(table(("序号", "序号", "整改时限"), ("1-1", "1-2", "")))

    assert isinstance(refused, SheetRefused)
    assert refused.code is SheetRefusalCode.NO_HEADER
