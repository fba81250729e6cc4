"""Letters on the main road: the warning ladder, missing reports, and desks where something waits."""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.clock import ReminderKind as Kind
from schemas.measure import MeasureState as S
from schemas.measure import Role
from schemas.packs import Cadence, Colour, Setting, Span
from schemas.reports import ReportStatus
from schemas.snapshot import MeasureSnapshot
from workflows.letters.shape import Letter
from workflows.periods import next_period, period_end, period_of
from workflows.steps.shape import AT_WORK, GATE_ROLES
from workflows.working_days import add_span

ONE_DAY = timedelta(days=1)
UNIT = (Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL)
GATE = tuple(sorted(GATE_ROLES))
RUNNING = AT_WORK | {S.ISSUED, S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF}


def overstayed(since: date, allowed: Span, setting: Setting) -> date:
    """The last day on which something that came in on `since` is answered in time."""
    return add_span(setting.calendar, since, allowed).day


def late(kind: Kind, last_day: date, to: tuple[Role, ...], setting: Setting, units: tuple[str, ...] = ()) -> Letter:
    """A letter for when `last_day` is over, repeated until somebody acts."""
    return Letter(kind, last_day + ONE_DAY, last_day, to, setting.rules.overdue_every, units=units)


def ladder(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """The rungs of the pack before the due date; the last one when it is over, and again and again."""
    if snapshot.state not in RUNNING or snapshot.due is None:
        return
    if snapshot.claimed_units and snapshot.open_contests:
        # A dispute between units; its days are given back to who had claimed once it is decided.
        return
    units, due = snapshot.assignment.charged_units, snapshot.due
    for rung in setting.rules.ladder:
        if rung.days_left:
            day = due - timedelta(days=rung.days_left)
            yield Letter(Kind.DUE_SOON, day, due, rung.to, colour=rung.colour, units=units, topic="due")
        else:
            every = setting.rules.overdue_every
            yield Letter(Kind.OVERDUE, due + ONE_DAY, due, rung.to, every, rung.colour, units, topic="due")


def missing_reports(snapshot: MeasureSnapshot, setting: Setting, since: date, until: date) -> Iterator[Letter]:
    """One for each period without a report that ends in time: those up to `until`, and the next."""
    cadence = setting.rules.cadence
    if snapshot.state not in AT_WORK or snapshot.claimed_period is None or cadence is Cadence.BY_STAGE:
        return
    reported = {report.period for report in snapshot.reports}
    period = max(snapshot.claimed_period, period_of(since, cadence))
    while True:
        end = period_end(period)
        if period not in reported:
            yield _missing(snapshot, period, end)
            if end >= until:
                return
        period = next_period(period)


def _missing(snapshot: MeasureSnapshot, period: str, end: date) -> Letter:
    units = snapshot.assignment.charged_units
    return Letter(Kind.REPORT_MISSING, end + ONE_DAY, end, (*UNIT, Role.OFFICE), units=units, about=period)


def waiting_reports(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Reports that wait for the principal's signature, or for the gate."""
    for report in snapshot.reports:
        if snapshot.state not in AT_WORK or report.since is None:
            continue
        if report.status in {ReportStatus.SUBMITTED, ReportStatus.COUNTERSIGNED}:
            at_gate = report.status is ReportStatus.COUNTERSIGNED
            to = GATE if at_gate else (Role.UNIT_PRINCIPAL,)
            last_day = overstayed(report.since, setting.rules.gate_review, setting)
            every, units = setting.rules.overdue_every, () if at_gate else (snapshot.answers_for(report.unit_id),)
            yield Letter(Kind.REPORT_WAITING, last_day + ONE_DAY, last_day, to, every, units=units, about=report.period)


def desks(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """Requests for closure that wait for the gate, the visit or the signature."""
    rules = setting.rules
    supervisors = (Role.SUPERVISOR, Role.OFFICE)
    table = {
        S.CLOSURE_REQUESTED: (Kind.CLOSURE_WAITING, rules.gate_review, GATE),
        S.VERIFYING: (Kind.VERIFICATION_WAITING, rules.verification, supervisors),
        S.AWAITING_SIGN_OFF: (Kind.SIGN_OFF_WAITING, rules.sign_off, _signers(setting)),
    }
    if snapshot.state in table and snapshot.state_since:
        kind, allowed, to = table[snapshot.state]
        yield late(kind, overstayed(snapshot.state_since, allowed, setting), to, setting)


def _signers(setting: Setting) -> tuple[Role, ...]:
    signing = {role for slot in setting.rules.sign_off_slots for role in slot}
    return (*sorted(signing), Role.OFFICE)


def suspended(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """A stopped clock is told of every month, and once its planned end is past."""
    stop = snapshot.clock.stopped if snapshot.clock else None
    if snapshot.state is not S.SUSPENDED or stop is None:
        return
    to = (Role.OFFICE, Role.LEADING_GROUP)
    first = add_span(setting.calendar, stop.since, setting.rules.suspended_every).day
    yield Letter(Kind.STILL_SUSPENDED, first, stop.planned_end, to, setting.rules.suspended_every, Colour.GREEN)
    yield late(Kind.SUSPENSION_OVER, stop.planned_end, to, setting)
