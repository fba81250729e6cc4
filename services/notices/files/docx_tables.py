"""Word tables as text: a ledger table becomes the label lines (“问题：…”, “整改措施：…”) a plan in prose would have."""

from collections.abc import Callable, Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from services.notices.layout.fields import label_kind

_MIN_LABELS = 2
_ROW_NUMBER = "序号"

TextOf = Callable[[BaseOxmlElement], str]


def table_lines(table: BaseOxmlElement, text_of: TextOf) -> Iterator[str]:
    """Rows under a header that names at least two fields become label lines; any other table its cells, row by row."""
    labels: dict[int, str] = {}
    above: dict[int, str] = {}
    for row in table.iter(qn("w:tr")):
        cells = dict(enumerate(_cell_texts(row, text_of)))
        header = {column: text for column, text in cells.items() if text and label_kind(text)}
        if len(header) >= _MIN_LABELS:
            labels, above = header, {}
        elif labels:
            yield from _label_lines(labels, cells, above)
            above = {column: cells.get(column) or above.get(column, "") for column in labels}
        else:
            yield from (text for text in cells.values() if text)


def _label_lines(labels: dict[int, str], cells: dict[int, str | None], above: dict[int, str]) -> Iterator[str]:
    for column, label in labels.items():
        text = cells.get(column)
        # A problem that spans several rows is repeated or merged by Word; it stays one problem.
        if text and label != _ROW_NUMBER and not (label_kind(label) == "problem" and text == above.get(column)):
            yield f"{''.join(label.split())}：{text}"


def _cell_texts(row: BaseOxmlElement, text_of: TextOf) -> Iterator[str | None]:
    for cell in row.iterchildren(qn("w:tc")):
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            yield None
        else:
            texts = (text_of(paragraph).strip() for paragraph in cell.iter(qn("w:p")))
            yield "\n".join(text for text in texts if text)
