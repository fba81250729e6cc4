"""Pack files: what is wrong is said with its file, its line, and in both languages; nothing of a bad file is used."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.measure import Role
from schemas.organisation import FileProblemCode as Code
from schemas.organisation import FileRefused
from schemas.packs import RulePack, Span
from services.packs.reading import MAX_BYTES, Source, read_source, resolve
from services.packs.sources import shipped_sources

HEAD = "id: own\ntitle_zh: 本区\ntitle_en: Ours\nground: 区委办通知\n"


def read(text: str, *others: str) -> RulePack | FileRefused:
    """The pack in `text`; `others` are packs it may extend, beside the shipped ones."""
    known = dict(shipped_sources())
    for other in others:
        source = read_source("other.yaml", other.encode())
        assert isinstance(source, Source)
        known[source.id] = source
    source = read_source("own.yaml", text.encode())
    return source if isinstance(source, FileRefused) else resolve(source, known)


def pack(text: str, *others: str) -> RulePack:
    found = read(text, *others)
    assert isinstance(found, RulePack), found
    return found


BAD: dict[str, tuple[str, Code, int]] = {
    "empty": ("# nothing\n", Code.EMPTY, 1),
    "no mapping": ("- id: own\n", Code.WRONG_SHAPE, 1),
    "missing title": (HEAD.replace("title_zh: 本区\n", ""), Code.VALUE_MISSING, 1),
    "missing ground": (HEAD.replace("ground: 区委办通知\n", ""), Code.VALUE_MISSING, 1),
    "unknown key": (HEAD + "measures: {}\n", Code.KEY_UNKNOWN, 5),
    "unknown timer": (HEAD + "measure:\n  claim_du: {days: 1}\n", Code.KEY_UNKNOWN, 6),
    "key twice": (HEAD + "measure:\n  one_team: true\n  one_team: false\n", Code.KEY_TWICE, 7),
    "id twice": (HEAD + "id: other\n", Code.KEY_TWICE, 5),
    "bad id": (HEAD.replace("own", "Own Pack"), Code.VALUE_INVALID, 1),
    "section a list": (HEAD + "measure: []\n", Code.VALUE_INVALID, 5),
    "text for a span": (HEAD + "measure:\n  claim_due: soon\n", Code.VALUE_INVALID, 6),
    "two units": (HEAD + "measure:\n  claim_due: {days: 1, months: 1}\n", Code.VALUE_INVALID, 6),
    "no unit": (HEAD + "measure:\n  claim_due: {days: 0}\n", Code.VALUE_INVALID, 6),
    "endless span": (HEAD + "measure:\n  claim_due:\n    days: 99999\n", Code.VALUE_INVALID, 7),
    "negative span": (HEAD + "measure:\n  claim_due: {days: -1}\n", Code.VALUE_INVALID, 6),
    "null where none may be": (HEAD + "measure:\n  claim_due: null\n", Code.VALUE_INVALID, 6),
    "unknown role": (HEAD + "measure:\n  sign_off_slots:\n    - [judge]\n", Code.VALUE_INVALID, 7),
    "a machine signs": (HEAD + "measure:\n  sign_off_slots:\n    - [integrator]\n", Code.VALUE_INVALID, 7),
    "the unit verifies itself": (HEAD + "measure:\n  verification_slots: [[unit_principal]]\n", Code.VALUE_INVALID, 6),
    "nobody signs": (HEAD + "measure:\n  sign_off_slots: []\n", Code.VALUE_INVALID, 6),
    "a slot for nobody": (HEAD + "measure:\n  sign_off_slots:\n    - [supervisor]\n    - []\n", Code.VALUE_INVALID, 8),
    "empty ladder": (HEAD + "measure:\n  ladder: []\n", Code.VALUE_INVALID, 6),
    "rising ladder": (
        HEAD
        + "measure:\n  ladder:\n    - {days_left: 0, colour: red, to: [office]}\n"
        + "    - {days_left: 5, colour: green, to: [office]}\n",
        Code.VALUE_INVALID,
        6,
    ),
    "unknown colour": (
        HEAD + "measure:\n  ladder:\n    - {days_left: 0, colour: pink, to: [office]}\n",
        Code.VALUE_INVALID,
        7,
    ),
    "a letter to nobody": (
        HEAD + "measure:\n  ladder:\n    - {days_left: 0, colour: red, to: []}\n",
        Code.VALUE_INVALID,
        7,
    ),
    "unknown cadence": (HEAD + "measure: {cadence: daily}\n", Code.VALUE_INVALID, 5),
    "grades without a floor": (
        HEAD + "scoring:\n  grades: [{name: good, title_zh: 好, at_least: 90}]\n",
        Code.VALUE_INVALID,
        6,
    ),
    "an event that never happens": (
        HEAD + "scoring:\n  vetoes:\n    - title_zh: 造假\n      events: [measure.lied]\n      count: 5\n",
        Code.EVENT_UNKNOWN,
        8,
    ),
    "unknown parent": (HEAD + "extends: nobody\n", Code.PARENT_UNKNOWN, 5),
    "its own parent": ("extends: own\n" + HEAD, Code.PARENT_CYCLE, 1),
    "parents in a list": (HEAD + "extends: [standard]\n", Code.WRONG_SHAPE, 5),
    "anchor": (HEAD + "measure: &a {}\nphases: *a\n", Code.ANCHOR, 5),
    "merge key": (HEAD + "measure:\n  <<: {one_team: true}\n", Code.KEY_UNKNOWN, 6),
    "object": (HEAD + "measure: !!python/object/apply:os.system [ls]\n", Code.VALUE_INVALID, 5),
    "binary": (HEAD + "phases:\n  plan_due: !!binary aGk=\n", Code.WRONG_SHAPE, 6),
    "a mapping as key": (HEAD + "? {a: b}\n: 1\n", Code.WRONG_SHAPE, 5),
    "deep": (HEAD + "measure: " + "[" * 50 + "]" * 50, Code.TOO_DEEP, 5),
    "not YAML": (HEAD + "measure: [1, 2\n", Code.UNREADABLE, 6),
    "tab": (HEAD + "measure:\n\tone_team: true\n", Code.UNREADABLE, 6),
}


@pytest.mark.parametrize(("text", "code", "line"), BAD.values(), ids=BAD)
def test_a_bad_pack_is_refused_with_its_line(text: str, code: Code, line: int) -> None:
    refused = read(text)

    assert isinstance(refused, FileRefused)
    assert refused.filename == "own.yaml"
    assert (code, f"line {line}") in [(one.code, one.where) for one in refused.problems]
    assert all(one.zh and one.en for one in refused.problems)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a: \x00", b"", b"   \n"], ids=["utf-16", "nul", "none", "blank"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert isinstance(read_source("own.yaml", data), FileRefused)


def test_a_file_over_the_cap_is_not_even_parsed() -> None:
    refused = read_source("own.yaml", b"&a " * (1024 * 1024 // 3))

    assert isinstance(refused, FileRefused)
    assert [one.code for one in refused.problems] == [Code.TOO_LARGE]
    assert str(MAX_BYTES) in refused.problems[0].found


def test_a_bomb_of_anchors_is_refused_unexploded() -> None:
    """Nine levels of ten references each would be a billion texts."""
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [" + ", ".join([f"*a{n - 1}"] * 10) + "]" for n in range(1, 10)]
    refused = read_source("own.yaml", "\n".join(levels).encode())

    assert isinstance(refused, FileRefused)
    assert {one.code for one in refused.problems} == {Code.ANCHOR}


def test_everything_wrong_is_told_at_once() -> None:
    refused = read(HEAD + "measure:\n  claim_due: soon\n  ladder: []\nphases:\n  nonsense: 1\n")

    assert isinstance(refused, FileRefused)
    assert [one.where for one in refused.problems] == ["line 9", "line 6", "line 7"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (HEAD + "measures: {}\n", "measure"),
        (HEAD + "measure: {claim_du: {days: 1}}\n", "claim_due"),
        (HEAD + "measure: {claim_due: {day: 1}}\n", "days"),
        (HEAD + "phases: {plan_due: {day: 1}}\n", "days"),
        (HEAD + "measure: {ladder: [{days: 1, days_left: 1, colour: red, to: [office]}]}\n", "days_left"),
        (HEAD + "scoring: {grades: [{title: 好}]}\n", "title_zh"),
    ],
)
def test_an_unknown_key_is_told_what_is_known(text: str, known: str) -> None:
    refused = read(text)

    assert isinstance(refused, FileRefused)
    (unknown,) = [one for one in refused.problems if one.code is Code.KEY_UNKNOWN]
    assert known in unknown.found.split(", ")


def test_a_faulty_item_is_named_and_not_its_list() -> None:
    refused = read(HEAD + "measure:\n  sign_off_slots:\n    - [judge]\n")

    assert isinstance(refused, FileRefused)
    (one,) = refused.problems
    assert (one.where, one.found[:5]) == ("line 7", "judge")


@given(
    st.one_of(st.binary(max_size=200), st.text(alphabet="ab:-[]{}&*!?|>%@`'\" \n\t#0,~<", max_size=120).map(str.encode))
)
@settings(max_examples=400, deadline=None, database=None)
def test_whatever_is_sent_is_read_or_refused(data: bytes) -> None:
    source = read_source("own.yaml", HEAD.encode() + b"measure: " + data)
    found = source if isinstance(source, FileRefused) else resolve(source, shipped_sources())

    assert isinstance(found, RulePack) or found.problems


def test_a_circle_of_packs_is_named() -> None:
    """The pack extends one that extends another that extends it."""
    two = HEAD.replace("own", "two") + "extends: three\n"
    three = HEAD.replace("own", "three") + "extends: own\n"
    refused = read(HEAD + "extends: two\n", two, three)

    assert isinstance(refused, FileRefused)
    (one,) = refused.problems
    assert (one.code, one.where, one.found) == (Code.PARENT_CYCLE, "line 5", "own → two → three → own")


def test_what_a_pack_leaves_out_is_standard() -> None:
    standard = pack(HEAD + "extends: standard\n")
    alone = pack(HEAD)

    assert standard.measure == alone.measure
    assert standard.phases == alone.phases


def test_a_value_replaces_the_parents_whole() -> None:
    """A span in another unit, a shorter ladder: nothing of the parent's value shines through."""
    parent = HEAD.replace("own", "two") + "measure:\n  claim_due: {months: 1}\n  one_team: true\n"
    child = pack(HEAD + "extends: two\nmeasure:\n  claim_due: {days: 3}\n", parent)

    assert child.measure.claim_due == Span(days=3)
    assert child.measure.one_team is True
    assert (child.id, child.title_en) == ("own", "Ours")


def test_an_empty_section_changes_nothing() -> None:
    assert pack(HEAD + "extends: strict\nmeasure:\n").measure == pack(HEAD + "extends: strict\n").measure


def test_the_strict_chain_comes_down_to_a_child() -> None:
    strict = pack(HEAD + "extends: strict\nphases: {plan_due: null}\n")

    assert strict.measure.verification_slots == ((Role.SUPERVISOR,), (Role.SUPERVISOR,))
    assert strict.measure.sign_off_slots == ((Role.LEADER_IN_CHARGE,), (Role.LEADING_GROUP,))
    assert strict.phases.plan_due is None
