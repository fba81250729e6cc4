"""The sentence of every remark on a row, a column or a cell, in both languages, and whether it blocks the row."""

from typing import Literal, NamedTuple

from schemas.ledger_sheet import SheetProblem
from schemas.ledger_sheet import SheetProblemCode as Code

_Severity = Literal["error", "warning"]


class _Sentence(NamedTuple):
    severity: _Severity
    zh: str
    en: str


class Place(NamedTuple):
    """Where a remark belongs: Excel's row number and the header above, if one."""

    row: int
    column: str | None = None


_SENTENCES: dict[Code, _Sentence] = {
    Code.NUMBER_BLANK: _Sentence(
        "error",
        "第 {row} 行有内容(“{found}”)但没有序号，无法对应到措施；请补上序号。",
        "Row {row} has content ({found!r}) but no 序号; fill in the measure's number.",
    ),
    Code.NUMBER_DUPLICATE: _Sentence(
        "error",
        "第 {row} 行的序号与其他行重复：{found}。每条措施只能占一行。",
        "Row {row} repeats a 序号: {found}. A measure takes one row.",
    ),
    Code.NUMBER_CONVERTED: _Sentence(
        "error",
        "第 {row} 行的序号被 Excel 转换了：{found}。请把该列设为文本格式后重新填写。",
        "Row {row}: Excel converted the 序号: {found}. Format the column as text and type it again.",
    ),
    Code.NUMBER_RECOVERED: _Sentence(
        "warning",
        "第 {row} 行的序号被 Excel 转换了，已按唯一可能还原：{found}。请核对。",
        "Row {row}: Excel converted the 序号; restored to the only possible one: {found}. Please check.",
    ),
    Code.NUMBER_UNREADABLE: _Sentence(
        "error",
        "第 {row} 行的序号无法读取：“{found}”；请按文本填写，例如 24-1。",
        "Row {row}: the 序号 {found!r} can't be read; type it as text, such as 24-1.",
    ),
    Code.BAD_DATE: _Sentence(
        "error",
        "第 {row} 行“{column}”不是有效日期：“{found}”；请填日期，例如 2026-12-31。",
        "Row {row}, {column}: {found!r} is no valid day; write one such as 2026-12-31.",
    ),
    Code.DUE_IS_CATEGORY: _Sentence(
        "warning",
        "第 {row} 行“{column}”写的是类别“{found}”，已作整改类别处理，时限为空。",
        "Row {row}, {column}: {found!r} is a category; it was taken as 整改类别 and the due date left empty.",
    ),
    Code.CATEGORY_UNKNOWN: _Sentence(
        "error",
        "第 {row} 行的整改类别“{found}”不在 立行立改、限期整改、长期坚持 之内。",
        "Row {row}: {found!r} is none of the categories 立行立改, 限期整改, 长期坚持.",
    ),
    Code.CATEGORY_CONFLICT: _Sentence(
        "error",
        "第 {row} 行的整改时限与整改类别矛盾：{found}；请改正其一。",
        "Row {row}: due date and category contradict each other: {found}; correct one.",
    ),
    Code.FORMULA_ERROR: _Sentence(
        "error",
        "第 {row} 行“{column}”的公式没有结果：{found}；请改为直接填写。",
        "Row {row}, {column}: the formula has no result ({found}); type the value instead.",
    ),
    Code.NOT_TEXT: _Sentence(
        "error",
        "第 {row} 行“{column}”应为文字，却是数值或日期：{found}。",
        "Row {row}, {column}: text is expected, not the number or day {found}.",
    ),
    Code.TOO_LONG: _Sentence(
        "error",
        "第 {row} 行“{column}”超过 100 字：“{found}……”。多个名称请用顿号隔开。",
        "Row {row}, {column}: longer than 100 characters ({found!r}…). Separate names with 、.",
    ),
    Code.TOO_MANY: _Sentence(
        "error",
        "第 {row} 行“{column}”名称过多：{found}。",
        "Row {row}, {column}: too many names: {found}.",
    ),
    Code.REPEATED_NAME: _Sentence(
        "warning",
        "第 {row} 行“{column}”重复写了：{found}，只算一次。",
        "Row {row}, {column}: written twice and counted once: {found}.",
    ),
    Code.READ_ONLY: _Sentence(
        "warning",
        "第 {row} 行“{column}”与台账不一致，该列只读，未采用：“{found}”。",
        "Row {row}, {column}: differs from the ledger; the column is read-only and was not applied: {found!r}.",
    ),
    Code.COLUMN_UNKNOWN: _Sentence(
        "warning", "未识别的列“{found}”，已忽略。", "Column {found!r} is unknown and was ignored."
    ),
    Code.COLUMN_DUPLICATE: _Sentence(
        "error",
        "列“{found}”出现多次，无法判断以哪列为准，均未采用；请只保留一列。",
        "Column {found!r} stands more than once and none was applied; keep one.",
    ),
    Code.ROW_SKIPPED: _Sentence(
        "warning",
        "第 {row} 行是合并的说明行，已跳过：“{found}”。",
        "Row {row} is one merged line and was skipped: {found!r}.",
    ),
    Code.SHEET_IGNORED: _Sentence(
        "warning",
        "工作表“{found}”也有台账表头，但只读取第一个；如需导入请单独成文件。",
        "Sheet {found!r} has a ledger header too, but only the first is read; import it as a file of its own.",
    ),
}


def problem(place: Place, code: Code, found: str) -> SheetProblem:
    severity, zh, en = _SENTENCES[code]
    said = {"row": place.row, "column": place.column or "", "found": found}
    return SheetProblem(
        row=place.row,
        column=place.column,
        code=code,
        severity=severity,
        found=found,
        zh=zh.format(**said),
        en=en.format(**said),
    )
