"""Files that are no ledger, damaged, or made to eat memory: a refusal each, and quickly."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.ledger_sheet import LedgerSheet, SheetRefused
from schemas.ledger_sheet import SheetRefusalCode as Code
from services.ledger_sheet import scan as ledger_sheet_scan
from services.ledger_sheet.limits import MAX_BYTES
from services.ledger_sheet.read import read_ledger
from services.ledger_sheet.write import write_ledger
from tests.unit.ledger_sheet.books import FULL, HEADER, book, row, table

GOOD = write_ledger("台账", [row("1-1", **FULL), row("1-2")])
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def refusal(data: bytes) -> Code:
    result = read_ledger(data)
    assert isinstance(result, SheetRefused), result
    assert result.zh
    assert result.en
    return result.code


def with_part(name: str, content: bytes, data: bytes = GOOD) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry.filename, source.read(entry))
        target.writestr(name, content)
    return stream.getvalue()


def sheet_xml(data: str) -> bytes:
    return f'<worksheet xmlns="http://x"><sheetData>{data}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.EMPTY),
        (table(), Code.EMPTY),
        (b"x" * (MAX_BYTES + 1), Code.TOO_LARGE),
        ("序号,整改时限".encode("gbk"), Code.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Code.NOT_A_WORKBOOK),
        (GOOD[: len(GOOD) // 2], Code.NOT_A_WORKBOOK),
        (with_part("word/document.xml", b"<document/>", b"PK\x05\x06" + bytes(18)), Code.NOT_A_WORKBOOK),
        (with_part(SHEET, b"<worksheet><sheetData>"), Code.NOT_A_WORKBOOK),
        (with_part(SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'), Code.NOT_A_WORKBOOK),
        (with_part("xl/strings2.xml", b"<sst/>"), Code.NOT_A_WORKBOOK),
    ],
)  # fmt: skip
def test_no_ledger(data: bytes, code: Code) -> None:
    assert refusal(data) is code


def test_a_stray_character_in_the_farthest_cell() -> None:
    assert refusal(book(lambda _, sheet: sheet.write_string(1_048_575, 16_383, "x"))) is Code.TOO_LARGE
    assert refusal(with_part(SHEET, sheet_xml('<x:row><x:c r="ZZZ1"><x:v>1</x:v></x:c></x:row>'.replace("x:", ""))))


def test_more_rows_than_a_ledger_has() -> None:
    assert refusal(table(*([HEADER] + [(str(n),) for n in range(20_100)]))) is Code.TOO_LARGE


def test_formats_without_content_may_reach_anywhere() -> None:
    def fill(workbook: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ("1-1",))
        sheet.write_blank(1_000_000, 16_000, None, workbook.add_format({"bold": True}))

    assert isinstance(read_ledger(book(fill)), LedgerSheet)


def test_one_long_string_shown_in_many_cells() -> None:
    long_string = b"<sst><si><t>" + b"x" * 100_000 + b"</t></si></sst>"
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 301))
    assert refusal(with_part(STRINGS, long_string, with_part(SHEET, sheet_xml(cells)))) is Code.TOO_LARGE


def test_a_part_that_unpacks_to_more_than_allowed() -> None:
    assert refusal(with_part("xl/media/zeros.bin", bytes(101 * 1024 * 1024))) is Code.TOO_LARGE


def test_elements_beyond_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_sheet_scan, "MAX_ELEMENTS", 50)
    assert refusal(with_part(SHEET, sheet_xml('<row r="1">' + '<c r="A1"/>' * 60 + "</row>"))) is Code.TOO_LARGE


def test_a_comment_full_of_cells_takes_no_time() -> None:
    assert refusal(with_part(SHEET, sheet_xml("<!--" + "<c t" * 2_000_000 + "-->"))) is Code.EMPTY


def test_overlapping_merged_cells_take_no_time() -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A1:BH20000"/>' * 20_000 + "</mergeCells>"
    body = '<sheetData><row r="1"><c r="A1" t="str"><v>x</v></c></row><row r="9000"><c r="J9000"><v>1</v></c></row>'
    content = f'<worksheet xmlns="http://x">{body}</sheetData>{merges}</worksheet>'.encode()
    assert refusal(with_part(SHEET, content)) is Code.NO_HEADER


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_bytes_never_raise(data: st.DataObject) -> None:
    damaged = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(GOOD) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(read_ledger(bytes(damaged)), LedgerSheet | SheetRefused)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_parts_never_raise(data: st.DataObject) -> None:
    """Behind a sound archive, so that the damage reaches the readers of the parts."""
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        name = data.draw(st.sampled_from([name for name in package.namelist() if name.startswith("xl/")]))
        part = bytearray(package.read(name))
    at = data.draw(st.integers(0, len(part) - 1))
    part[at : at + data.draw(st.integers(0, 6))] = data.draw(
        st.sampled_from([b"9", b"", b'"', b"<c/>", b"99999999999"])
    )

    assert isinstance(read_ledger(with_part(name, bytes(part))), LedgerSheet | SheetRefused)
