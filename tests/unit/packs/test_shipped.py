"""The packs that come with the code say what domain.md says, and the standard one what the code says."""

import json

import pytest

from schemas.measure import Role
from schemas.packs import MeasureRules, PhaseRules, RulePack, Span
from services.packs.reading import EVENT_TYPES
from services.packs.sources import shipped_packs
from workflows.canonical import sha256


def test_there_are_five() -> None:
    assert set(shipped_packs()) == {"standard", "strict", "cpc-2017", "cpc-2024", "local-3m"}


def test_standard_is_what_the_code_defaults_to() -> None:
    """A measure of a campaign without a pack and one of the standard pack are judged alike."""
    standard = shipped_packs()["standard"].pack

    assert standard.measure == MeasureRules()
    assert standard.phases == PhaseRules()


@pytest.mark.parametrize(
    ("name", "plan_due", "concentrated", "report", "principal"),
    [
        ("cpc-2017", None, 2, 2, True),
        ("cpc-2024", Span(months=1), 6, 6, False),
        ("local-3m", Span(months=1), 3, 4, False),
    ],
)
def test_phases_are_those_of_the_regulations(
    name: str, plan_due: Span | None, concentrated: int, report: int, principal: bool
) -> None:
    phases = shipped_packs()[name].pack.phases

    assert phases.plan_due == plan_due
    assert phases.concentrated == Span(months=concentrated)
    assert phases.progress_report_due == Span(months=report)
    assert phases.principal_report is principal


def test_strict_is_two_of_a_team_and_two_leaders() -> None:
    rules = shipped_packs()["strict"].pack.measure

    assert rules.verification_slots == ((Role.SUPERVISOR,), (Role.SUPERVISOR,))
    assert rules.sign_off_slots == ((Role.LEADER_IN_CHARGE,), (Role.LEADING_GROUP,))
    assert rules.one_team


@pytest.mark.parametrize("name", ["standard", "strict", "cpc-2017", "cpc-2024", "local-3m"])
def test_a_hash_is_of_the_resolved_pack(name: str) -> None:
    """Anyone can recompute it; reading the text back gives the pack; other packs have other hashes."""
    found = shipped_packs()[name]

    assert found.hash == sha256(found.body)
    assert RulePack.model_validate(json.loads(found.body)) == found.pack
    assert [other.hash for other in shipped_packs().values()].count(found.hash) == 1


def test_scoring_takes_from_a_hundred_and_vetoes_at_five() -> None:
    scoring = shipped_packs()["cpc-2024"].pack.scoring
    named = {name for one in scoring.deductions for name in one.events}
    named |= {name for veto in scoring.vetoes for name in veto.events}

    assert {one.indicator: one.at_most for one in scoring.deductions} == {
        "organisation": 15,
        "responsibility": 15,
        "completion": 60,
    }
    assert [veto.count for veto in scoring.vetoes] == [5]
    assert named <= EVENT_TYPES
    assert [grade.at_least for grade in scoring.grades] == [90, 80, 60, 0]
