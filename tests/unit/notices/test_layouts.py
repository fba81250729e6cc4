"""One family of documents, many layouts: each counts right, and what is special to it is read."""

import datetime as dt

import pytest

from schemas.notices import NoticeProblem, NoticeRefused, ParsedNotice
from services.notices.parse import parse_notice
from services.notices.reconcile import reconcile
from tests.unit.notices import layouts


def read(text: str, encoding: str = "utf-8") -> ParsedNotice:
    parsed = parse_notice("notice.txt", text.encode(encoding))
    assert isinstance(parsed, ParsedNotice), parsed
    return parsed


def problem(text: str, ordinal: int) -> NoticeProblem:
    return read(text).problems[ordinal - 1]


@pytest.mark.parametrize("name", layouts.ALL)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_counts_in_every_encoding(name: str, encoding: str) -> None:
    text, expected = layouts.ALL[name]
    found = read(text, encoding).found
    assert (found.problems, found.numbered, found.plain) == expected


@pytest.mark.parametrize("name", layouts.ALL)
def test_spans_and_numbers(name: str) -> None:
    parsed = read(layouts.ALL[name][0])
    for item in parsed.problems:
        assert parsed.text[item.start :].startswith(item.heading)
        for ordinal, measure in enumerate(item.measures, start=1):
            assert measure.number == f"{item.ordinal}-{ordinal}"
            assert parsed.text[measure.start : measure.end] == measure.text == measure.text.strip()


@pytest.mark.parametrize("name", layouts.ALL)
def test_half_width_reads_the_same(name: str) -> None:
    text, expected = layouts.ALL[name]
    found = read(text.translate(str.maketrans("（），：；１２", "(),:;12"))).found
    assert (found.problems, found.numbered, found.plain) == expected


def test_spoken_layout() -> None:
    parsed = read(layouts.SPOKEN)
    assert parsed.feedback_date == dt.date(2025, 3, 5)
    assert parsed.declared.model_dump() == {"aspects": 3, "items": 8, "measures": 12, "lead_units": None}
    assert parsed.problems[0].title == "学习‘不深不透’"
    assert "一是抓早，二是抓小" in parsed.problems[0].measures[1].text
    assert parsed.problems[0].measures[0].deadlines[0].date == dt.date(2025, 6, 30)
    assert parsed.problems[1].measures[0].quantities[0].done == 12


def test_aspects_stand_above_problems() -> None:
    parsed = read(layouts.DOTTED)
    assert parsed.aspects == ("落实党的路线方针政策方面", "落实全面从严治党责任方面")
    assert [item.aspect for item in parsed.problems] == [parsed.aspects[0], parsed.aspects[0], parsed.aspects[1]]
    assert parsed.problems[0].measures[0].documents == ("《惠企政策清单》",)
    assert parsed.problems[0].measures[1].units == ("区财政局", "区工信局")


def test_items_stand_between_aspects_and_problems() -> None:
    parsed = read(layouts.PLAN)
    assert parsed.aspects == ("聚焦政策落实方面存在的问题", "聚焦群众身边不正之风方面存在的问题")
    assert parsed.items == ("理论学习不够深入", "服务群众有差距")
    assert [(item.aspect, item.item) for item in parsed.problems] == [
        (parsed.aspects[0], parsed.items[0]),
        (parsed.aspects[0], parsed.items[0]),
        (parsed.aspects[1], parsed.items[1]),
    ]
    assert parsed.problems[2].lead_units == ("镇便民服务中心",)
    assert parsed.problems[2].due_deadlines[0].date == dt.date(2025, 8, 31)
    assert [row.found for row in reconcile(parsed).rows] == [2, 2, 6, 0, 6, 4]


def test_unquoted_headings() -> None:
    assert [item.title for item in read(layouts.CIRCLED).problems] == ["责任落实不到位", "制度执行不严格"]


