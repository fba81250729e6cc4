"""Whatever the text: no crash, every span verbatim, in order, without overlap; encodings and widths change nothing."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.notices import NoticeMeasure, ParsedNotice
from services.notices.files.folding import fold, normalise_newlines
from services.notices.parse import parse_notice
from services.notices.reconcile import reconcile

PIECES = st.sampled_from(
    [
        "（一）关于“学习不深”问题的整改",
        "(二)关于“‘四风’未绝”问题的整改",
        "1.关于“甲”问题的整改情况。",
        "问题一：台账不清",
        "问题：制度缺失",
        "二、整改落实方面",
        "一是健全制度，9月底前完成。",
        "二是开展检查，计划100家，目前已完成64家。",
        "一是早；二是快；三是准。",
        "(1)印发《办法》。",
        "①督促柳湾镇整改。",
        "整改措施：",
        "整改措施：1.核对；2.公开。",
        "责任单位：区委办、区教育局",
        "整改时限：2025年9月底前",
        "整改情况：已完成。",
        "整改目标：账实相符",
        "普通段落，没有编号",
        "结束。",
        "电话：0000-12345678",
        "2025年4月27日",
        "\n",
        "\r\n",
        "\u3000\u3000",
        "　“",
        "”",
    ]
)
LINES = st.lists(PIECES, max_size=25).map("\n".join)
MIXED = st.lists(PIECES | st.text(max_size=12), max_size=25).map("".join)


def measures_of(parsed: ParsedNotice) -> list[NoticeMeasure]:
    return [measure for problem in parsed.problems for measure in problem.measures]


def check(parsed: ParsedNotice) -> None:
    text, measures = parsed.text, measures_of(parsed)
    assert all(text[item.start : item.end] == item.text and item.text.strip() for item in measures)
    assert all(one.end <= other.start for one, other in pairwise(measures))
    assert all(one.start < other.start for one, other in pairwise(parsed.problems))
    assert len({item.number for item in measures}) == len(measures)
    assert parsed.found.numbered + parsed.found.plain == len(measures)
    for problem in parsed.problems:
        assert problem.title in text
        assert all(text[due.start : due.end] == due.phrase for due in problem.due_deadlines)
    for measure in measures:
        assert all(text[item.start : item.end] == item.phrase for item in measure.deadlines)
        assert all(text[item.start : item.end] == item.text for item in measure.quantities)
        assert all(one.end <= other.start for one, other in pairwise(measure.quantities))
        assert all(title in text for title in measure.documents)
    reconcile(parsed)
    assert ParsedNotice.model_validate({**parsed.model_dump(), "text": text}) == parsed


@settings(deadline=None)
@given(LINES | MIXED)
def test_any_text(text: str) -> None:
    parsed = parse_notice("any.txt", text.encode("utf-8", "replace"))
    if isinstance(parsed, ParsedNotice):
        check(parsed)


@settings(deadline=None)
@given(LINES)
def test_gbk_and_utf8_agree(text: str) -> None:
    one, other = parse_notice("a.txt", text.encode()), parse_notice("a.txt", text.encode("gb18030"))
    if isinstance(one, ParsedNotice):
        assert isinstance(other, ParsedNotice)
        assert one.model_copy(update={"encoding": ""}) == other.model_copy(update={"encoding": ""})
    else:
        assert type(one) is type(other)


@settings(deadline=None)
@given(LINES)
def test_width_does_not_matter(text: str) -> None:
    normal = normalise_newlines(text)
    wide = "".join(chr(ord(char) + 0xFEE0) if char in "(),:;.0123456789" else char for char in normal)
    one, other = parse_notice("a.txt", fold(normal).encode()), parse_notice("a.txt", wide.encode())
    if isinstance(one, ParsedNotice):
        assert isinstance(other, ParsedNotice)
        assert one.found == other.found
        assert one.declared == other.declared
        spans = [(item.start, item.end, len(item.deadlines)) for item in measures_of(one)]
        assert spans == [(item.start, item.end, len(item.deadlines)) for item in measures_of(other)]
    else:
        assert type(one) is type(other)


@settings(deadline=None)
@given(st.text())
def test_folding_keeps_length(text: str) -> None:
    assert len(fold(text)) == len(text)
