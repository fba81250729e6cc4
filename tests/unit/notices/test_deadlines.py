"""The table of deadline phrases, read on 27 April 2020 after a feedback of 26 December 2019."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.notices import DeadlineKind
from services.notices.content.deadlines import BaseDates, deadlines_in
from services.notices.files.folding import fold

BASES = BaseDates(feedback=dt.date(2019, 12, 26), published=dt.date(2020, 4, 27))
NOTHING = BaseDates(None, None)

PHRASES = [
    ("9月底前完成", "9月底前", "2020-09-30", "by_date"),
    ("九月底前完成", "九月底前", "2020-09-30", "by_date"),
    ("３月底以前完成", "３月底以前", "2021-03-31", "by_date"),
    ("2020年9月30日前完成", "2020年9月30日前", "2020-09-30", "by_date"),
    ("二〇二〇年九月三十日前完成", "二〇二〇年九月三十日前", "2020-09-30", "by_date"),
    ("2020-09-30前完成", "2020-09-30前", "2020-09-30", "by_date"),
    ("6月15日之前报送", "6月15日之前", "2020-06-15", "by_date"),
    ("年底前完成", "年底前", "2020-12-31", "by_date"),
    ("今年年底前完成", "今年年底前", "2020-12-31", "by_date"),
    ("2021年底前完成", "2021年底前", "2021-12-31", "by_date"),
    ("明年3月底前完成", "明年3月底前", "2021-03-31", "by_date"),
    ("6月中旬前完成", "6月中旬前", "2020-06-20", "by_date"),
    ("9月前完成", "9月前", "2020-08-31", "by_date"),
    ("本月底前完成", "本月底前", "2020-04-30", "by_date"),
    ("国庆节前完成", "国庆节前", "2020-09-30", "by_date"),
    ("春节前完成", "春节前", None, "by_date"),
    ("2月30日前完成", "2月30日前", None, "by_date"),
    ("13月底前完成", "13月底前", None, "by_date"),
    ("预计11月底全面竣工", "11月底", "2020-11-30", "by_date"),
    ("计划2020年9月30日竣工", "2020年9月30日", "2020-09-30", "by_date"),
    ("力争2020年上半年挂牌", "2020年上半年", "2020-06-30", "period_end"),
    ("下半年完成验收", "下半年", "2020-12-31", "period_end"),
    ("年内完成", "年内", "2020-12-31", "period_end"),
    ("今年内完成", "今年内", "2020-12-31", "period_end"),
    ("2021年内完成", "2021年内", "2021-12-31", "period_end"),
    ("预计今年6月份竣工", "今年6月份", "2020-06-30", "period_end"),
    ("拟于4月确定机构", "4月", "2020-04-30", "period_end"),
    ("三季度末前完成", "三季度末前", "2020-09-30", "period_end"),
    ("2022年底进入前15名", "2022年底", "2022-12-31", "period_end"),
    ("“十四五”末建成", "“十四五”末", "2025-12-31", "period_end"),
    ("20个月以内竣工", "20个月以内", "2021-08-26", "relative"),
    ("收到反馈意见后两个月内完成", "两个月内", "2020-02-26", "relative"),
    ("半年内完成", "半年内", "2020-06-26", "relative"),
    ("三年内完成", "三年内", "2022-12-26", "relative"),
    ("30天内办结", "30天内", "2020-01-25", "relative"),
    ("5个工作日内答复", "5个工作日内", None, "relative"),
    ("自开工之日起20个月以内竣工", "20个月以内", None, "relative"),
    ("会后3日内印发", "3日内", None, "relative"),
    ("立行立改、长期坚持", "长期坚持", None, "long_term"),
    ("持续推进改革", "持续推进", None, "long_term"),
]

FACTS = [
    "2019年12月28日，区委召开扩大会议",
    "6月底前已完成全部整改",
    "截至3月底共收到申请1354件",
    "近三年未发展党员的村",
    "近3个月内开展检查",
    "每年年底前报告一次",
    "去年年底前竣工",
    "2019年上半年完成改造",
    "预计今年一季度增长10%",
    "进入前20名",
    "1-3月共开行班列57列",
    "2020年，对50个隐患挂牌督办",
    "三个月的集中整改",
    "全年开展12次",
]


@pytest.mark.parametrize(("sentence", "phrase", "date", "kind"), PHRASES)
def test_phrase(sentence: str, phrase: str, date: str | None, kind: str) -> None:
    (found,) = deadlines_in(fold(sentence), BASES, text=sentence)
    assert (found.phrase, str(found.date) if found.date else None, found.kind) == (phrase, date, kind)
    assert sentence[found.start : found.end] == found.phrase


@pytest.mark.parametrize("sentence", FACTS)
def test_facts_are_no_deadlines(sentence: str) -> None:
    assert deadlines_in(fold(sentence), BASES) == []


def test_year_carries_on_within_a_sentence_only() -> None:
    bases = BaseDates(dt.date(2019, 12, 26), None)
    first, second, third = deadlines_in("计划2021年6月底前竣工992套、12月底前竣工3409套。9月底前收尾。", bases)
    assert [first.date, second.date] == [dt.date(2021, 6, 30), dt.date(2021, 12, 31)]
    assert third.date == dt.date(2020, 9, 30)


def test_without_a_base_only_what_names_its_year_is_dated() -> None:
    found = deadlines_in("9月底前。2020年上半年。20个月以内。年内。今年年底前。", NOTHING)
    assert [item.date for item in found] == [None, dt.date(2020, 6, 30), None, None, None]
    assert found[2].kind == DeadlineKind.RELATIVE


def test_a_due_field_promises_every_day_it_names() -> None:
    (found,) = deadlines_in("2020年9月", BASES, promised=True)
    assert found.date == dt.date(2020, 9, 30)
    assert deadlines_in("2020年9月", BASES) == []


_WORDS = st.sampled_from(
    [
        *"0123456789年月日底末前内后上下半旬季度个周天一二三四五六七八九十两〇今明本到自起以之份第，。",
        "2020年",
        "2月30日前",
        "“十四五”末",
    ]
)


@settings(deadline=None)
@given(st.lists(_WORDS, max_size=30).map("".join), st.dates(min_value=dt.date(1990, 1, 1)) | st.none())
def test_no_phrase_is_an_impossible_date(sentence: str, day: dt.date | None) -> None:
    folded = fold(sentence)
    for bases in (BaseDates(day, None), BaseDates(None, day), BaseDates(day, day)):
        for promised in (False, True):
            found = deadlines_in(folded, bases, text=sentence, promised=promised)
            assert all(item.date is None or isinstance(item.date, dt.date) for item in found)
            assert all(sentence[item.start : item.end] == item.phrase for item in found)
            assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(
    st.integers(min_value=1, max_value=12),
    st.integers(min_value=1, max_value=31),
    st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2090, 1, 1)),
)
def test_a_day_without_a_year_is_the_next_one(month: int, day: int, published: dt.date) -> None:
    (found,) = deadlines_in(f"{month}月{day}日前", BaseDates(None, published))
    if found.date:
        assert (found.date.month, found.date.day) == (month, day)
        assert found.date >= published
        assert found.date.year - published.year <= 8
    else:
        assert (month, day) in {(2, 30), (2, 31), (4, 31), (6, 31), (9, 31), (11, 31)}