def test_fields_give_lead_units_and_due() -> None:
    first, second = read(layouts.FIELDS).problems
    assert (first.title, second.title) == ("学习贯彻不深入", "重建设、轻管理")
    assert first.lead_units == ("区委办", "区委组织部")
    assert first.due == "2025年12月底"
    assert first.due_deadlines[0].date == dt.date(2025, 12, 31)
    assert [measure.marker for measure in second.measures] == ["1.", "2."]
    assert second.due_deadlines[0].kind == "long_term"
    assert first.measures[1].text == "2.开展集中轮训，2025年9月底前完成；"


def test_fields_told_per_measure_belong_to_it() -> None:
    (only,) = read(layouts.FIELDS_PER_MEASURE).problems
    assert [measure.lead_units for measure in only.measures] == [("区审计局",), ("区委办",)]
    assert [measure.due for measure in only.measures] == ["2025年6月底前", "2025年9月底前"]
    assert only.lead_units == ()
    assert [row.found for row in reconcile(read(layouts.FIELDS_PER_MEASURE)).rows if row.subject == "lead_units"] == [2]


def test_fields_in_brackets_behind_a_measure() -> None:
    text = "（一）关于“学习不深”问题的整改\n一是健全制度。（责任单位：区委办、区教育局；完成时限：2025年9月底前）\n"
    (measure,) = problem(text, 1).measures
    assert measure.lead_units == ("区委办", "区教育局")
    assert measure.due == "2025年9月底前"


def test_a_hard_wrapped_paragraph_stays_one_measure() -> None:
    (measure,) = problem(layouts.PLAIN, 2).measures
    assert measure.text == "补齐档案46份，\n并实行专人管理。"


def test_inline_lists_are_cut_and_reported() -> None:
    parsed = read(layouts.INLINE)
    assert parsed.problems[0].measures[0].text == "一是增设窗口，压缩时限。"
    assert parsed.problems[1].measures[2].text == "三是严格考核。"
    assert {warning.code for warning in parsed.warnings} == {"introduction", "listed_inline"}


def test_a_nested_list_stays_in_its_measure() -> None:
    text = "(一)关于“学习不深”问题的整改\n一是抓学习。\n二是抓制度。主要有三项:一是早;二是快;三是准。\n"
    assert len(problem(text, 1).measures) == 2


def test_deeper_numbering_stays_in_its_measure() -> None:
    text = "(一)关于“学习不深”问题的整改\n1.抓学习:\n(1)学文件;\n(2)谈体会。\n2.抓制度。\n"
    assert [measure.marker for measure in problem(text, 1).measures] == ["1.", "2."]


def test_titles_with_several_quotes() -> None:
    text = (
        "(一)关于“甲”“乙”问题的整改\n改。\n(二)关于“丙”抓得不紧问题的整改\n改。\n(三)关于“‘丁’不严”问题的整改\n改。\n"
    )
    assert [item.title for item in read(text).problems] == ["“甲”“乙”", "“丙”抓得不紧", "‘丁’不严"]


def test_corner_brackets_as_quotes() -> None:
    assert problem("(一)关于「学习不深」问题的整改\n改。\n", 1).title == "学习不深"


def test_word_for_problem_inside_the_quotes() -> None:
    assert problem("(一)关于“责任不平衡问题”的整改\n改。\n", 1).title == "责任不平衡问题"


def test_description_and_progress_are_not_measures() -> None:
    text = (
        "(一)关于“台账不清”问题的整改\n存在问题：台账缺项。\n整改目标：账实相符。\n整改措施：\n1.核对。\n2.公开。\n"
        "整改情况：已核对。\n1.已核对。\n"
    )
    parsed = read(text)
    assert (parsed.found.problems, parsed.found.numbered, parsed.found.plain) == (1, 2, 0)


def test_gaps_in_numbering_are_reported() -> None:
    text = "(一)关于“甲”问题的整改\n一是改。\n三是改。\n(三)关于“乙”问题的整改\n(四)关于“丙”问题的整改\n改。\n"
    found = [(warning.code, warning.line) for warning in read(text).warnings]
    assert found == [("measure_sequence", 1), ("no_measures", 4), ("problem_sequence", 4)]


