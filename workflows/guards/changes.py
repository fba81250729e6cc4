"""Conditions on requests for changes (M6, S12). Each returns a refusal or None, or the request asked for."""

from datetime import date, timedelta

from schemas.change_commands import RequestChange
from schemas.changes import ChangeKind, NewDue, PendingChange
from schemas.clock import Clock, DueRule
from schemas.measure import Actor, Assignment, Role
from schemas.packs import Setting
from schemas.refusals import RefusalCode, Refused
from schemas.snapshot import MeasureSnapshot
from workflows.changed import changed
from workflows.deadlines import due_of
from workflows.duties import grants_here, refused
from workflows.guards.clock import in_future
from workflows.working_days import add_span, subtract_span

CAP = "M6.extension_cap"
ASK_BY = "M6.extension_ask_by"


def kinds(snapshot: MeasureSnapshot) -> tuple[ChangeKind, ...]:
    return tuple(change.wanted.kind for change in snapshot.pending_changes)


def none_waiting(snapshot: MeasureSnapshot) -> Refused | None:
    """M7: no closure while a request for a change is undecided."""
    if not snapshot.pending_changes:
        return None
    return refused(snapshot, RefusalCode.CHANGE_UNDECIDED, rule="M7", about=",".join(kinds(snapshot)))


def kind_free(snapshot: MeasureSnapshot, kind: ChangeKind) -> Refused | None:
    """M6: one request of a kind at a time."""
    if kind not in kinds(snapshot):
        return None
    return refused(snapshot, RefusalCode.CHANGE_PENDING, rule="M6", about=kind)


def some_kind_free(snapshot: MeasureSnapshot) -> Refused | None:
    if set(ChangeKind) - set(kinds(snapshot)):
        return None
    return refused(snapshot, RefusalCode.CHANGE_PENDING, rule="M6", about=",".join(kinds(snapshot)))


def something_changes(snapshot: MeasureSnapshot, assignment: Assignment) -> Refused | None:
    if assignment != snapshot.assignment:
        return None
    return refused(snapshot, RefusalCode.NOTHING_CHANGES, rule="M6")


def pending(snapshot: MeasureSnapshot, kind: ChangeKind) -> PendingChange | Refused:
    found = next((change for change in snapshot.pending_changes if change.wanted.kind is kind), None)
    return found or refused(snapshot, RefusalCode.NO_CHANGE, rule="M6", about=kind)


def decided_by(snapshot: MeasureSnapshot, change: PendingChange) -> Role:
    """Who has to answer: the special group in charge; of what matters most, the leading group."""
    group = snapshot.assignment.special_group and not (change.exceptional or snapshot.assignment.focus)
    return Role.SPECIAL_GROUP if group else Role.LEADING_GROUP


def may_decide(snapshot: MeasureSnapshot, actor: Actor, change: PendingChange) -> Refused | None:
    """The leading group may answer for the special group, as it does when that stays silent; never the other way."""
    if {grant.role for grant in grants_here(snapshot, actor)} & {decided_by(snapshot, change), Role.LEADING_GROUP}:
        return None
    return refused(snapshot, RefusalCode.ROLE_REQUIRED, rule="M6", about=Role.LEADING_GROUP)


def some_to_decide(snapshot: MeasureSnapshot, actor: Actor) -> Refused | None:
    answers = [may_decide(snapshot, actor, change) for change in snapshot.pending_changes]
    return _first(snapshot, answers)


def own(snapshot: MeasureSnapshot, change: PendingChange, units: tuple[str, ...]) -> Refused | None:
    """A request is taken back by the unit that made it."""
    if change.unit_id in units:
        return None
    return refused(snapshot, RefusalCode.ROLE_REQUIRED, rule="M6", about=f"unit_principal:{change.unit_id}")


def some_of(snapshot: MeasureSnapshot, units: tuple[str, ...]) -> Refused | None:
    return _first(snapshot, [own(snapshot, change, units) for change in snapshot.pending_changes])


def _first(snapshot: MeasureSnapshot, answers: list[Refused | None]) -> Refused | None:
    """None when any of the waiting requests could be answered."""
    if not answers:
        return refused(snapshot, RefusalCode.NO_CHANGE, rule="M6")
    return None if None in answers else answers[0]


def asked_in_time(snapshot: MeasureSnapshot, command: RequestChange, today: date, setting: Setting) -> Refused | None:
    """Until the ask-by day, counted back from the due date; later only under force majeure (S12 once it is past)."""
    clock = snapshot.clock
    if clock is None or command.force_majeure_reason or not asked_late(clock, today, setting):
        return None
    if today > clock.due.day:
        return refused(snapshot, RefusalCode.EXPIRED, rule="S12", about=str(clock.due.day))
    last_day = subtract_span(setting.calendar, clock.due.day, setting.rules.extension_ask_by).day
    return refused(snapshot, RefusalCode.ASKED_LATE, rule=ASK_BY, about=str(last_day))


def asked_late(clock: Clock, today: date, setting: Setting) -> bool:
    return today > subtract_span(setting.calendar, clock.due.day, setting.rules.extension_ask_by).day


def extendable(snapshot: MeasureSnapshot, wanted: NewDue, today: date, setting: Setting) -> Refused | None:
    """The new day lies ahead, is later than the present one, and keeps within the cap of the round."""
    clock = snapshot.clock
    if clock is None:
        return refused(snapshot, RefusalCode.ILLEGAL_STEP, rule="M6")
    if wanted.due <= clock.due.target or due_of(wanted.due, setting.calendar).day <= clock.due.day:
        return refused(snapshot, RefusalCode.NOTHING_CHANGES, rule="M6", about=str(clock.due.target))
    latest = latest_target(clock, setting)
    if wanted.due > latest:
        return refused(snapshot, RefusalCode.PAST_CAP, rule=CAP, about=str(latest))
    return in_future(snapshot, wanted.due, today, "M6")


def latest_target(clock: Clock, setting: Setting) -> date:
    """The last day an extension may lead to."""
    return add_span(setting.calendar, agreed_on(clock), setting.rules.extension_cap).day


def agreed_on(clock: Clock) -> date:
    """The day that extensions count from: days on which the clock stood still are the unit's to keep.

    An interim acceptance agrees on another day; a child has what its parents had agreed on, without their extensions.
    """
    stage = next((step for step in reversed(clock.steps) if step.rule is DueRule.INTERIM), None)
    stops = [stop for stop in clock.stops if stop.until and (stage is None or stop.since >= stage.on)]
    stopped = sum((stop.until - stop.since).days for stop in stops if stop.until)
    agreed = stage.due.target if stage else clock.agreed or clock.steps[0].due.target
    return agreed + timedelta(days=stopped)


def sound(snapshot: MeasureSnapshot, command: RequestChange, today: date, setting: Setting) -> Refused | None:
    """Whether what is wanted could be granted today."""
    if isinstance(command.wanted, NewDue):
        return asked_in_time(snapshot, command, today, setting) or extendable(snapshot, command.wanted, today, setting)
    return something_changes(snapshot, changed(snapshot.assignment, command.wanted))
