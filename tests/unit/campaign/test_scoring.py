"""From 100 by deduction: each point rests on ledger rows, caps hold, a veto is nought."""

import pytest

from schemas.figures import LedgerPoint
from schemas.packs import Deduction, Scoring, Veto
from workflows.scoring import grade_of, score

RETURNS = Deduction(
    indicator="completion", title_zh="报告被退回", events=("measure.report_returned",), points=2, at_most=5
)
LATE = Deduction(indicator="organisation", title_zh="逾期", events=("campaign.deadline_passed",), points=3, at_most=15)
SHAM = Veto(title_zh="虚假整改", events=("measure.referred",), count=5)
RULES = Scoring(deductions=(RETURNS, LATE), vetoes=(SHAM,))


def rows(kind: str, number: int) -> list[LedgerPoint]:
    return [LedgerPoint(stream=f"c1-1-{one}", seq=9, type=kind) for one in range(1, number + 1)]


def test_nothing_wrong_is_a_hundred() -> None:
    """Rows that no rule names cost nothing."""
    sheet = score(RULES, rows("measure.signed_off", 3))

    assert (sheet.score, sheet.grade, sheet.grade_zh, sheet.deductions, sheet.vetoes) == (100, "good", "好", (), ())


def test_each_deduction_points_at_its_rows() -> None:
    """Two returns cost four points under completion, and the sheet says which two."""
    sheet = score(RULES, rows("measure.report_returned", 2) + rows("measure.claimed", 1))

    assert sheet.score == 96
    (taken,) = sheet.deductions
    assert (taken.indicator, taken.points, taken.capped) == ("completion", 4, False)
    assert [(row.stream, row.seq) for row in taken.rows] == [("c1-1-1", 9), ("c1-1-2", 9)]


def test_a_cap_holds_and_says_so() -> None:
    """Three returns would cost six; the indicator gives five at most, and all three rows are still named."""
    sheet = score(RULES, rows("measure.report_returned", 3) + rows("campaign.deadline_passed", 1))

    returned, late = sheet.deductions
    assert (returned.points, returned.capped, len(returned.rows)) == (5, True, 3)
    assert (late.points, sheet.score, sheet.grade) == (3, 92, "good")


@pytest.mark.parametrize(("number", "expected"), [(4, 100), (5, 0), (6, 0)])
def test_five_false_statements_are_nought(number: int, expected: int) -> None:
    """The veto of Hengshui: below its count nothing, from it on nothing is left."""
    sheet = score(RULES, rows("measure.referred", number))

    assert sheet.score == expected
    assert bool(sheet.vetoes) == (expected == 0)
    assert sheet.grade == ("good" if expected else "poor")


@pytest.mark.parametrize(
    ("points", "grade"), [(100, "good"), (90, "good"), (89, "fairly_good"), (79, "fair"), (59, "poor"), (0, "poor")]
)
def test_grades_begin_where_the_pack_says(points: int, grade: str) -> None:
    """At the limit it is the better grade."""
    assert grade_of(Scoring(), points).name == grade


def test_a_score_never_falls_below_nought() -> None:
    """More than a hundred points of deductions leave nought, without any veto."""
    heavy = [
        Deduction(indicator=f"i{'x' * one}", title_zh="重", events=("measure.claimed",), points=100, at_most=60)
        for one in range(1, 3)
    ]
    sheet = score(Scoring(deductions=tuple(heavy)), rows("measure.claimed", 1))

    assert (sheet.score, sheet.vetoes) == (0, ())
