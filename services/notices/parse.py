"""The door of the notice parser: bytes in, `ParsedNotice` or `NoticeRefused` out. Pure; writes nothing anywhere."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from schemas.notices import (
    FoundTotals,
    NoticeDeadline,
    NoticeMeasure,
    NoticeProblem,
    NoticeRefusalCode,
    NoticeRefused,
    NoticeWarning,
    ParsedNotice,
)
from services.notices.content.deadlines import BaseDates, deadlines_in
from services.notices.content.mentions import documents_in, units_in
from services.notices.content.particulars import contacts_in, declared_totals, feedback_date, published_date
from services.notices.content.quantities import quantities_in
from services.notices.files.decode import Decoded, decode
from services.notices.files.folding import fold
from services.notices.layout.blocks import Block
from services.notices.layout.concerns import concern
from services.notices.layout.fields import field_in, split_units
from services.notices.layout.lines import lines_of
from services.notices.layout.outline import outline_of
from services.notices.layout.structure import FieldValue, ProblemDraft, Structure
from services.notices.refusals import refused

_PREAMBLE = 20_000  # characters in which a notice states its totals and the day of the feedback


def parse_notice(filename: str, data: bytes) -> ParsedNotice | NoticeRefused:
    """Read a rectification notice or plan.

    Args:
        filename: Name with the extension .txt or .docx.
        data: The file, at most 10 MiB; text in UTF-8, GBK/GB18030 or marked UTF-16.

    Returns:
        The parsed notice with its decoded text, or the refusal that says what was found, where, and what to do.
    """
    decoded = decode(filename, data)
    if isinstance(decoded, NoticeRefused):
        return decoded
    return _Reader(filename, decoded).read()


class _Reader:
    """One notice while it is read; `text` is quoted from, `folded` is searched, both of one length."""

    def __init__(self, filename: str, decoded: Decoded) -> None:
        self.filename = filename
        self.encoding = decoded.encoding
        self.auto_numbered = decoded.auto_numbered
        self.text = decoded.text
        self.folded = fold(decoded.text)

    def read(self) -> ParsedNotice | NoticeRefused:
        lines = list(lines_of(self.folded))
        outline = outline_of(lines)
        if not outline.headings:
            return refused(NoticeRefusalCode.NO_HEADINGS, f"{len(lines)} lines of text", f"line 1-{lines[-1].number}")
        structure = Structure(self.folded, outline).read(lines)
        preamble = self.folded[: min(structure.problems[0].heading.line.start, _PREAMBLE)]
        declared, several = declared_totals(preamble)
        self.bases = _bases(self.folded, preamble)
        problems = tuple(self._problem(draft, number) for number, draft in enumerate(structure.problems, start=1))
        warnings = [*structure.warnings, *_doubts(structure.problems)]
        warnings += [concern("declared_twice", 1)] if several else []
        warnings += [concern("auto_numbering", 1)] if self.auto_numbered else []
        return ParsedNotice(
            filename=self.filename,
            encoding=self.encoding,
            declared=declared,
            found=_found(problems),
            feedback_date=self.bases.feedback,
            published_date=self.bases.published,
            aspects=self._titles(outline.aspects),
            items=self._titles(outline.items),
            problems=problems,
            contacts=contacts_in(self.folded),
            warnings=tuple(sorted(warnings, key=lambda warning: (warning.line, warning.code))),
            text=self.text,
        )

    def _titles(self, spans: dict[int, tuple[int, int]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.text[slice(*span)] for span in spans.values()))

    def _problem(self, draft: ProblemDraft, ordinal: int) -> NoticeProblem:
        own, shared = _owners(draft)
        return NoticeProblem(
            ordinal=ordinal,
            title=self.text[slice(*draft.title)],
            heading=self.text[draft.heading.line.start : draft.heading.line.end],
            aspect=self.text[slice(*draft.aspect)] if draft.aspect else None,
            item=self.text[slice(*draft.item)] if draft.item else None,
            start=draft.heading.line.start,
            end=draft.end,
            lead_units=self._lead_units(shared)
            or self._lead_units_in(draft.heading.line.start, draft.heading.line.end),
            due=self._due(shared),
            due_deadlines=tuple(self._due_deadlines(shared)),
            measures=tuple(
                self._measure(block, f"{ordinal}-{number}", number, own.get(number, []))
                for number, block in enumerate(draft.blocks, start=1)
            ),
        )

    def _measure(self, block: Block, number: str, ordinal: int, values: list[FieldValue]) -> NoticeMeasure:
        text, folded = self.text[block.start : block.end], self.folded[block.start : block.end]
        due = field_in(folded, "due")
        marker = self.text[block.start : block.marker_end].strip()
        return NoticeMeasure(
            number=number,
            ordinal=ordinal,
            plain=block.plain,
            marker=marker or None,
            text=text,
            start=block.start,
            end=block.end,
            deadlines=(*self._deadlines(block.start, block.end), *self._due_deadlines(values)),
            quantities=tuple(
                item.model_copy(update={"start": item.start + block.start, "end": item.end + block.start})
                for item in quantities_in(folded, text)
            ),
            units=units_in(folded),
            documents=documents_in(text),
            lead_units=self._lead_units_in(block.start, block.end) or self._lead_units(values),
            due=text[slice(*due)].strip() if due else self._due(values),
        )

    def _deadlines(self, start: int, end: int, *, promised: bool = False) -> Iterator[NoticeDeadline]:
        found = deadlines_in(self.folded[start:end], self.bases, text=self.text[start:end], promised=promised)
        for item in found:
            yield item.model_copy(update={"start": item.start + start, "end": item.end + start})

    def _due_deadlines(self, values: list[FieldValue]) -> Iterator[NoticeDeadline]:
        for value in values:
            if value.kind == "due":
                yield from self._deadlines(value.start, value.end, promised=True)

    def _lead_units(self, values: list[FieldValue]) -> tuple[str, ...]:
        named = [split_units(self.folded[value.start : value.end]) for value in values if value.kind == "lead"]
        return tuple(dict.fromkeys(unit for units in named for unit in units))

    def _lead_units_in(self, start: int, end: int) -> tuple[str, ...]:
        """Lead units of a remark in brackets: “(牵头单位：区委办)”."""
        span = field_in(self.folded[start:end], "lead")
        return split_units(self.folded[start + span[0] : start + span[1]]) if span else ()

    def _due(self, values: list[FieldValue]) -> str | None:
        return next((self.text[value.start : value.end] for value in values if value.kind == "due"), None)


def _bases(folded: str, preamble: str) -> BaseDates:
    published = published_date(folded)
    return BaseDates(feedback_date(preamble, published), published)


def _owners(draft: ProblemDraft) -> tuple[dict[int, list[FieldValue]], list[FieldValue]]:
    """Field values by the measure they belong to, and those of the whole problem.

    A label told once, before or after all measures, is the problem's; told between measures or repeatedly, each is the
    measure's above it.
    """
    own: dict[int, list[FieldValue]] = {}
    shared: list[FieldValue] = []
    alike = Counter(value.kind for value in draft.values)
    for value in draft.values:
        if value.after == 0 or (alike[value.kind] == 1 and value.after == len(draft.blocks)):
            shared.append(value)
        else:
            own.setdefault(value.after, []).append(value)
    return own, shared


def _found(problems: tuple[NoticeProblem, ...]) -> FoundTotals:
    plain = sum(measure.plain for problem in problems for measure in problem.measures)
    total = sum(len(problem.measures) for problem in problems)
    return FoundTotals(problems=len(problems), numbered=total - plain, plain=plain)


def _doubts(drafts: list[ProblemDraft]) -> Iterator[NoticeWarning]:
    """Places where the numbering of the text itself does not run on."""
    for draft in drafts:
        line = draft.heading.line.number
        numbers = [block.ordinal for block in draft.blocks if not block.plain]
        if not draft.blocks:
            yield concern("no_measures", line)
        if len(draft.blocks) - len(numbers) > 1:
            yield concern("several_plain", line)
        if numbers and numbers != list(range(1, len(numbers) + 1)):
            yield concern("measure_sequence", line)
    for one, other in pairwise(drafts):
        same = (one.aspect, one.item) == (
            other.aspect,
            other.item,
        ) and one.heading.line.style == other.heading.line.style
        if same and other.heading.line.ordinal not in {one.heading.line.ordinal + 1, 1}:
            yield concern("problem_sequence", other.heading.line.number)
