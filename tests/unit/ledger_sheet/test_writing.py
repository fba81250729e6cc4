"""What Excel gets: text that stays text, real dates, a header that repeats on paper."""

import datetime as dt
import zipfile
from io import BytesIO

from python_calamine import CalamineWorkbook

from schemas.ledger_sheet import Column
from services.ledger_sheet.write import write_ledger
from tests.unit.ledger_sheet.books import FULL, row


def cells(data: bytes) -> list[list[object]]:
    return [list(line) for line in CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()]


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name).decode()


def test_title_header_and_one_row() -> None:
    title, header, first = cells(write_ledger("云溪区台账", [row(**FULL)]))

    assert title[0] == "云溪区台账"
    assert header == list(Column)
    assert header[:10] == [
        "序号",
        "问题",
        "整改措施",
        "牵头单位",
        "责任单位",
        "分管领导",
        "整改时限",
        "进展情况",
        "状态",
        "灯",
    ]
    assert first[3:7] == [
        "区住房和城乡建设局、区生态环境局、区水务公司",
        "青桥镇、柳湾镇",
        "陈建国",
        dt.date(2026, 12, 31),
    ]
    assert first[8:] == ["整改中", "黄·临期 ▲", "限期整改", "生态环保专项小组"]


def test_nothing_becomes_a_formula_or_a_link() -> None:
    evil = row(leader="=cmd|' /C calc'!A0").model_copy(update={"text": "@SUM(A1)", "progress": "http://example.com"})
    data = write_ledger("=1+1", [evil])

    assert "<f>" not in part(data, "xl/worksheets/sheet1.xml")
    assert "hyperlink" not in part(data, "xl/worksheets/sheet1.xml")
    assert 'quotePrefix="1"' in part(data, "xl/styles.xml")
    assert cells(data)[2][5] == "=cmd|' /C calc'!A0"


def test_characters_xml_forbids_are_dropped() -> None:
    dirty = row().model_copy(update={"text": "a\x00b\ud800c\ufffed\x0be\u200b", "progress": "一\r\n二\t三"})

    assert cells(write_ledger("x\x01", [dirty]))[2][2:8:5] == ["abcd\ne", "一\n二 三"]


def test_page_set_up() -> None:
    sheet = part(write_ledger("台账", [row()]), "xl/worksheets/sheet1.xml")

    assert 'state="frozen"' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "立行立改,限期整改,长期坚持" in sheet
    assert "_xlnm.Print_Titles" in part(write_ledger("台账", [row()]), "xl/workbook.xml")


def test_a_ledger_without_rows() -> None:
    assert len(cells(write_ledger("台账", []))) == 2
