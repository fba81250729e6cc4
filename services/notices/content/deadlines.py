"""The deadline phrases of a text and the days they mean: a small grammar, applied from left to right.

Facts are not promises: a day without 前, 计划, 预计 and the like is left alone, and so is “…前已完成”. A phrase
without a year takes the next occurrence on or after the day of the notice, or after a promise with a year in the same
sentence.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple

from schemas.notices import DeadlineKind, NoticeDeadline
from services.notices.content.deadline_grammar import RULES, Context, Rule

_NEARBY = 80  # characters of a clause searched for a word that makes a promise
_CLAUSE_END = re.compile(r"[,。;:!?\n]")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_CUE = re.compile(r"预计|计划|拟|力争|争取|确保|将于|将在|定于|有望|预期|要求|时限|期限|完成时间|目标|打算|[到至]$")
_PAST_BEFORE = re.compile(r"(?:截[至止到]|去年|上年|往年|每年?|历年|近|过去|至今|今年以来)[^,。;:\n]{0,2}$")
_PAST_AFTER = re.compile(r"[,]?(?:[均都也全]?已经?|共(?!同)|累计|以来|期间|召开了|完成了)")
_COUNTED_AFTER = re.compile(r"\s*(?:\d+|[一二三四五六七八九十]+)(?:名|位|强|季度|个月)")


class BaseDates(NamedTuple):
    """Clock zero of the text: the day of the feedback and the day the notice was published."""

    feedback: dt.date | None
    published: dt.date | None

    @property
    def today(self) -> dt.date | None:
        return self.published or self.feedback


def deadlines_in(
    folded: str, bases: BaseDates, *, text: str | None = None, promised: bool = False
) -> list[NoticeDeadline]:
    """Deadlines of a folded piece, in order, spans relative to the piece.

    Args:
        folded: Half-width text of one measure or one field value.
        bases: Days relative phrases and missing years count from.
        text: The same piece before folding, quoted in `phrase`; `folded` when omitted.
        promised: True for a 整改时限 value, where every day named is a promise.
    """
    found: list[NoticeDeadline] = []
    position, context = 0, Context(bases.today, bases.feedback, bases.today)
    for rule, match in _hits(folded):
        if _SENTENCE_END.search(folded, position, match.start()):
            context = context._replace(base=bases.today)
        position = match.end()
        if not _is_promise(folded, rule, match, promised=promised):
            continue
        date = rule.date(match, context)
        if not promised and _is_past(rule, date, bases):
            continue
        phrase = (text or folded)[match.start() : match.end()]
        found.append(NoticeDeadline(phrase=phrase, date=date, kind=rule.kind, start=match.start(), end=match.end()))
        if date and match.groupdict().get("year"):
            explicit = date.replace(day=1)
            context = context._replace(base=max(explicit, bases.today or explicit))
    return found


def _hits(folded: str) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Matches from left to right without overlap, the longest of those that start together."""
    everything = [(rule, match) for rule in RULES for match in rule.pattern.finditer(folded)]
    position = 0
    for rule, match in sorted(everything, key=lambda hit: (hit[1].start(), -hit[1].end())):
        if match.start() >= position:
            position = match.end()
            yield rule, match


def _is_past(rule: Rule, date: dt.date | None, bases: BaseDates) -> bool:
    """A period or a bare day that was over when the notice appeared is told as a fact."""
    perhaps = rule.bare or rule.kind == DeadlineKind.PERIOD_END
    return perhaps and date is not None and bases.today is not None and date < bases.today


def _is_promise(folded: str, rule: Rule, match: re.Match[str], *, promised: bool) -> bool:
    before = _clause_before(folded, match.start())
    if (
        _PAST_BEFORE.search(before)
        or _PAST_AFTER.match(folded, match.end())
        or _COUNTED_AFTER.match(folded, match.end())
    ):
        return rule.kind == DeadlineKind.LONG_TERM
    return promised or not rule.bare or _CUE.search(before) is not None


def _clause_before(folded: str, position: int) -> str:
    nearby = folded[max(0, position - _NEARBY) : position]
    return _CLAUSE_END.split(nearby)[-1]
