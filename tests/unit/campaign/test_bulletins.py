"""What a bulletin shows and hides, and what later makes it wrong."""

from decimal import Decimal
from typing import Any

from schemas.figures import Audience, FrozenBody, Standing
from schemas.measure import (
    MeasureState,
    Outcome,
)
from schemas.notices import NoticeContacts
from schemas.reports import (
    Indicator,
)
from tests.unit.campaign.builders import START, withheld
from workflows.bulletins import STATEMENT_ZH, bulletin, corrections, shown
from workflows.counting import figures

NOBODY = NoticeContacts(phone="12345", email=None, post=None)


def at(
    number: str, state: MeasureState = MeasureState.SIGNED_OFF, outcome: Outcome | None = Outcome.DONE, **more: Any
) -> Standing:
    usual: dict[str, Any] = {
        "measure_id": f"c1-{number}",
        "number": number,
        "problem_ordinal": int(number[0]),
        "problem": f"问题{number[0]}",
        "text": f"措施{number}",
        "state": state,
        "outcome": outcome,
        "round": 1,
        "lead_unit": "water",
        "category": "deadline",
        "due": None,
        "light": "green",
        "indicators": (),
    }
    return Standing(**{**usual, **more})


def body(*standings: Standing) -> FrozenBody:
    return FrozenBody(
        campaign_id="c1",
        title="整改",
        cut_off=START,
        basis_zh="口径",
        basis_en="basis",
        figures=figures(standings),
        standings=standings,
        units={"water": "区水务局"},
    )


ALL = body(at("1-1"), at("1-2", MeasureState.IN_PROGRESS, None), at("2-1"), at("2-2", MeasureState.SUPERSEDED, None))


def test_case_15_withheld_measures_do_not_leak_through_counts() -> None:
    """With one withheld the bulletin reads as if there had been one measure less: no number, no gap, no total."""
    secret = (withheld("c1-2-1", Audience.PUBLIC),)
    party = bulletin(ALL, shown(ALL, secret, Audience.PARTY), Audience.PARTY, NOBODY)
    public = bulletin(ALL, shown(ALL, secret, Audience.PUBLIC), Audience.PUBLIC, NOBODY)
    smaller = body(at("1-1"), at("1-2", MeasureState.IN_PROGRESS, None))
    without = bulletin(smaller, shown(smaller, (), Audience.PUBLIC), Audience.PUBLIC, NOBODY)

    assert (party.figures.denominator, party.figures.done) == (3, 2)
    assert public == without
    assert "2-1" not in public.model_dump_json()
    assert public.statement_zh == party.statement_zh == STATEMENT_ZH


def test_case_15_what_the_party_is_not_told_the_public_is_not_told() -> None:
    """An entry of the party's list hides the measure from both."""
    secret = (withheld("c1-1-1", Audience.PARTY),)

    assert [one.number for one in shown(ALL, secret, Audience.PARTY)] == ["1-2", "2-1"]
    assert shown(ALL, secret, Audience.PUBLIC) == shown(ALL, secret, Audience.PARTY)


def test_rows_say_who_and_how_far_in_words() -> None:
    """The unit by its name of the day, the outcome in both languages; superseded ones as their successors."""
    made = bulletin(ALL, shown(ALL, (), Audience.PUBLIC), Audience.PUBLIC, NOBODY)

    assert [(row.unit, row.outcome_zh, row.outcome_en) for row in made.rows] == [
        ("区水务局", "已完成", "done"),
        ("区水务局", "正在整改", "under way"),
        ("区水务局", "已完成", "done"),
    ]
    assert made.contact_phone == "12345"


def test_case_17_a_revoked_sign_off_makes_a_published_one_wrong() -> None:
    """What was published as done and is not done any more has to be corrected; progress has not."""
    published = (at("1-1"), at("1-2", MeasureState.IN_PROGRESS, None))
    now = {"c1-1-1": at("1-1", MeasureState.IN_PROGRESS, None, round=2), "c1-1-2": at("1-2")}

    (found,) = corrections(published, now)

    assert (found.measure_id, found.what, found.published, found.now) == ("c1-1-1", "outcome", "done", "under_way")


def test_case_13_a_number_that_went_backwards_is_flagged() -> None:
    """260 km were published, 240 are reported now; a number that grew, or a new one, is no correction."""
    pipes = Indicator(name="污水管网", unit="公里", planned=Decimal(602), done=Decimal(260))
    rain = Indicator(name="雨水管网", unit="公里", planned=Decimal(1170), done=Decimal(483))
    fewer = pipes.model_copy(update={"done": Decimal(240)})
    more = rain.model_copy(update={"done": Decimal(500)})

    (found,) = corrections((at("1-1", indicators=(pipes, rain)),), {"c1-1-1": at("1-1", indicators=(fewer, more))})

    assert (found.what, found.published, found.now) == ("污水管网", "260", "240")


def test_case_15_what_was_withheld_stays_so_under_its_childrens_numbers() -> None:
    """A split, and a split of a child, say again what the parent said; so does a merge with something public."""
    gone: dict[str, Any] = {"state": MeasureState.SUPERSEDED, "outcome": None}
    split = body(
        at("1-1", **gone),
        at("1-2", **gone),
        at("2-1"),
        at("1-1-1", **gone, parents=("c1-1-1",)),
        at("1-2-1", parents=("c1-1-2",)),
        at("1-1-1-1", parents=("c1-1-1-1",)),
        at("1-2-1-1", parents=("c1-1-2-1", "c1-1-1-1-1")),
    )
    told = shown(split, [withheld("c1-1-1", Audience.PARTY)], Audience.PARTY)

    assert [one.number for one in told] == ["2-1", "1-2-1"]
