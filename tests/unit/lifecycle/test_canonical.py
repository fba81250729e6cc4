"""Canonical JSON and the hashes on it: one text for one value, another hash for another fact."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reports import (
    EvidenceRef,
)
from tests.unit.lifecycle.builders import (
    Story,
    reached,
)
from tests.unit.lifecycle.cast import (
    FEBRUARY,
    GATEKEEPER,
    PRINCIPAL,
    file_of,
)
from tests.unit.lifecycle.spoken import (
    body,
    report,
)
from workflows.canonical import GENESIS, canonical, chain_hash, evidence_hash, row_hash, sha256

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
PLAIN = st.none() | st.booleans() | st.integers() | TEXT
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))
HASH = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)
QUICK = settings(max_examples=80, deadline=None, database=None)


def turned(value: Any) -> Any:
    """The same value with the keys of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


@given(JSON)
@QUICK
def test_the_order_of_keys_does_not_matter(value: Any) -> None:
    assert canonical(turned(value)) == canonical(value)


@given(JSON)
@QUICK
def test_the_text_reads_back_as_the_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(JSON)
@QUICK
def test_writing_again_what_was_read_changes_nothing(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_the_order_of_a_list_matters() -> None:
    assert canonical([1, 2]) != canonical([2, 1])


def test_the_text_is_dense_sorted_and_in_plain_chinese() -> None:
    assert canonical({"整改": ["完成", 1, None, True], "a": {"c": 2, "b": "\n"}}) == (
        '{"a":{"b":"\\n","c":2},"整改":["完成",1,null,true]}'
    )


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_json_cannot_say_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": [number]})


def test_a_hash_is_of_utf_8() -> None:
    assert sha256("整改") == hashlib.sha256("整改".encode()).hexdigest()
    assert (sha256(""), len(GENESIS)) == ("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 64)


def test_a_chain_hash_can_be_checked_with_any_tool() -> None:
    """As the guides tell an auditor: previous hash, newline, body."""
    text = canonical({"序号": 1})
    assert chain_hash(GENESIS, text) == hashlib.sha256(("0" * 64 + "\n" + '{"序号":1}').encode()).hexdigest()


@given(HASH, TEXT, HASH, TEXT)
@QUICK
def test_a_chain_hash_depends_on_both_its_parts(one: str, text: str, two: str, other: str) -> None:
    same = (one, text) == (two, other)
    assert (chain_hash(one, text) == chain_hash(two, other)) == same


@given(st.lists(TEXT, min_size=1, max_size=6), st.data())
@QUICK
def test_a_change_anywhere_in_a_chain_shows_at_its_head(rows: list[str], data: st.DataObject) -> None:
    where = data.draw(st.integers(min_value=0, max_value=len(rows) - 1))
    changed = [*rows[:where], rows[where] + "x", *rows[where + 1 :]]

    assert head(rows) != head(changed)
    assert head(rows) != head(rows[:-1])


def head(rows: list[str]) -> str:
    previous = GENESIS
    for row in rows:
        previous = chain_hash(previous, row)
    return previous


@given(st.permutations([file_of(month) for month in ("2026-01", "2026-02", "2026-03", "2026-04")]))
@QUICK
def test_an_evidence_hash_is_of_the_set(files: list[EvidenceRef]) -> None:
    assert evidence_hash(files) == evidence_hash(sorted(files, key=lambda item: item.id))
    assert evidence_hash(files[1:]) != evidence_hash(files)


def test_the_row_hash_does_not_depend_on_the_order_of_evidence() -> None:
    files = tuple(file_of("2026-01", suffix) for suffix in ("-a", "-b", "-c"))
    hashes = set()
    for order in (files, files[::-1]):
        story = reached("claim").then(report(evidence=order), PRINCIPAL).then(body("accept_report"), GATEKEEPER)
        hashes.add(row_hash(story.snapshot))

    assert len(hashes) == 1


def _withdrawn(story: Story) -> Story:
    return story.then(body("withdraw_evidence"), PRINCIPAL)


def _another_month(story: Story) -> Story:
    told = story.then(report(FEBRUARY), PRINCIPAL, FEBRUARY)
    return told.then(body("accept_report", FEBRUARY), GATEKEEPER, FEBRUARY)


@pytest.mark.parametrize("change", [_withdrawn, _another_month])
def test_the_row_hash_shows_what_an_inspector_would_see(change: Callable[[Story], Story]) -> None:
    story = reached("accept_report")
    assert row_hash(change(story).snapshot) != row_hash(story.snapshot)


@pytest.mark.parametrize("field", ["number", "text_sha256", "round", "assignment"])
def test_the_row_hash_covers_text_and_charge(field: str) -> None:
    snapshot = reached("accept_report").snapshot
    other = snapshot.assignment.model_copy(update={"leader": "李四"})
    changes = {"number": "13", "text_sha256": "0" * 64, "round": 2, "assignment": other}

    assert row_hash(snapshot.model_copy(update={field: changes[field]})) != row_hash(snapshot)


@pytest.mark.parametrize("last", ["request_closure", "pass_gate", "pass_verification", "sign_off"])
def test_the_row_hash_outlives_the_steps_of_review(last: str) -> None:
    assert row_hash(reached(last).snapshot) == row_hash(reached("accept_report").snapshot)
