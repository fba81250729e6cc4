"""From lines to problems: headings open them, sections close them, paragraphs and fields fill them."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.notices import NoticeWarning
from services.notices.layout.blocks import Block, cut_numbered, cut_plain
from services.notices.layout.concerns import concern
from services.notices.layout.fields import Field, FieldKind, field_of
from services.notices.layout.headings import Heading
from services.notices.layout.lines import Line, Numbering, line_at
from services.notices.layout.outline import Outline, ends_problem, is_last_words

_SENTENCE_END = "。!?;:”\"')"
_SINGLE_LINE: tuple[FieldKind, ...] = ("lead", "due", "remark")


class FieldValue(NamedTuple):
    """A 责任单位 or 整改时限 value and how many blocks stood before it."""

    kind: FieldKind
    start: int
    end: int
    after: int


@dataclass
class ProblemDraft:
    """A problem while its lines are read; spans count in the text."""

    heading: Heading
    aspect: tuple[int, int] | None
    item: tuple[int, int] | None
    title: tuple[int, int]
    end: int
    blocks: list[Block] = field(default_factory=list)
    values: list[FieldValue] = field(default_factory=list)
    style: Numbering = Numbering.NONE
    label: FieldKind | None = None
    listed: bool = False
    fresh: bool = False


@dataclass
class Structure:
    """Reads lines one by one. `problems` and `warnings` are the outcome."""

    folded: str
    outline: Outline
    problems: list[ProblemDraft] = field(default_factory=list)
    warnings: list[NoticeWarning] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)
    _open: ProblemDraft | None = None
    _aspect: tuple[int, int] | None = None
    _item: tuple[int, int] | None = None

    def read(self, lines: list[Line]) -> "Structure":
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.folded))]
        for line in lines:
            self._line(line)
        for problem in self.problems:
            self._cut(problem)
        return self

    def _line(self, line: Line) -> None:
        heading = self.outline.headings.get(line.number)
        if line.number in self.outline.aspects:
            self._aspect, self._open = self.outline.aspects[line.number], None
        elif line.number in self.outline.items:
            self._item, self._open = self.outline.items[line.number], None
        elif heading:
            self._open_problem(heading)
        elif self._open and self._closes(line, self._open):
            self._open = None
        elif self._open:
            self._inside(line, self._open)
        if line.style == Numbering.SECTION and line.number not in self.outline.aspects and not heading:
            self._aspect = self._item = None

    def _open_problem(self, heading: Heading) -> None:
        problem = ProblemDraft(heading, self._aspect, self._item, heading.title, heading.line.end)
        self.problems.append(problem)
        self._open = problem
        rest = line_at(self.folded, *heading.rest, heading.line.number)
        if rest:
            self._inside(rest, problem)

    def _closes(self, line: Line, problem: ProblemDraft) -> bool:
        if is_last_words(line):
            return True
        ends = ends_problem(line, problem.heading, listing=problem.label == "measures")
        if ends and line.style == problem.heading.line.style != Numbering.SECTION:
            self.warnings.append(concern("unread_heading", line.number))
        return ends

    def _inside(self, line: Line, problem: ProblemDraft) -> None:
        label = field_of(line.body)
        loose = line.style == Numbering.NONE and problem.label in _SINGLE_LINE
        if label:
            self._field(line, label, problem)
        elif problem.title[0] == problem.title[1]:
            problem.title = (line.start, line.end)
        elif loose and (problem.blocks or problem.label == "remark"):
            self.warnings.append(concern("unread_line", line.number))
        elif problem.label != "progress":
            self._paragraph(line, problem)

    def _field(self, line: Line, label: Field, problem: ProblemDraft) -> None:
        value = line_at(self.folded, line.start + line.body_at + label.value_at, line.end, line.number)
        problem.end = max(problem.end, line.end)
        problem.fresh = True
        if label.kind in {"measures", "progress"}:
            self._start_list(label.kind, problem)
        elif label.kind in _SINGLE_LINE:
            problem.label = label.kind
            if value and label.kind != "remark":
                problem.values.append(FieldValue(label.kind, value.start, value.end, len(problem.blocks)))
        if value and problem.label == "measures":
            self._paragraph(value, problem)

    def _start_list(self, kind: FieldKind, problem: ProblemDraft) -> None:
        # Progress told after the measures repeats them; it must not be counted a second time.
        problem.label = "progress" if kind == "progress" and problem.listed else "measures"
        if not problem.listed:
            self._leave_out(problem)
            problem.style, problem.listed = Numbering.NONE, True

    def _paragraph(self, line: Line, problem: ProblemDraft) -> None:
        last = problem.blocks[-1] if problem.blocks else None
        if line.style != Numbering.NONE and problem.style in {Numbering.NONE, line.style}:
            if problem.style == Numbering.NONE and not problem.fresh:
                self._leave_out(problem)
            problem.style = line.style
            problem.blocks.append(Block(line.start, line.end, line.style, line.ordinal, line.start + line.body_at))
        elif last and not problem.fresh and not (last.plain and self.folded[last.end - 1] in _SENTENCE_END):
            problem.blocks[-1] = last.until(line.end)
        else:
            problem.blocks.append(Block(line.start, line.end, Numbering.NONE, 0, line.start))
        problem.end, problem.fresh = line.end, False

    def _leave_out(self, problem: ProblemDraft) -> None:
        """Paragraphs before the first numbered measure introduce the list; a person is told they were not counted."""
        for block in problem.blocks:
            self.warnings.append(concern("introduction", self._line_number(block.start)))
        problem.blocks = []
        problem.values = [value._replace(after=0) for value in problem.values]

    def _cut(self, problem: ProblemDraft) -> None:
        """Cut paragraphs that list several measures. Field values move with the blocks they stood behind."""
        blocks: list[Block] = []
        counts = [0]
        for index, block in enumerate(problem.blocks):
            pieces = self._pieces(problem.blocks, index)
            if block.plain and pieces[0].start > block.start:
                self.warnings.append(concern("introduction", self._line_number(block.start)))
            if len(pieces) > 1:
                self.warnings.append(concern("listed_inline", self._line_number(block.start)))
            blocks += pieces
            counts.append(len(blocks))
        problem.values = [value._replace(after=counts[value.after]) for value in problem.values]
        problem.blocks = blocks

    def _pieces(self, blocks: list[Block], index: int) -> list[Block]:
        block = blocks[index]
        if block.plain:
            return cut_plain(self.folded, block)
        following = blocks[index + 1].ordinal if index + 1 < len(blocks) else 0
        return [block] if following == block.ordinal + 1 else cut_numbered(self.folded, block)

    def _line_number(self, offset: int) -> int:
        return bisect_right(self._starts, offset)
