"""Organisation files as workbooks: the same organisation, and every mistake with its sheet and row."""

import datetime as dt

from schemas.organisation import FileProblemCode as Code
from services.organisation.files.sheets import SHEETS
from tests.unit.organisation.workbooks import Rows, organisation, places, refusal, workbook

FIRST = dt.date(2026, 1, 1)
UNITS: Rows = [
    ("云溪区单位名单",),
    ("编号", "名称", "别名", "备注"),
    ("housing", "区住房和城乡建设局", "区住建局、住建局", "x"),
    ("qingqiao", "青桥镇"),
]
GROUPS: Rows = [("编号", "名称", "类别"), ("team-1", "第一督查组", "督查组")]
PEOPLE_HEADER = ("编号", "姓名", "职责", "单位", "小组", "整改工作", "起始日期", "截止日期")
PEOPLE: Rows = [
    PEOPLE_HEADER,
    ("chen", "陈建国", "主要负责人", "区住建局", None, None, FIRST, dt.date(2026, 6, 30)),
    ("chen", None, "督查员", None, "第一督查组", None, "2026-07-01"),
    ("zhou", "周敏", "auditor", None, None, None, FIRST),
    ("guest", "来客"),
]
MACHINES: Rows = [("编号", "名称", "单位", "起始日期"), ("permits", "审批系统", "housing、青桥镇", FIRST)]
RECUSALS: Rows = [
    ("编号", "单位", "类别", "起始日期", "截止日期", "说明"),
    ("zhou", "区住建局", "亲属", FIRST, None, "配偶任职"),
]
GOOD = {"单位": UNITS, "小组": GROUPS, "人员": PEOPLE, "接口账号": MACHINES, "回避": RECUSALS}

YAML = """\
from: 2026-01-01
units:
  - {id: housing, name: 区住房和城乡建设局, aliases: [区住建局, 住建局]}
  - {id: qingqiao, name: 青桥镇}
groups:
  - {id: team-1, name: 第一督查组, kind: supervision_team}
people:
  - id: chen
    name: 陈建国
    memberships:
      - {role: unit_principal, unit: housing, to: 2026-06-30}
      - {role: supervisor, group: team-1, from: 2026-07-01}
  - id: zhou
    name: 周敏
    memberships: [{role: auditor}]
    recusals: [{unit: housing, kind: kin, note: 配偶任职}]
  - {id: guest, name: 来客}
machines:
  - {id: permits, name: 审批系统, units: [housing, qingqiao]}
"""


def people(*rows: tuple[object, ...]) -> bytes:
    return workbook({**GOOD, "人员": [PEOPLE_HEADER, *rows], "回避": RECUSALS[:1], "说明": [("随便",)]})


def test_a_workbook_says_the_same_as_yaml() -> None:
    assert organisation("组织.xlsx", workbook(GOOD)) == organisation("o.yaml", YAML)


def test_mistakes_are_placed_by_sheet_row_and_header() -> None:
    refused = refusal(
        "o.xlsx",
        people(
            ("chen", "陈建国", "联络员", None, None, None, FIRST),
            ("chen", "陈建军", "老板", "教育局", None, None, "今天", FIRST),
            (dt.date(2024, 1, 1), "张三", "auditor", None, None, None, FIRST),
            ("li", "李四", "办公室", dt.date(2024, 1, 1), None, None, None),
            ("permits", "审批", "", None, None, None, None),
        ),
    )

    assert set(places(refused)) == {
        ("人员!2", "单位", Code.ROLE_NEEDS_UNIT),
        ("人员!3", "姓名", Code.NAME_DIFFERS),
        ("人员!3", "职责", Code.ROLE_UNKNOWN),
        ("人员!3", "单位", Code.UNIT_UNKNOWN),
        ("人员!3", "起始日期", Code.DATE_INVALID),
        ("人员!4", "编号", Code.VALUE_INVALID),
        ("人员!4", "编号", Code.VALUE_MISSING),
        ("人员!5", "单位", Code.VALUE_INVALID),
        ("人员!5", "起始日期", Code.VALUE_MISSING),
        ("接口账号!2", "编号", Code.ID_DUPLICATE),
    }


def test_mistakes_in_recusals_are_placed_too() -> None:
    rows = [
        RECUSALS[0],
        ("nobody", "区住建局", "亲属", FIRST),
        ("zhou", "教育局", "朋友", FIRST),
        ("zhou", None, None, FIRST, dt.date(2025, 1, 1)),
        (None, "区住建局", "地域", FIRST),
    ]
    refused = refusal("o.xlsx", workbook({**GOOD, "回避": rows}))

    assert set(places(refused)) == {
        ("回避!2", "编号", Code.PERSON_UNKNOWN),
        ("回避!3", "单位", Code.UNIT_UNKNOWN),
        ("回避!3", "类别", Code.RECUSAL_KIND_UNKNOWN),
        ("回避!4", "截止日期", Code.DATES_REVERSED),
        ("回避!4", "单位", Code.VALUE_MISSING),
        ("回避!4", "类别", Code.VALUE_MISSING),
        ("回避!5", "编号", Code.VALUE_MISSING),
    }


def test_headers_unknown_twice_or_absent() -> None:
    units = [("编号", "名称", "名称", "电话"), ("a", "甲局")]
    refused = refusal("o.xlsx", workbook({"单位": units, "小组": [("组别",)]}))

    assert [(problem.where, problem.code) for problem in refused.problems] == [
        ("单位!1", Code.KEY_TWICE),
        ("单位!1", Code.KEY_UNKNOWN),
        ("小组!1", Code.SHEET_MISSING),
    ]


def test_no_sheet_of_the_right_name() -> None:
    refused = refusal("o.xlsx", workbook({"Sheet1": UNITS}))

    assert [problem.code for problem in refused.problems] == [Code.SHEET_MISSING]
    assert all(name in refused.problems[0].zh for name in SHEETS)


def test_a_failed_formula_is_no_name() -> None:
    refused = refusal("o.xlsx", workbook({"单位": [("编号", "名称"), ("a", "#N/A")]}))

    assert ("单位!2", "名称", Code.VALUE_INVALID) in places(refused)
