"""The fold: what each kind of event leaves behind, and the shapes at the edge that feed it."""

from datetime import datetime
from typing import get_args

import pytest
from pydantic import ValidationError

from schemas import events as e
from schemas.changes import NewDue
from schemas.clock import Due
from schemas.closure import (
    Signature,
)
from schemas.commands import ClaimMeasure, Envelope, SubmitReport
from schemas.measure import (
    Act,
    Assignment,
    Frozen,
    Part,
    Person,
)
from schemas.reports import (
    EvidenceRef,
    Indicator,
)
from tests.unit.lifecycle.builders import (
    drafted,
    reached,
)
from tests.unit.lifecycle.cast import (
    DUE,
    GATEKEEPER,
    INSPECTOR,
    JANUARY,
    LEAD,
    LIAISON,
    PRINCIPAL,
    SECOND_INSPECTOR,
)
from tests.unit.lifecycle.transitions import MOVES, PLAYED
from workflows.evolution.fold import evolve, fold

UNION, _ = get_args(e.Event)
TYPES = {member.model_fields["type"].default: member for member in get_args(UNION)}


def test_an_empty_ledger_is_no_measure() -> None:
    assert fold([]) is None


def test_a_ledger_starts_with_a_draft() -> None:
    with pytest.raises(ValueError, match="starts with"):
        fold(reached("issue").events[1:])


def test_a_ledger_has_one_draft() -> None:
    """A second draft would silently start the measure afresh."""
    first = drafted().events
    with pytest.raises(ValueError, match="draft"):
        fold([*reached("issue").events, *first])


def test_every_event_but_the_draft_has_its_place_in_the_picture() -> None:
    assert {name for name, _ in MOVES} == set(TYPES) - {"measure.drafted"}


def test_a_draft_is_written_down_as_given() -> None:
    snapshot = drafted().snapshot

    assert (snapshot.seq, snapshot.round, snapshot.state) == (1, 1, "draft")
    assert (snapshot.number, snapshot.campaign_id, snapshot.changed_at) == ("12", "campaign-1", JANUARY)


def test_the_fold_leaves_the_old_snapshot_alone() -> None:
    story = reached("submit_report")
    before = story.snapshot
    copy = before.model_copy(deep=True)
    evolve(before, reached("countersign_report").events[-1])

    assert before == copy


def test_acts_tell_who_played_which_part_once_each() -> None:
    acts = reached("sign_off").snapshot.acts

    assert acts == (
        Act(person_id=LIAISON.id, part=Part.REPORTER),
        Act(person_id=PRINCIPAL.id, part=Part.REPORTER),
        Act(person_id=GATEKEEPER.id, part=Part.GATEKEEPER),
        Act(person_id=INSPECTOR.id, part=Part.VERIFIER),
        Act(person_id=SECOND_INSPECTOR.id, part=Part.SIGNATORY),
    )


@pytest.mark.parametrize("name", sorted(TYPES))
def test_an_event_counts_as_the_part_it_is(name: str) -> None:
    """An event of every type, given to a measure at rest: only those of PLAYED leave an act."""
    filled = {"at": JANUARY, "by": {"id": "x", "name": "x", "kind": "person"}}
    event = TYPES[name].model_construct(**{**_blank(name), **filled})
    event = event.model_copy(update={"by": Person.model_validate(filled["by"])})
    if name == "measure.drafted":
        assert name not in PLAYED
        return
    acts = evolve(reached("suspend" if name == "measure.resumed" else "claim").snapshot, event).acts[-1:]
    played = reached("suspend").snapshot.acts[-1:] if name == "measure.resumed" else ()

    assert acts == ((Act(person_id="x", part=PLAYED[name]),) if name in PLAYED else played)


