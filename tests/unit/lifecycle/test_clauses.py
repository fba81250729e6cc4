"""Whether texts cover a text (M17): any partition of its clauses does, and none that leaves one out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.offspring import OffspringFacts
from schemas.packs import STANDARD
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import code_of, reached
from tests.unit.lifecycle.cast import JANUARY, LEADER
from tests.unit.lifecycle.spoken import OWN, splitting
from workflows.canonical import sha256
from workflows.case import Decision
from workflows.clauses import clauses, uncovered
from workflows.lifecycle import decide

# Few letters, so that clauses repeat and lie within each other.
CLAUSES = st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=2, max_size=8)
ENDS = st.sampled_from("。；;")
SPACES = st.sampled_from(("", " ", "\n", "　"))


@st.composite
def partitions(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """A text, and its clauses dealt out to two to four children."""
    said = draw(CLAUSES)
    text = "".join(clause + draw(ENDS) + draw(SPACES) for clause in said)
    children: list[list[str]] = [[] for _ in range(draw(st.integers(2, 4)))]
    for clause in draw(st.permutations(said)):
        children[draw(st.integers(0, len(children) - 1))].append(clause)
    return text, children


def asked(text: str, children: list[str]) -> Decision:
    """A split of an issued measure with this text."""
    snapshot: MeasureSnapshot = reached("issue").snapshot.model_copy(update={"text_sha256": sha256(text)})
    command = splitting(*(child or "另行安排" for child in children))
    command = command.model_copy(update={"facts": OffspringFacts(texts={OWN: text})})
    return decide(snapshot, command, LEADER, JANUARY, setting=STANDARD)


@given(partitions())
def test_any_partition_of_the_clauses_is_accepted(given_out: tuple[str, list[list[str]]]) -> None:
    text, children = given_out

    assert not isinstance(asked(text, ["；".join(child) for child in children]), Refused)


@given(partitions(), st.data())
def test_any_split_that_drops_a_clause_is_refused(given_out: tuple[str, list[list[str]]], data: st.DataObject) -> None:
    """Also one that is said twice, or is part of another that is still there."""
    text, children = given_out
    short = data.draw(st.sampled_from([child for child in children if child]))
    short.remove(data.draw(st.sampled_from(short)))

    assert code_of(asked(text, ["。".join(child) for child in children])) is RefusalCode.UNCOVERED


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一是加快。年底前完成602公里；", ("一是加快", "年底前完成602公里")),
        (" 一是 加快\n建设 ", ("一是加快建设",)),
        ("。。；", ()),
    ],
)
def test_a_clause_ends_with_its_mark_and_has_no_white_space(text: str, found: tuple[str, ...]) -> None:
    assert clauses(text) == found


def test_children_may_say_more_and_write_it_otherwise_spaced() -> None:
    assert uncovered("加快建设。完成验收。", ["由甲单位负责加快 建设，并每月通报。", "完成验收；建立台账。"]) is None
    assert uncovered("加快建设。完成验收。", ["加快建设。", "完成初验。"]) == "完成验收"
    assert uncovered("加快建设。", ["加快", "建设"]) == "加快建设"
