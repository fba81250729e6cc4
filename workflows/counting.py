"""Counting measures by (state, outcome), pure: what is done, what is not, and the rate with its basis.

Ground: domain.md section 2, the published results. "Basically done" is never in the numerator and always
in the denominator, and so is what was cancelled. A superseded measure lives on in its successors, so it
is in neither: 109 numbers of which one was split in two are 108 + 2 live rows, and 110 is the denominator.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from schemas.figures import Figures, Numbers, Standing
from schemas.measure import (
    MeasureState,
    Outcome,
)
from schemas.reports import (
    Indicator,
    ReportStatus,
)
from schemas.snapshot import MeasureSnapshot
from workflows.flags import light

S = MeasureState
ENDED = frozenset({S.SIGNED_OFF, S.ARCHIVED, S.SUPERSEDED, S.CANCELLED})
BASIS = "done_over_all_but_superseded"
BASIS_ZH = "已完成(已销号)措施数 ÷ 全部措施数；基本完成、未完成、已取消的计入分母，已拆分或合并的由其替代措施计入"
BASIS_EN = (
    "measures done (signed off) / all measures; basically done, not done and cancelled ones count below the line, "
    "superseded ones as their successors"
)


class Verdict(StrEnum):
    DONE = "done"
    SUBSTANTIALLY_DONE = "substantially_done"
    NOT_DONE = "not_done"
    UNDER_WAY = "under_way"
    SUPERSEDED = "superseded"


def verdict(state: MeasureState, outcome: Outcome | None) -> Verdict:
    """An archived measure without an outcome was superseded: all others have one when they end."""
    if state is S.SUPERSEDED or (state is S.ARCHIVED and outcome is None):
        return Verdict.SUPERSEDED
    if state in {S.SIGNED_OFF, S.ARCHIVED} and outcome is Outcome.DONE:
        return Verdict.DONE
    if state is S.CANCELLED or outcome is Outcome.NOT_DONE:
        return Verdict.NOT_DONE
    return Verdict.SUBSTANTIALLY_DONE if outcome is Outcome.SUBSTANTIALLY_DONE else Verdict.UNDER_WAY


def count(pairs: Iterable[tuple[MeasureState, Outcome | None]], overdue: int = 0) -> Figures:
    """The figures over (state, outcome) of each measure."""
    known = list(pairs)
    verdicts = Counter(verdict(state, outcome) for state, outcome in known)
    states = Counter(state for state, _ in known)
    below = len(known) - verdicts[Verdict.SUPERSEDED]
    return Figures(
        total=len(known),
        denominator=below,
        done=verdicts[Verdict.DONE],
        substantially_done=verdicts[Verdict.SUBSTANTIALLY_DONE],
        not_done=verdicts[Verdict.NOT_DONE],
        under_way=verdicts[Verdict.UNDER_WAY],
        suspended=states[S.SUSPENDED],
        cancelled=states[S.CANCELLED],
        superseded=verdicts[Verdict.SUPERSEDED],
        overdue=overdue,
        by_state={state.value: states[state] for state in sorted(states)},
        rate=_rate(verdicts[Verdict.DONE], below) if below else None,
    )


def numbers(rows: Iterable[tuple[MeasureState, Outcome | None, bool]]) -> Numbers:
    """Over (state, outcome, whether it took the place of others) of each measure."""
    cells = Counter((born, verdict(state, outcome) is Verdict.SUPERSEDED) for state, outcome, born in rows)
    live, gone, offspring = cells[False, False], cells[False, True], cells[True, False]
    return Numbers(
        numbers=live + gone,
        numbers_live=live,
        numbers_superseded=gone,
        offspring_live=offspring,
        offspring_superseded=cells[True, True],
        rows_live=live + offspring,
    )


def numbers_of(standings: Iterable[Standing]) -> Numbers:
    return numbers((one.state, one.outcome, bool(one.parents)) for one in standings)


def _rate(done: int, below: int) -> Decimal:
    return (Decimal(done) / below).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def figures(standings: Sequence[Standing]) -> Figures:
    pairs = [(one.state, one.outcome) for one in standings]
    return count(pairs, sum(one.light == "red" for one in standings))


def standing(snapshot: MeasureSnapshot, problem: tuple[int, str], text: str, today: date) -> Standing:
    """How the folded measure stood on `today`; `problem` is its ordinal and title."""
    return Standing(
        measure_id=snapshot.id,
        number=snapshot.number,
        problem_ordinal=problem[0],
        problem=problem[1],
        text=text,
        state=snapshot.state,
        outcome=snapshot.outcome,
        round=snapshot.round,
        lead_unit=snapshot.assignment.lead_unit,
        category=snapshot.assignment.category,
        due=snapshot.due,
        light=light(snapshot, today),
        indicators=_indicators(snapshot),
        parents=snapshot.parents,
    )


def _indicators(snapshot: MeasureSnapshot) -> tuple[Indicator, ...]:
    """The latest accepted value of each counted target."""
    accepted = [report for report in snapshot.reports if report.status is ReportStatus.ACCEPTED]
    latest = {one.name: one for report in sorted(accepted, key=lambda report: report.seq) for one in report.indicators}
    return tuple(latest.values())