def _blank(name: str) -> dict[str, object]:
    """Whatever the fold reads of an event; the rest does not matter to it."""
    sample = {"period": "2026-01", "version": 1, "unit_id": "u", "complete": True, "late": False, "signed": False}
    sample |= {"indicators": (), "evidence": (), "evidence_id": "f", "sends_back": False, "evidence_hash": "0" * 64}
    sample |= {
        "signature": Signature(chain="x", slot=0, person_id="x", group_id=None),
        "until": JANUARY,
        "reminders": (),
    }
    sample |= {"planned_end": DUE, "stopped_days": 1, "due": Due(target=DUE, day=DUE, provisional=False)}
    sample |= {"part": Part.VERIFIER, "person_id": "y"}
    sample |= {"row_hash": "0" * 64, "margin_days": 0, "assignment": reached("claim").snapshot.assignment}
    sample |= {"wanted": NewDue(due=DUE), "kind": "extension", "exceptional": False, "effective": DUE}
    sample |= {
        "stage_goal": "x",
        "next_review": DUE,
        "expected_finish": DUE,
        "participants": ("x",),
        "next_on": None,
        "round": 2,
    }
    sample |= {"children": (), "parents": ("x",), "child_id": "y"}
    sample |= {"colour": "blue", "answer_by": DUE}
    sample |= {"successor_id": "v", "version": 1}
    sample |= {"colour": "blue", "answer_by": DUE, "before": "plain", "moved": ()}
    return {key: value for key, value in sample.items() if key in TYPES[name].model_fields}


def test_an_envelope_says_in_which_zone_its_moment_is() -> None:
    """A moment without a zone would be read in the zone of whoever reads it."""
    with pytest.raises(ValidationError):
        Envelope(
            submission_id="s",
            measure_id="m",
            actor=LIAISON,
            received_at=datetime(2026, 1, 31, 16),  # noqa: DTZ001 - the very thing that must be refused
            expected_seq=None,
            command=ClaimMeasure(),
        )


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_says_in_which_zone_its_moment_is(name: str) -> None:
    """The ledger holds moments, not wall clocks."""
    with pytest.raises(ValidationError) as caught:
        TYPES[name].model_validate({"at": "2026-01-31T16:00:00"})

    assert "timezone_aware" in {error["type"] for error in caught.value.errors() if error["loc"] == ("at",)}


SIZED: dict[type[Frozen], dict[str, object]] = {
    EvidenceRef: {"id": "f", "sha256": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1},
    Indicator: {"name": "污水管网", "unit": "公里", "planned": "602", "done": "260"},
    Assignment: {"lead_unit": LEAD},
    SubmitReport: {"period": "2026-01", "text": "进展"},
    ClaimMeasure: {},
}


@pytest.mark.parametrize(
    ("shape", "change"),
    [
        (EvidenceRef, {"sha256": "not a hash"}),
        (EvidenceRef, {"sha256": "F" * 64}),
        (EvidenceRef, {"id": "x" * 65}),
        (EvidenceRef, {"name": "x" * 201}),
        (EvidenceRef, {"media_type": "x" * 101}),
        (EvidenceRef, {"size": -1}),
        (Indicator, {"name": "x" * 101}),
        (Indicator, {"done": "-1"}),
        (Indicator, {"done": "1" * 19}),
        (Indicator, {"planned": "0.00001"}),
        (Assignment, {"joint_units": ["u"] * 21}),
        (Assignment, {"support_units": ["u"] * 41}),
        (Assignment, {"leader": "x" * 101}),
        (SubmitReport, {"text": "整" * 5401}),
        (SubmitReport, {"text": " "}),
        (SubmitReport, {"evidence": [SIZED[EvidenceRef]] * 51}),
        (SubmitReport, {"indicators": [SIZED[Indicator]] * 21}),
        (ClaimMeasure, {"unit_id": "x" * 65}),
    ],
)
def test_what_enters_a_workflow_is_capped(shape: type[Frozen], change: dict[str, object]) -> None:
    """An oversized argument would poison its workflow, so the shapes themselves refuse it."""
    shape.model_validate(SIZED[shape])
    with pytest.raises(ValidationError):
        shape.model_validate(SIZED[shape] | change)
