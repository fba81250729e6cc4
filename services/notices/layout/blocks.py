"""Pieces of text that stand as measures, and how one paragraph that lists several of them is cut up."""

import re
from itertools import pairwise
from typing import NamedTuple

from services.notices.layout.lines import MARKERS, Numbering, ordinal_of

_LISTED = (Numbering.SPOKEN, Numbering.CIRCLED, Numbering.BRACKETED_DIGIT, Numbering.DOTTED)
_SENTENCE_START = r"(?:\A|(?<=[。;:!?\n]))\s*"
_SENTENCES = {style: re.compile(rf"{_SENTENCE_START}(?P<marker>{MARKERS[style]})") for style in _LISTED}
_AFTER_COLON = ":"


class Block(NamedTuple):
    """One paragraph or run of paragraphs: span in the text, numbering (NONE for a plain one), ordinal, marker end."""

    start: int
    end: int
    style: Numbering
    ordinal: int
    marker_end: int

    @property
    def plain(self) -> bool:
        return self.style == Numbering.NONE

    def until(self, end: int) -> "Block":
        return self._replace(end=end)


def cut_plain(folded: str, block: Block) -> list[Block]:
    """Measures listed inside an unnumbered paragraph (“…。一是…；二是…”), or the paragraph itself.

    A list starts at its first item, at the beginning of a sentence, and has at least two items; “，一是快，二是准”
    in mid-sentence is prose.
    """
    runs = (_run(folded, block, style, 1) for style in _LISTED)
    lists = [run for run in runs if len(run) > 1]
    return min(lists, key=lambda run: run[0].start) if lists else [block]


def cut_numbered(folded: str, block: Block) -> list[Block]:
    """A paragraph that opens with “一是” and goes on with “二是” as its next sentences, cut into its measures.

    A nested list that starts again at “一是” stays inside the measure.
    """
    if block.style not in _SENTENCES:
        return [block]
    later = block._replace(start=block.marker_end)
    run = _run(folded, later, block.style, block.ordinal + 1)
    return [block.until(_trimmed(folded, block.start, run[0].start)), *run] if run else [block]


def _run(folded: str, block: Block, style: Numbering, first: int) -> list[Block]:
    """Consecutive items from ordinal `first` on, empty when the first marker found is another one."""
    hits: list[Block] = []
    for match in _SENTENCES[style].finditer(folded[block.start : block.end]):
        start = block.start + match.start("marker")
        ordinal = ordinal_of(match)
        inner = first + len(hits) > 1 and folded[start - 1] == _AFTER_COLON
        if ordinal == first + len(hits) and not inner:
            hits.append(Block(start, block.end, style, ordinal, block.start + match.end()))
        elif not hits:
            return []
    ends = [*(_trimmed(folded, one.start, other.start) for one, other in pairwise(hits)), block.end]
    return [hit.until(end) for hit, end in zip(hits, ends, strict=False)]


def _trimmed(folded: str, start: int, end: int) -> int:
    return start + len(folded[start:end].rstrip())
