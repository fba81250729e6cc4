"""The draft of a phase report (阶段报告) in the sections an office needs, from a frozen snapshot and nothing else."""

import io
from collections.abc import Sequence

from docx import Document

from schemas.campaign_api import SnapshotView
from schemas.figures import Figures, FrozenBody, Standing
from workflows.bulletins import OUTCOMES
from workflows.counting import Verdict, verdict
from workflows.periods import CHINA

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTHING = "无。"


def phase_report(snapshot: SnapshotView) -> bytes:
    """A .docx file; figures, lists and basis are the snapshot's, the prose is left to the office."""
    body = snapshot.body
    document = Document()
    document.add_heading(f"{body.title}：整改进展情况报告(初稿)", level=0)
    document.add_paragraph(f"数据截至 {body.cut_off.astimezone(CHINA):%Y年%m月%d日 %H:%M}，快照 {snapshot.id}。")
    document.add_heading("一、总体情况", level=1)
    for line in summary(body.figures):
        document.add_paragraph(line)
    document.add_paragraph(f"口径：{body.basis_zh}。")
    document.add_heading("二、逐项整改情况", level=1)
    _table(document, body)
    for number, (title, kinds) in enumerate(LISTS, start=3):
        document.add_heading(f"{'一二三四五六七八九'[number - 1]}、{title}", level=1)
        for line in _listed(body.standings, kinds):
            document.add_paragraph(line)
    document.add_heading("六、下一步工作", level=1)
    document.add_paragraph("(请补充)")
    document.add_paragraph(f"快照校验值 SHA-256：{snapshot.hash}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


LISTS: tuple[tuple[str, frozenset[Verdict]], ...] = (
    ("基本完成、持续整改的措施", frozenset({Verdict.SUBSTANTIALLY_DONE})),
    ("未完成的措施", frozenset({Verdict.NOT_DONE})),
    ("正在整改的措施(含中止)", frozenset({Verdict.UNDER_WAY})),
)


def summary(figures: Figures) -> list[str]:
    """Case 25: suspended measures are told apart, in a sentence of their own."""
    percent = f"{figures.rate * 100:.2f}%" if figures.rate is not None else "—"
    whole = (
        f"应整改措施 {figures.denominator} 条，已完成 {figures.done} 条，完成率 {percent}；"
        f"基本完成 {figures.substantially_done} 条，未完成 {figures.not_done} 条，正在整改 {figures.under_way} 条。"
    )
    apart = (
        f"正在整改的措施中，中止 {figures.suspended} 条，逾期 {figures.overdue} 条；"
        f"未完成的措施中，取消 {figures.cancelled} 条；拆分、合并被替代 {figures.superseded} 条，由替代措施计入。"
    )
    return [whole, apart]


def _table(document: Document, body: FrozenBody) -> None:  # type: ignore[valid-type] # python-docx names a function so
    table = document.add_table(rows=1, cols=4, style="Table Grid")  # type: ignore[attr-defined]
    for cell, text in zip(table.rows[0].cells, ("编号", "措施", "牵头单位", "进展"), strict=True):
        cell.text = text
    for one in body.standings:
        if (kind := verdict(one.state, one.outcome)) is not Verdict.SUPERSEDED:
            unit = body.units.get(one.lead_unit, "") if one.lead_unit else ""
            for cell, text in zip(table.add_row().cells, (one.number, one.text, unit, OUTCOMES[kind][0]), strict=True):
                cell.text = text


def _listed(standings: Sequence[Standing], kinds: frozenset[Verdict]) -> list[str]:
    lines = [
        f"{one.number} {one.text}{_suspended(one)}" for one in standings if verdict(one.state, one.outcome) in kinds
    ]
    return lines or [NOTHING]


def _suspended(one: Standing) -> str:
    return "(中止)" if one.state == "suspended" else ""
