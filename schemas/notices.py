"""What is read out of a rectification notice, what was refused, and how its own totals reconcile.

Every `start`/`end` pair counts characters of the decoded, newline-normalised text: `text[start:end]` is the quoted
piece, character for character. Nothing here has a default: the parser states every field, `null` where the text is
silent.
"""

import datetime as dt
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DeadlineKind(StrEnum):
    """How binding the wording is.

    `by_date`: before a day or the end of a month or year. `period_end`: within a named period, dated at its last day.
    `relative`: a span counted from an event. `long_term`: no end at all.
    """

    BY_DATE = "by_date"
    PERIOD_END = "period_end"
    RELATIVE = "relative"
    LONG_TERM = "long_term"


class NoticeDeadline(_Shape):
    """One promise in time: the phrase as written and the day it means, `date` null where the text cannot fix one."""

    phrase: str
    date: dt.date | None
    kind: DeadlineKind
    start: int
    end: int


class NoticeQuantity(_Shape):
    """One counted thing. 污水管网 260 of 602 公里 is `done=260, target=602, unit="公里"`; a silent side is null.

    `text` quotes the number with the words it counts; `target_text` quotes the target when it stands elsewhere.
    """

    text: str
    done: int | float | None
    target: int | float | None
    unit: str
    target_text: str | None
    start: int
    end: int


class NoticeMeasure(_Shape):
    """One measure. `number` is "{problem}-{measure}", stable for one text; `plain` marks a paragraph without a number.

    `due` is the wording of a 整改时限 field that belongs to this measure alone, `lead_units` likewise.
    """

    number: str
    ordinal: int
    plain: bool
    marker: str | None
    text: str
    start: int
    end: int
    deadlines: tuple[NoticeDeadline, ...]
    quantities: tuple[NoticeQuantity, ...]
    units: tuple[str, ...]
    documents: tuple[str, ...]
    lead_units: tuple[str, ...]
    due: str | None


class NoticeProblem(_Shape):
    """One problem heading. `title` is the quoted problem without its outer quotes, `heading` the line as printed.

    `aspect` (方面) and `item` (项) are the titles above it, null where the layout has none.
    """

    ordinal: int
    title: str
    heading: str
    aspect: str | None
    item: str | None
    start: int
    end: int
    lead_units: tuple[str, ...]
    due: str | None
    due_deadlines: tuple[NoticeDeadline, ...]
    measures: tuple[NoticeMeasure, ...]


class DeclaredTotals(_Shape):
    """The totals the notice states about itself."""

    aspects: int | None
    items: int | None
    measures: int | None
    lead_units: int | None


class FoundTotals(_Shape):
    """What the parser counted: problem headings, numbered measures, plain paragraphs standing as measures."""

    problems: int
    numbered: int
    plain: int


class NoticeContacts(_Shape):
    phone: str | None
    email: str | None
    post: str | None


class NoticeWarning(_Shape):
    """Something a person should look at; the parser went on. `line` counts from 1."""

    code: str
    line: int
    zh: str
    en: str


class ParsedNotice(_Shape):
    """A notice or plan, read. `text` is the decoded text all spans count in; it stays out of the JSON."""

    filename: str
    encoding: str
    declared: DeclaredTotals
    found: FoundTotals
    feedback_date: dt.date | None
    published_date: dt.date | None
    aspects: tuple[str, ...]
    items: tuple[str, ...]
    problems: tuple[NoticeProblem, ...]
    contacts: NoticeContacts
    warnings: tuple[NoticeWarning, ...]
    text: str = Field(exclude=True, repr=False)


class NoticeRefusalCode(StrEnum):
    EMPTY = "notice.empty"
    TOO_LARGE = "notice.too_large"
    BINARY = "notice.binary"
    UNDECODABLE = "notice.undecodable"
    NO_HEADINGS = "notice.no_headings"
    BROKEN_DOCX = "notice.broken_docx"
    UNSUPPORTED_TYPE = "notice.unsupported_type"


class NoticeRefused(_Shape):
    """A file that was not read. `found` names what is in it, `where` the offset or line, `zh`/`en` what to do."""

    code: NoticeRefusalCode
    found: str
    where: str
    zh: str
    en: str


class ReconciliationRow(_Shape):
    """Declared against found. `agrees` is null where one side is silent."""

    subject: str
    declared: int | None
    found: int | None
    agrees: bool | None
    note_zh: str
    note_en: str


class MissingField(_Shape):
    """Something a ledger needs and the text does not give, for `count` measures (or once for the notice)."""

    field: str
    count: int
    note_zh: str
    note_en: str


class Reconciliation(_Shape):
    rows: tuple[ReconciliationRow, ...]
    missing: tuple[MissingField, ...]
