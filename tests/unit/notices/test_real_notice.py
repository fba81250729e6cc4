"""The published notice of 2020 is the oracle: every number below was counted by hand or by script over its text."""

import datetime as dt
import re
from pathlib import Path

import pytest

from schemas.notices import DeadlineKind, ParsedNotice
from services.notices.parse import parse_notice
from services.notices.reconcile import reconcile

NOTICE = Path(__file__).parents[4] / "shared" / "notices" / "huqiu-2020.txt"


@pytest.fixture(scope="module")
def notice() -> ParsedNotice:
    parsed = parse_notice(NOTICE.name, NOTICE.read_bytes())
    assert isinstance(parsed, ParsedNotice)
    return parsed


def test_declared_totals(notice: ParsedNotice) -> None:
    assert notice.declared.model_dump() == {"aspects": 4, "items": 13, "measures": 109, "lead_units": 21}


def test_found_totals(notice: ParsedNotice) -> None:
    assert notice.found.model_dump() == {"problems": 35, "numbered": 109, "plain": 3}


def test_headings_with_one_plain_paragraph(notice: ParsedNotice) -> None:
    plain = [problem.ordinal for problem in notice.problems if any(measure.plain for measure in problem.measures)]
    assert plain == [24, 25, 26]
    assert all(len(notice.problems[ordinal - 1].measures) == 1 for ordinal in plain)
    assert notice.problems[23].measures[0].number == "24-1"


def test_dates_contacts_and_silence(notice: ParsedNotice) -> None:
    assert notice.feedback_date == dt.date(2019, 12, 26)
    assert notice.published_date == dt.date(2020, 4, 27)
    assert re.fullmatch(r"\d{4}-\d{8}", notice.contacts.phone or "")
    assert re.fullmatch(r".{4,20}路\d+号", notice.contacts.post or "")
    assert re.fullmatch(r"[a-z]+@[a-z.]+", notice.contacts.email or "")
    assert notice.aspects == ()
    assert notice.warnings == ()


def test_titles_keep_inner_quotes_and_inner_words(notice: ParsedNotice) -> None:
    titles = [problem.title for problem in notice.problems]
    assert titles[5].startswith("‘")
    assert titles[27].endswith("不平衡问题")
    assert all(problem.title in problem.heading for problem in notice.problems)
    assert len(set(titles)) == 35


def test_spans_are_verbatim(notice: ParsedNotice) -> None:
    measures = [measure for problem in notice.problems for measure in problem.measures]
    assert all(notice.text[measure.start : measure.end] == measure.text for measure in measures)
    assert all("\n" not in measure.text for measure in measures)


def test_dated_promises(notice: ParsedNotice) -> None:
    dated = {
        (measure.number, deadline.phrase): deadline.date
        for problem in notice.problems
        for measure in problem.measures
        for deadline in measure.deadlines
    }
    assert dated[("2-5", "4月底")] == dt.date(2020, 4, 30)
    assert dated[("3-4", "2020年上半年")] == dt.date(2020, 6, 30)
    assert dated[("6-3", "今年6月份")] == dt.date(2020, 6, 30)
    assert dated[("8-1", "2020年6月底前")] == dt.date(2020, 6, 30)
    assert dated[("8-1", "12月底前")] == dt.date(2020, 12, 31)
    assert dated[("9-1", "6月份")] == dt.date(2020, 6, 30)
    assert dated[("9-1", "年内")] == dt.date(2020, 12, 31)
    assert dated[("9-5", "9月底前")] == dt.date(2020, 9, 30)
    assert dated[("9-5", "11月底")] == dt.date(2020, 11, 30)
    assert dated[("9-6", "11月底前")] == dt.date(2020, 11, 30)


def test_span_from_the_start_of_works_has_no_date(notice: ParsedNotice) -> None:
    (span,) = [item for item in notice.problems[7].measures[0].deadlines if item.kind == DeadlineKind.RELATIVE]
    assert span.phrase == "20个月以内"
    assert span.date is None


def test_pipe_kilometres(notice: ParsedNotice) -> None:
    quantities = notice.problems[8].measures[4].quantities
    kilometres = [(item.done, item.target) for item in quantities if item.unit == "公里"]
    assert kilometres == [(260, 602), (483, 1170)]
    assert "污水管网" in quantities[0].text


def test_reconciliation(notice: ParsedNotice) -> None:
    report = reconcile(notice)
    rows = {row.subject: (row.declared, row.found, row.agrees) for row in report.rows}
    assert rows == {
        "aspects": (4, None, None),
        "items": (13, 35, False),
        "measures": (109, 109, True),
        "plain": (None, 3, None),
        "numbered_and_plain": (None, 112, None),
        "lead_units": (21, None, None),
    }
    missing = {item.field: item.count for item in report.missing}
    assert missing["lead_units"] == 112
    assert missing["due_dates"] == 104


def test_json_has_the_published_keys(notice: ParsedNotice) -> None:
    body = notice.model_dump(mode="json")
    assert "text" not in body
    keys = {"declared", "found", "feedback_date", "problems", "contacts", "warnings"}
    assert keys <= body.keys()
    measure = body["problems"][8]["measures"][4]
    assert {"number", "text", "start", "end", "deadlines", "quantities", "units", "documents"} <= measure.keys()
    assert {"phrase", "date", "kind"} <= measure["deadlines"][0].keys()
    assert {"text", "done", "target", "unit"} <= measure["quantities"][0].keys()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same(notice: ParsedNotice, encoding: str) -> None:
    other = parse_notice(NOTICE.name, notice.text.encode(encoding))
    assert isinstance(other, ParsedNotice)
    assert other.problems == notice.problems


@pytest.mark.parametrize(
    ("narrow", "wide"), [("(),:;", "（），：；"), ("0123456789", "０１２３４５６７８９"), ("“”‘’", "\"\"''")]
)
def test_width_and_quotes_change_no_count(notice: ParsedNotice, narrow: str, wide: str) -> None:
    other = parse_notice(NOTICE.name, notice.text.translate(str.maketrans(narrow, wide)).encode())
    assert isinstance(other, ParsedNotice)
    assert (other.found, other.declared, other.feedback_date) == (notice.found, notice.declared, notice.feedback_date)
