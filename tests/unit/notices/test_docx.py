"""Word files: prose, ledger tables, and packages made to hurt."""

import io
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.notices import NoticeRefused, ParsedNotice
from services.notices.parse import parse_notice
from tests.unit.notices import layouts

ROWS: list[tuple[str, ...]] = [
    ("序号", "存在问题", "整改措施", "责任\n单位", "整改时限"),
    ("1", "学习不深", "1.健全制度。\n2.开展轮训。", "区委办", "2025年6月底"),
    ("2", "作风不实", "开展专项检查。", "区纪委监委、区委办", "2025年9月底"),
    ("2", "作风不实", "公开举报电话。", "区信访局", "长期坚持"),
]


def prose(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    return saved(document)


def ledger(rows: list[tuple[str, ...]]) -> bytes:
    document = docx.Document()
    document.add_paragraph("整改方案")
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return saved(document)


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return buffer.getvalue()


def read(data: bytes) -> ParsedNotice:
    parsed = parse_notice("plan.docx", data)
    assert isinstance(parsed, ParsedNotice), parsed
    return parsed


@pytest.mark.parametrize("name", layouts.ALL)
def test_prose_reads_like_the_text_file(name: str) -> None:
    text, expected = layouts.ALL[name]
    parsed = read(prose(text))
    assert parsed.encoding == "docx"
    assert (parsed.found.problems, parsed.found.numbered, parsed.found.plain) == expected
    assert parsed.text.strip() == text.strip()


def test_a_ledger_table_becomes_problems_and_fields() -> None:
    parsed = read(ledger(ROWS))
    first, second = parsed.problems
    assert (first.title, second.title) == ("学习不深", "作风不实")
    assert [measure.marker for measure in first.measures] == ["1.", "2."]
    assert first.lead_units == ("区委办",)
    assert first.due == "2025年6月底"
    assert [measure.lead_units for measure in second.measures] == [("区纪委监委", "区委办"), ("区信访局",)]


def test_vertically_merged_problem_cells() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for row in [("问题", "整改措施"), ("作风不实", "开展检查。"), ("", "公开电话。")]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    (only,) = read(saved(document)).problems
    assert [measure.text for measure in only.measures] == ["开展检查。", "公开电话。"]


def test_line_breaks_and_tabs_inside_a_paragraph() -> None:
    document = docx.Document()
    document.add_paragraph("(一)关于“学习不深”问题的整改\n一是\t健全制度。")
    parsed = read(saved(document))
    assert parsed.problems[0].measures[0].text == "一是 健全制度。"


def test_automatic_numbers_are_reported_missing() -> None:
    document = docx.Document()
    document.add_paragraph("关于“学习不深”问题的整改")
    paragraph = document.add_paragraph("健全制度。")
    paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
    assert [warning.code for warning in read(saved(document)).warnings] == ["auto_numbering"]


def test_an_entity_is_refused_not_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><w:document xmlns:w="x">&a;</w:document>'
    answer = parse_notice("a.docx", repacked(prose("x"), "word/document.xml", bomb))
    assert isinstance(answer, NoticeRefused)
    assert (answer.code, answer.where) == ("notice.broken_docx", "word/document.xml")


def test_a_zip_bomb_is_refused_before_unpacking() -> None:
    answer = parse_notice("a.docx", repacked(prose("x"), "word/document.xml", b" " * (51 * 1024 * 1024)))
    assert isinstance(answer, NoticeRefused)
    assert answer.code == "notice.broken_docx"
    assert "bytes unpacked" in answer.found


def test_a_zip_without_a_document() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("readme.txt", "x")
    answer = parse_notice("a.docx", buffer.getvalue())
    assert isinstance(answer, NoticeRefused)
    assert answer.found == "no word/document.xml"


def test_broken_xml() -> None:
    answer = parse_notice("a.docx", repacked(prose("x"), "word/document.xml", b"<w:document>"))
    assert isinstance(answer, NoticeRefused)
    assert answer.code == "notice.broken_docx"


WHOLE = prose(layouts.SPOKEN)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=len(WHOLE) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_package_never_crashes(at: int, junk: bytes, cut: bool) -> None:
    parse_notice("a.docx", WHOLE[:at] + junk + (b"" if cut else WHOLE[at + len(junk) :]))
