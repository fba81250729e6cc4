"""Export, edit, import again: what was not edited comes back as it was."""

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.ledger_sheet import AssignmentNames, LedgerSheetRow, Light
from schemas.measure import Category, MeasureState
from services.ledger_sheet.read import read_only_edits
from services.ledger_sheet.texts import one_line
from services.ledger_sheet.write import write_ledger
from tests.unit.ledger_sheet.books import FULL, read, row

ANY_TEXT = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["=1+1", "+86", "-x", "@SUM(A1)", "_x0041_", "_x000D_", "#区", "  两端 ", "a\r\nb\x0bc", "24-1", "TRUE", "\ufeff甲"]
)
NAME = ANY_TEXT.map(lambda text: one_line(text.translate(dict.fromkeys(map(ord, "、，,；;"))))).filter(bool)
UNIQUE_NAMES = st.lists(NAME, unique=True, max_size=5)


@st.composite
def assignments(draw: st.DrawFn) -> AssignmentNames:
    charged = draw(UNIQUE_NAMES)
    return AssignmentNames(
        lead_unit=charged[0] if charged else None,
        joint_units=tuple(charged[1:]),
        support_units=tuple(draw(UNIQUE_NAMES)),
        leader=draw(st.none() | NAME),
        due=draw(st.none() | st.dates(dt.date(1950, 1, 1), dt.date(2199, 12, 31))),
        category=draw(st.none() | st.sampled_from(Category)),
        special_group=draw(st.none() | NAME),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> list[LedgerSheetRow]:
    numbers = draw(st.lists(st.from_regex(r"\A[1-9][0-9]?-[1-9][0-9]?\Z"), unique=True, min_size=1, max_size=4))
    return [
        LedgerSheetRow(
            number=number,
            problem=draw(ANY_TEXT),
            text=draw(ANY_TEXT),
            assignment=draw(assignments()),
            progress=draw(ANY_TEXT),
            state=draw(st.sampled_from(MeasureState)),
            light=draw(st.sampled_from(Light)),
        )
        for number in numbers
    ]


@settings(max_examples=150, deadline=None)
@given(title=ANY_TEXT, rows=ledgers())
def test_an_unedited_ledger_comes_back_as_it_was(title: str, rows: list[LedgerSheetRow]) -> None:
    sheet = read(write_ledger(title, rows))

    assert sheet.problems == ()
    assert [entry.number for entry in sheet.entries] == [written.number for written in rows]
    assert [entry.assignment for entry in sheet.entries] == [written.assignment for written in rows]
    for entry, written in zip(sheet.entries, rows, strict=True):
        assert entry.assignment.model_fields_set == AssignmentNames.model_fields.keys()
        assert read_only_edits(entry, written) == ()


def test_every_field_of_a_full_row() -> None:
    entry = read(write_ledger("台账", [row(**FULL)])).entries[0]

    assert entry.assignment == AssignmentNames(**FULL)
    assert (entry.row, entry.number, entry.state) == (3, "24-1", "整改中")


def test_equal_rows_give_equal_bytes() -> None:
    assert write_ledger("台账", [row(**FULL)]) == write_ledger("台账", [row(**FULL)])


def test_a_text_too_long_for_a_cell_is_cut_and_not_taken_for_an_edit() -> None:
    written = row().model_copy(update={"text": "😀长" * 20_000})
    entry = read(write_ledger("台账", [written])).entries[0]

    assert entry.text
    assert entry.text.endswith("完整文本见系统)")
    assert read_only_edits(entry, written) == ()


def test_edits_of_read_only_columns_are_remarked() -> None:
    written = row(**FULL)
    entry = read(write_ledger("台账", [written])).entries[0]
    changes: dict[str, Any] = {"text": "改写了", "progress": "完成", "state": "已销号"}

    remarks = read_only_edits(entry.model_copy(update=changes), written)

    assert [(item.column, item.found, item.severity) for item in remarks] == [
        ("整改措施", "改写了", "warning"),
        ("进展情况", "完成", "warning"),
        ("状态", "已销号", "warning"),
    ]


def test_twenty_rows_of_empty_plans_read_as_cleared() -> None:
    sheet = read(write_ledger("台账", [row(f"1-{index}") for index in range(1, 21)]))

    assert {entry.assignment for entry in sheet.entries} == {AssignmentNames()}
