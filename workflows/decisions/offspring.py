"""Splitting and merging (M17): what takes a measure's place, and the first rows of its ledger. Pure."""

from collections.abc import Sequence
from typing import Any

from schemas import events as e
from schemas.calendars import WorkCalendar
from schemas.clock import Due
from schemas.measure import Assignment
from schemas.offspring import Child, Offspring, Origin
from schemas.offspring_commands import MergeMeasures, SplitMeasure
from schemas.offspring_events import MeasureMerged, MeasureSplit
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.canonical import sha256
from workflows.case import Case, Decision
from workflows.deadlines import due_of
from workflows.decisions.charge import after_dispute
from workflows.duties import involved_units, refused, taken_part
from workflows.evolution.rounds import REMEMBERED
from workflows.guards import offspring as guards
from workflows.guards.changes import agreed_on
from workflows.guards.charge import units_stand
from workflows.guards.plan import assignment_consistent

Born = tuple[e.MeasureDrafted, e.MeasureIssued]


def split(case: Case, command: SplitMeasure) -> Decision:
    snapshot = case.snapshot
    ids = tuple(f"{snapshot.id}-{number}" for number, _ in enumerate(command.children, start=1))
    denied = _denied(case, command, command.children) or guards.numbered(snapshot, ids)
    if denied:
        return denied
    children = tuple(_child((case,), given, one) for given, one in zip(command.children, ids, strict=True))
    return (MeasureSplit(**case.said(), children=children, reason=command.reason),)


def merge(case: Case, command: MergeMeasures) -> Decision:
    """One parent's own part of it; that they belong together is judged where all of them are at hand."""
    if case.snapshot.id not in command.parents:
        return refused(case.snapshot, RefusalCode.APART, rule="M17", about=case.snapshot.number)
    denied = _denied(case, command, (command.child,)) or guards.numbered(case.snapshot, (command.child_id,))
    if denied:
        return denied
    said = {"parents": command.parents, "child_id": command.child_id, "reason": command.reason}
    return (MeasureMerged(**case.said(), **said),)


def born_of_split(parent: MeasureSnapshot, event: MeasureSplit) -> tuple[Born, ...]:
    """The first rows of each child's ledger."""
    said = {"at": event.at, "by": event.by}
    return tuple(_born((parent,), child, said) for child in event.children)


def born_of_merge(parents: Sequence[Case], command: MergeMeasures) -> Born | Refused:
    """The first rows of the child's ledger, or why the parents do not belong together. `parents` in the order named."""
    snapshots = [case.snapshot for case in parents]
    first = snapshots[0]
    strangers = [one.number for one in snapshots if one.problem_id != first.problem_id]
    if strangers:
        return refused(first, RefusalCode.APART, rule="M17", about=",".join(strangers))
    child = _child(parents, command.child, command.child_id)
    return _born(snapshots, child, parents[0].said())


def _denied(case: Case, command: SplitMeasure | MergeMeasures, given: tuple[Offspring, ...]) -> Refused | None:
    snapshot = case.snapshot
    return (
        guards.nothing_waiting(snapshot)
        or units_stand(snapshot, command.facts.standing, "M17")
        or guards.covered(snapshot, command.facts, [one.text for one in given])
        or next((denied for one in given if (denied := _unfit(case, one))), None)
    )


def _unfit(case: Case, given: Offspring) -> Refused | None:
    inherited, calendar = _inherited(case), case.setting.calendar
    return assignment_consistent(case.snapshot, _assignment((case.snapshot,), given)) or guards.in_time(
        case.snapshot, given, _due(given, (inherited,), calendar), inherited, case.day
    )


def _inherited(case: Case) -> Due:
    """The day that counts; who had claimed before a dispute keeps the days of it."""
    snapshot = case.snapshot
    running = after_dispute(case) or (snapshot.clock.due if snapshot.clock else None)
    # Whatever was issued has a clock, and a plan's day before it.
    return running or due_of(snapshot.assignment.due or case.day, case.setting.calendar)


def _due(given: Offspring, inherited: Sequence[Due], calendar: WorkCalendar) -> Due:
    """Of several parents' days the first: none of them gets more time by being merged."""
    return due_of(given.due, calendar) if given.due else min(inherited, key=lambda due: due.day)


def _child(parents: Sequence[Case], given: Offspring, measure_id: str) -> Child:
    snapshots = [case.snapshot for case in parents]
    due = _due(given, [_inherited(case) for case in parents], parents[0].setting.calendar)
    return Child(
        measure_id=measure_id,
        number=measure_id.removeprefix(snapshots[0].id.removesuffix(snapshots[0].number)),
        text=given.text,
        assignment=_assignment(snapshots, given).model_copy(update={"due": due.target}),
        due=due,
        agreed=min([due.target, *(agreed_on(one.clock) for one in snapshots if one.clock)]),
    )


def _assignment(parents: Sequence[MeasureSnapshot], given: Offspring) -> Assignment:
    """Of the first parent where nothing is said; figures agreed for the whole are agreed for no part of it."""
    first = parents[0].assignment
    charged = (given.lead_unit, *given.joint_units)
    inherited = tuple(unit for unit in first.support_units if unit not in charged)
    return Assignment(
        lead_unit=given.lead_unit,
        joint_units=given.joint_units,
        support_units=inherited if given.support_units is None else given.support_units,
        special_group=given.special_group or first.special_group,
        category=given.category or first.category,
        due=given.due or first.due,
        leader=given.leader or first.leader,
        focus=any(parent.assignment.focus for parent in parents),
    )


def _born(parents: Sequence[MeasureSnapshot], child: Child, said: dict[str, Any]) -> Born:
    drafted = e.MeasureDrafted(
        **said,
        **child.model_dump(include={"measure_id", "number", "text"}),
        campaign_id=parents[0].campaign_id,
        problem_id=parents[0].problem_id,
        text_sha256=sha256(child.text),
        assignment=child.assignment,
        origin=_origin(parents, child),
    )
    return drafted, e.MeasureIssued(**said, due=child.due, agreed=child.agreed)


def _origin(parents: Sequence[MeasureSnapshot], child: Child) -> Origin:
    worked = dict.fromkeys(unit for parent in parents for unit in sorted(involved_units(parent)))
    people = dict.fromkeys(person_id for parent in parents for person_id in taken_part(parent))
    return Origin(
        parents=tuple(parent.id for parent in parents),
        former_units=tuple(unit for unit in worked if unit not in child.assignment.all_units),
        took_part=tuple(people)[-REMEMBERED:],
    )
