"""The published results, and what each kind of measure does to a rate."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.measure import MeasureState as S
from schemas.measure import Outcome
from tests.unit.lifecycle.builders import (
    drafted,
)
from tests.unit.lifecycle.cast import (
    SINGLE,
)
from workflows.counting import count, numbers, standing, verdict
from workflows.evolution.fold import fold

DONE, NOT = (S.SIGNED_OFF, Outcome.DONE), (S.CANCELLED, Outcome.NOT_DONE)
BASICALLY = (S.SUSTAINED, Outcome.SUBSTANTIALLY_DONE)
AT_WORK = (S.IN_PROGRESS, None)


@pytest.mark.parametrize(
    ("done", "basically", "not_done", "under_way", "percent", "digits"),
    [
        (688, 4, 5, 0, 98.71, 2),  # Kunming district: 697 problems
        (19, 0, 0, 6, 76.0, 2),  # Wucheng bureau: 25 problems
        (1275, 0, 0, 889, 58.9, 1),  # second round of eco-inspection: 2,164 tasks
    ],
)
def test_the_published_results(  # noqa: PLR0917 - a row of the table
    done: int, basically: int, not_done: int, under_way: int, percent: float, digits: int
) -> None:
    """98.71 %, 76 % and 58.9 %: numerator and denominator as they were printed."""
    figures = count([DONE] * done + [BASICALLY] * basically + [NOT] * not_done + [AT_WORK] * under_way)

    assert (figures.done, figures.substantially_done, figures.not_done, figures.under_way) == (
        done,
        basically,
        not_done,
        under_way,
    )
    assert figures.denominator == figures.total == done + basically + not_done + under_way
    assert figures.rate is not None
    assert round(float(figures.rate) * 100, digits) == percent


def test_case_19_basically_done_and_cancelled_stay_below_the_line() -> None:
    """Counted apart; never in the numerator, always in the denominator."""
    figures = count([DONE, BASICALLY, NOT, (S.ARCHIVED, Outcome.NOT_DONE), (S.VERIFYING, Outcome.SUBSTANTIALLY_DONE)])

    assert (figures.done, figures.substantially_done, figures.not_done) == (1, 2, 2)
    assert (figures.denominator, figures.rate, figures.cancelled) == (5, Decimal("0.2"), 1)


def test_case_5_a_split_measure_is_counted_once_as_its_children() -> None:
    """108 live and one superseded are 109 numbers; two children make 110 live rows, which are the denominator."""
    figures = count([DONE] * 108 + [(S.SUPERSEDED, None)] + [AT_WORK] * 2)

    assert (figures.total, figures.superseded, figures.denominator) == (111, 1, 110)
    told = numbers([(*DONE, False)] * 108 + [(S.SUPERSEDED, None, False)] + [(*AT_WORK, True)] * 2)
    assert (told.numbers, told.numbers_live, told.numbers_superseded) == (109, 108, 1)
    assert (told.offspring_live, told.rows_live) == (2, figures.denominator)


def test_case_5_a_child_that_is_split_again_is_no_number_of_the_notice() -> None:
    """Filed away or not, it is superseded: 2 numbers are one live and one split, whose child was split in two."""
    gone, filed = (S.SUPERSEDED, None), (S.ARCHIVED, None)
    told = numbers([(*DONE, False), (*filed, False), (*gone, True), (*AT_WORK, True), (*AT_WORK, True)])

    assert (told.numbers, told.numbers_live, told.numbers_superseded) == (2, 1, 1)
    assert (told.offspring_live, told.offspring_superseded, told.rows_live) == (2, 1, 3)


def test_case_25_a_suspended_measure_is_shown_as_such_and_counts() -> None:
    """It is under way, shown apart, and part of the denominator."""
    figures = count([DONE, (S.SUSPENDED, None)])

    assert (figures.suspended, figures.under_way, figures.rate) == (1, 1, Decimal("0.5"))


@pytest.mark.parametrize(
    ("state", "outcome", "expected"),
    [
        (S.ARCHIVED, Outcome.DONE, "done"),
        (S.ARCHIVED, Outcome.NOT_DONE, "not_done"),
        (S.ARCHIVED, None, "superseded"),
        (S.DRAFT, None, "under_way"),
        (S.AWAITING_SIGN_OFF, None, "under_way"),
        (S.IN_PROGRESS, Outcome.SUBSTANTIALLY_DONE, "substantially_done"),
        (S.CANCELLED, None, "not_done"),
    ],
)
def test_what_each_pair_counts_as(state: S, outcome: Outcome | None, expected: str) -> None:
    """The verdict of a pair that a ledger can lead to."""
    assert verdict(state, outcome) == expected


def test_nothing_has_no_rate() -> None:
    """Over zero there is no rate, and none is invented."""
    assert count([]).rate is None


def test_a_standing_is_overdue_when_its_day_is_over() -> None:
    """On the due day not yet, on the next it is; the rest is the snapshot's."""
    snapshot = fold(drafted(SINGLE).events)
    assert snapshot
    assert snapshot.assignment.due
    due: date = snapshot.assignment.due

    assert standing(snapshot, (1, "问题"), "措施", due).light == "yellow"
    late = standing(snapshot, (1, "问题"), "措施", date.fromordinal(due.toordinal() + 1))
    assert late.light == "red"
    assert (late.measure_id, late.state, late.problem) == (snapshot.id, snapshot.state, "问题")
