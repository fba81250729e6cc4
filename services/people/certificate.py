"""The handover certificate as a Word document, with the lines that are signed face to face."""

from io import BytesIO
from typing import Any

from docx import Document

from schemas.handover import Certificate, HandoverItem
from services.wording.catalogue import STATES_ZH

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = ("编号", "整改措施", "状态", "完成时限", "未报期次", "待办提醒")
LISTS = {"open": "一、未完成事项", "long_term": "二、长期坚持事项", "suspended": "三、中止事项"}
# Dawukou 2025: discipline, organisation, finance and audit watch.
SIGNED_BY = ("移交人", "接收人", "监交人(纪检监察机关)", "监交人(组织部门)", "监交人(财政部门)", "监交人(审计机关)")
LETTERS_ZH = {
    "claim_late": "逾期未认领",
    "due_soon": "临期提醒",
    "overdue": "已逾期",
    "report_waiting": "报告待办理",
    "closure_waiting": "销号申请待把关",
    "verification_waiting": "待现场核查",
    "sign_off_waiting": "待销号",
    "still_suspended": "仍在中止",
    "suspension_over": "中止期满",
}


def write(shown: Certificate) -> bytes:
    """A .docx of at most some pages: three lists and six lines to sign."""
    document: Any = Document()
    document.add_heading("整改工作交接书", level=0)
    document.add_paragraph(f"单位：{shown.unit.name}    截止日期：{shown.as_of:%Y年%m月%d日}")
    for name, title in LISTS.items():
        document.add_heading(title, level=1)
        _table(document, getattr(shown, name))
    document.add_heading("签字", level=1)
    for who in SIGNED_BY:
        document.add_paragraph(f"{who}：________________    日期：____年__月__日")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _table(document: Any, items: tuple[HandoverItem, ...]) -> None:  # noqa: ANN401 - python-docx has no types
    if not items:
        document.add_paragraph("无。")
        return
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = text
    for item in items:
        for cell, text in zip(table.add_row().cells, _cells(item), strict=True):
            cell.text = text


def _cells(item: HandoverItem) -> tuple[str, ...]:
    letters = dict.fromkeys(LETTERS_ZH.get(letter.kind, letter.kind) for letter in item.pending_letters)
    return (
        item.number,
        # XML has no control characters; a notice's text may carry some.
        "".join(sign for sign in item.text if sign >= " "),
        STATES_ZH[item.state],
        item.due.isoformat() if item.due else "",
        "、".join(item.missing_reports),
        "、".join(letters),
    )
