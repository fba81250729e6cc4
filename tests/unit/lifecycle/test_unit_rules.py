"""What has to hold before a unit ends: how many follow, from when, and to whom each measure goes."""

from datetime import date
from typing import Any

import pytest

from schemas.succession import SucceedUnit, SuccessionKind
from workflows.unit_rules import fitting, heir_of, mapped

TODAY = date(2026, 11, 24)
WAITING = ("c-1-1", "c-1-2")


def said(kind: str, *successors: str, **more: Any) -> SucceedUnit:
    given = {"on": TODAY, "document": "区委编办〔2026〕8号", "reason": "机构改革。", **more}
    return SucceedUnit.model_validate({"kind": kind, "successors": [{"id": one} for one in successors], **given})


@pytest.mark.parametrize("kind", list(SuccessionKind))
@pytest.mark.parametrize("number", [0, 1, 2, 20])
def test_how_many_follow(kind: SuccessionKind, number: int) -> None:
    """Renamed and merged into one, split into two or more, dissolved into any number."""
    wanted = {"renamed": number == 1, "merged": number == 1, "split": number > 1, "dissolved": True}
    found = fitting("water", said(kind, *(f"u{one}" for one in range(number))), TODAY)

    assert (found is None) == wanted[kind]
    assert found is None or found.code == "succession.successors"


@pytest.mark.parametrize(
    ("body", "code", "about"),
    [
        (said("renamed", "water"), "succession.successors", "water"),
        (said("split", "a", "a"), "succession.successors", "a,a"),
        (said("renamed", "a", measures={"c-1-1": "b"}), "succession.successors", "b"),
        (said("renamed", "a", on=date(2026, 11, 25)), "clock.date_ahead", "2026-11-25"),
    ],
)
def test_what_does_not_fit(body: SucceedUnit, code: str, about: str) -> None:
    found = fitting("water", body, TODAY)

    assert found
    assert (found.code, found.about) == (code, about)


def test_every_measure_has_somewhere_to_go() -> None:
    """To the one that is named, else to the only one."""
    split = said("split", "a", "b", measures={"c-1-1": "b"})
    foreign, nobody = mapped(split, WAITING[1:]), mapped(said("dissolved"), WAITING)
    lacking = mapped(split, WAITING)

    assert lacking
    assert (lacking.code, lacking.about) == ("succession.unmapped", "c-1-2")
    assert foreign
    assert (foreign.code, foreign.about) == ("not_found", "c-1-1")
    assert nobody
    assert nobody.about == "c-1-1,c-1-2"
    assert mapped(said("split", "a", "b", measures=dict.fromkeys(WAITING, "a")), WAITING) is None
    assert mapped(said("renamed", "a"), WAITING) is None
    assert mapped(said("dissolved"), ()) is None
    assert [heir_of(split, one) for one in WAITING] == ["b", None]
