"""The table of quantities: results, targets, results that answer a target, and numbers that count nothing."""

import pytest

from services.notices.content.quantities import quantities_in
from services.notices.files.folding import fold

PIPES = (
    "全年计划检测污水管网602公里、雨水管网1170公里，截至3月，已检测污水管网260公里、雨水管网483公里，"
    "其余力争9月底前检测完毕。"
)

TABLE = [
    (PIPES, [(260, 602, "公里"), (483, 1170, "公里")]),
    (PIPES.replace("1170", "1,170"), [(260, 602, "公里"), (483, 1170, "公里")]),
    (PIPES.replace("602", "６０２"), [(260, 602, "公里"), (483, 1170, "公里")]),
    ("新下达40家整治任务，目前已完成22家。", [(22, 40, "家")]),
    ("整改方案中43项已完成42项。", [(42, 43, "项")]),
    ("超期过渡群众共612户，已解决417户。", [(417, 612, "户")]),
    ("年内完成100家企业排查。", [(None, 100, "家")]),
    ("计划在2020年6月底前竣工992套、12月底前竣工3409套。", [(None, 992, "套"), (None, 3409, "套")]),
    ("竣工住房2720套，分配2063套。", [(2720, None, "套"), (2063, None, "套")]),
    ("亩均税收不低于80万元。", [(None, 80, "万元")]),
    ("已追回资金2.5亿元。", [(2.5, None, "亿元")]),
    ("目前完成整治43%。", [(43, None, "%")]),
    ("已建成三座水厂。", [(3, None, "座")]),
    ("已完成60家。已完成70家。", [(60, None, "家"), (70, None, "家")]),
    ("进入全国前20名。", []),
    ("缩短到法定时间的30%。", []),
    ("2020年3月16日召开会议。", []),
    ("开展第7批次检查。", []),
    ("一个问题一个问题整改。", []),
]


@pytest.mark.parametrize(("sentence", "expected"), TABLE)
def test_quantities(sentence: str, expected: list[tuple[float | None, float | None, str]]) -> None:
    found = quantities_in(fold(sentence), sentence)
    assert [(item.done, item.target, item.unit) for item in found] == expected
    assert all(sentence[item.start : item.end] == item.text for item in found)


def test_quotes_what_is_counted() -> None:
    first, second = quantities_in(fold(PIPES), PIPES)
    assert first.text == "检测污水管网260公里"
    assert first.target_text == "检测污水管网602公里"
    assert second.target_text == "雨水管网1170公里"
