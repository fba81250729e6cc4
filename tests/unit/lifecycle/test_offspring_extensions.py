"""M6 after M17: a child gets no more time by extensions than its parents had left."""

from datetime import date, timedelta

from schemas import events as e
from schemas.packs import STANDARD
from schemas.pause_commands import ResumeMeasure, SuspendMeasure
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from tests.unit.lifecycle.builders import reached
from tests.unit.lifecycle.cast import DUE, JANUARY, LATER, LEADER, SINGLE
from tests.unit.lifecycle.spoken import WORDS, splitting
from tests.unit.lifecycle.test_offspring import children, extended, folded, merged, other, split_of
from workflows.decisions.offspring import born_of_split
from workflows.guards.changes import latest_target


def cap(snapshot: MeasureSnapshot) -> date:
    assert snapshot.clock
    return latest_target(snapshot.clock, STANDARD)


def test_m6_a_split_gives_no_extension_back() -> None:
    """The cap of a child, and of its child, counts from what was agreed before the parent's extensions."""
    parent = extended()
    (child, _) = children(parent)
    (_, event) = born_of_split(parent.snapshot, split_of(parent))[0]

    assert (child.due, event.agreed) == (LATER, DUE)
    assert cap(child) == cap(parent.snapshot) == date(2027, 6, 30)
    assert cap(children(reached("claim"))[0]) == cap(reached("claim").snapshot)
    soon = date(2026, 3, 31)
    assert cap(children(parent, splitting(WORDS, "台账", due=soon))[1]) == date(2027, 3, 31)


def test_m6_days_the_parent_stood_still_stay_the_childs() -> None:
    stop = SuspendMeasure(reason="停工", planned_end=date(2026, 3, 1))
    later = JANUARY + timedelta(days=10)
    story = reached("claim").then(stop, LEADER).then(ResumeMeasure(reason="复工"), LEADER, later)

    assert cap(children(story, at=later)[0]) == cap(story.snapshot) == date(2027, 7, 10)


def test_m6_of_several_parents_the_earliest_agreed_day_counts() -> None:
    """Which need not be the one whose day is the nearest now."""
    first, second = extended(), other(SINGLE.model_copy(update={"due": date(2026, 7, 31)}))
    born = merged(first, second)

    assert not isinstance(born, Refused)
    assert (folded(born).due, cap(folded(born))) == (date(2026, 7, 31), date(2027, 6, 30))


def test_m6_an_issue_of_an_earlier_release_counts_from_its_first_day() -> None:
    drafted_row, issued = born_of_split(extended().snapshot, split_of(extended()))[0]
    row = issued.model_dump(mode="json")
    del row["agreed"]

    assert cap(folded((drafted_row, e.MeasureIssued.model_validate(row, strict=False)))) == date(2027, 8, 31)