def test_contacts_and_closing_lines_are_no_measures() -> None:
    parsed = read(layouts.NO_NUMBERS)
    assert parsed.contacts.model_dump() == {
        "phone": "0000-87654321",
        "email": "a_b@example.cn",
        "post": "澜州市某区和平路2号",
    }
    assert parsed.problems[1].measures[-1].text == "压缩篇幅。"


def test_silence_is_null() -> None:
    parsed = read("(一)关于“甲”问题的整改\n改。\n")
    assert set(parsed.declared.model_dump().values()) == {None}
    assert parsed.feedback_date is None
    assert set(parsed.contacts.model_dump().values()) == {None}
    assert {item.field for item in reconcile(parsed).missing} == {"lead_units", "due_dates", "feedback_date"}


def test_competing_totals_are_reported() -> None:
    text = "制定109条整改措施，书记领办21条整改措施。\n(一)关于“甲”问题的整改\n改。\n"
    parsed = read(text)
    assert parsed.declared.measures == 109
    assert [warning.code for warning in parsed.warnings] == ["declared_twice"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("（一）关于“甲乙丙”问题的整改落实情况（牵头单位：区委办）", "甲乙丙"),
        ("1．针对市委巡察组反馈的“甲乙丙”问题。", "甲乙丙"),
        ("2、反馈意见指出“甲乙丙”的问题", "甲乙丙"),
        ("⑴关于“甲乙丙”方面的问题。", "甲乙丙"),
        ("一、“甲乙丙”问题整改情况：", "甲乙丙"),
        ("【问题一】甲乙丙。", "甲乙丙"),
        ("问题（一）：“甲乙丙”", "甲乙丙"),
        ("存在问题1：甲‘乙’丙", "甲‘乙’丙"),
        ("1.关于甲乙丙的问题。", "甲乙丙"),
        ("1.甲乙丙问题整改情况", "甲乙丙"),
        ("（一）关于＂甲乙丙＂问题的整改", "甲乙丙"),
        ("（一） 关于 “甲乙丙” 问题的整改 。", "甲乙丙"),
    ],
)
def test_headings_of_the_family(heading: str, title: str) -> None:
    parsed = read(f"整改通报\n{heading}\n一要健全制度。\n二要抓好落实。\n")
    assert [item.title for item in parsed.problems] == [title]
    assert [measure.marker for measure in parsed.problems[0].measures] == ["一要", "二要"]


@pytest.mark.parametrize(
    "line",
    [
        "二、巡视反馈问题整改情况",
        "一是解决“停车难”问题。",
        "坚持问题导向",
        "关于巡视整改进展情况的通报",
        "1.解决突出困难。",
    ],
)
def test_lines_that_are_no_heading(line: str) -> None:
    assert isinstance(parse_notice("a.txt", f"{line}\n改。\n".encode()), NoticeRefused)


def test_lead_units_in_a_heading() -> None:
    text = "（一）关于“甲”问题的整改（牵头单位：区委办、区教育局）\n改。\n"
    assert problem(text, 1).lead_units == ("区委办", "区教育局")


def test_chinese_totals() -> None:
    text = "提出四个方面十三项一百零九条整改措施，二十一家牵头单位。\n(一)关于“甲”问题的整改\n改。\n"
    assert read(text).declared.model_dump() == {"aspects": 4, "items": 13, "measures": 109, "lead_units": 21}


def test_doubtful_places_are_reported() -> None:
    text = (
        "(一)关于“甲”问题的整改\n整改目标：见效。\n目标续行。\n"
        "(二)关于“乙”问题的整改\n第一段。\n第二段。\n责任单位：区委办\n续行。\n(三)其他情况\n改。\n"
    )
    assert [(warning.code, warning.line) for warning in read(text).warnings] == [
        ("no_measures", 1),
        ("unread_line", 3),
        ("several_plain", 4),
        ("unread_line", 8),
        ("unread_heading", 9),
    ]
