"""A sample is stratified, reproducible, and another one under another seed."""

from hypothesis import given
from hypothesis import strategies as st

from workflows.sampling import Candidate, Portion, draw

POPULATION = [Candidate(f"c1-{number}", f"unit-{number % 3}") for number in range(30)]


def test_the_same_seed_draws_the_same_in_whatever_order_asked() -> None:
    portion = Portion(percent=40)

    assert draw(POPULATION, "2027", portion) == draw(POPULATION[::-1], "2027", portion)
    assert draw(POPULATION, "2027", portion) != draw(POPULATION, "2028", portion)


@given(st.integers(1, 100), st.lists(st.sampled_from(["a", "b", None]), min_size=1, max_size=40))
def test_a_percentage_is_rounded_up_in_each_stratum(percent: int, strata: list[str | None]) -> None:
    """So that no unit is passed over."""
    population = [Candidate(str(number), stratum) for number, stratum in enumerate(strata)]
    drawn = draw(population, "seed", Portion(percent=percent))

    for stratum in set(strata):
        size, share = strata.count(stratum), sum(one.stratum == stratum for one in drawn)
        assert 1 <= share <= size
        assert (share - 1) * 100 < size * percent <= share * 100


def test_a_number_takes_all_of_a_small_stratum() -> None:
    drawn = draw([*POPULATION, Candidate("lone", "small")], "seed", Portion(number=2))

    assert [sum(one.stratum == stratum for one in drawn) for stratum in ("unit-0", "small")] == [2, 1]
