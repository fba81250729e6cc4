"""The score of a campaign, pure: from 100 by deduction, each point with the ledger rows it rests on.

Ground: Guyuan (deductions, grades), Hengshui 2018 (five statements that do not match the facts: nought).
"""

from collections.abc import Sequence

from schemas.figures import Deducted, LedgerPoint, ScoreSheet, Vetoed
from schemas.packs import Deduction, Grade, Scoring

FULL = 100


def score(scoring: Scoring, rows: Sequence[LedgerPoint]) -> ScoreSheet:
    """The sheet over `rows`, which are all rows of the campaign and its measures up to a cut-off."""
    deductions = tuple(found for rule in scoring.deductions if (found := _deducted(rule, rows)))
    vetoes = tuple(
        Vetoed(title_zh=veto.title_zh, rows=hit)
        for veto in scoring.vetoes
        if len(hit := _of(rows, veto.events)) >= veto.count
    )
    left = 0 if vetoes else max(0, FULL - sum(one.points for one in deductions))
    grade = grade_of(scoring, left)
    return ScoreSheet(score=left, grade=grade.name, grade_zh=grade.title_zh, deductions=deductions, vetoes=vetoes)


def grade_of(scoring: Scoring, points: int) -> Grade:
    """The best grade that the points reach; the last one takes what reaches none."""
    return next((grade for grade in scoring.grades if points >= grade.at_least), scoring.grades[-1])


def _deducted(rule: Deduction, rows: Sequence[LedgerPoint]) -> Deducted | None:
    hit = _of(rows, rule.events)
    if not hit:
        return None
    points = rule.points * len(hit)
    return Deducted(
        indicator=rule.indicator,
        title_zh=rule.title_zh,
        points=min(points, rule.at_most),
        capped=points > rule.at_most,
        rows=hit,
    )


def _of(rows: Sequence[LedgerPoint], types: tuple[str, ...]) -> tuple[LedgerPoint, ...]:
    return tuple(row for row in rows if row.type in types)
