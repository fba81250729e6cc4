"""Conditions on contests and reassignments (M3, M16). Each returns a refusal or None, or the contest asked for."""

from datetime import date

from schemas.directory_facts import StandingFacts
from schemas.measure import Actor, Assignment, Contest, Role
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.duties import grants_here, refused
from workflows.guards.plan import unclaimed
from workflows.succession import told_of


def uncontested(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """M3: a unit contests an assignment once, whatever became of it."""
    if set(units) - {contest.unit_id for contest in snapshot.contests}:
        return None
    return refused(snapshot, RefusalCode.CONTESTED_BEFORE, rule="M3", about=",".join(units))


def contestable(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    """Whether one of these units has neither claimed nor contested yet."""
    waiting = tuple(unit for unit in units if unit not in snapshot.claimed_units)
    return unclaimed(snapshot, units) or uncontested(snapshot, waiting)


def some_contest(snapshot: MeasureSnapshot) -> Refused | None:
    return None if snapshot.open_contests else refused(snapshot, RefusalCode.NO_CONTEST, rule="M3")


def contest_of(snapshot: MeasureSnapshot, unit_id: str | None) -> Contest | Refused:
    """The open contest of the unit named, or the only one there is."""
    waiting = snapshot.open_contests
    if unit_id is None and len(waiting) > 1:
        units = ",".join(contest.unit_id for contest in waiting)
        return refused(snapshot, RefusalCode.UNIT_AMBIGUOUS, rule="M3", about=units)
    found = [contest for contest in waiting if unit_id in {None, contest.unit_id}]
    return found[0] if found else refused(snapshot, RefusalCode.NO_CONTEST, rule="M3", about=unit_id)


def may_reassign(snapshot: MeasureSnapshot, actor: Actor, *, disputed: bool) -> Refused | None:
    """M16: the office, with both principals agreed; where one disagrees, the leading group."""
    if not (disputed or snapshot.open_contests):
        return None
    if any(grant.role is Role.LEADING_GROUP for grant in grants_here(snapshot, actor)):
        return None
    return refused(snapshot, RefusalCode.ROLE_REQUIRED, rule="M16", about=Role.LEADING_GROUP)


def units_stand(snapshot: MeasureSnapshot, facts: StandingFacts, rule: str) -> Refused | None:
    """M16, M17: who is charged is in the directory, and there to do it."""
    if facts.unknown:
        return refused(snapshot, RefusalCode.UNIT_UNKNOWN, rule=rule, about=",".join(facts.unknown))
    ended = "; ".join(told_of(one.unit_id, one.successors) for one in facts.ended)
    return refused(snapshot, RefusalCode.UNIT_ENDED, rule=rule, about=ended) if ended else None


def other_units(snapshot: MeasureSnapshot, assignment: Assignment) -> Refused | None:
    if assignment != snapshot.assignment:
        return None
    return refused(snapshot, RefusalCode.UNITS_SAME, rule="M16", about=assignment.lead_unit)


def from_today(snapshot: MeasureSnapshot, effective: date | None, today: date) -> Refused | None:
    """M16: nothing is scheduled; who is charged from next month is charged next month."""
    if effective is None or effective <= today:
        return None
    return refused(snapshot, RefusalCode.DATE_AHEAD, rule="M16", about=str(effective))
