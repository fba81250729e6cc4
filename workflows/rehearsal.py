"""A plan in virtual time, pure: `next_alarm`, `tick` and `decide` are those of the real clock and the real gate.

So a rehearsal can't say anything else than the clocks will; what people do meanwhile is assumed (`Habit`).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from schemas import commands as c
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.events import Event
from schemas.measure import Actor, ActorKind, Grant, Role
from schemas.packs import Cadence, Setting
from schemas.refusals import Refused
from schemas.rehearsal import Habit
from schemas.snapshot import MeasureSnapshot
from workflows.alarms import next_alarm
from workflows.campaign_rules.evolution import evolve_campaign
from workflows.campaign_rules.moments import due_events, next_moment
from workflows.evolution.fold import evolve
from workflows.lifecycle import decide, draft, tick
from workflows.periods import CHINA, next_period, period_end

# A moment of a working day: reports come before the midnight at which they would be missed.
MORNING = time(9)
ONE_DAY = timedelta(days=1)
# The snapshot that a clock rang for or a person acted on, and what was written.
Written = tuple[MeasureSnapshot, tuple[Event, ...]]


def issued(command: c.DraftMeasure, measure_id: str, at: datetime, setting: Setting) -> MeasureSnapshot | Refused:
    """The measure as it stands after its issue, or why it would not be issued."""
    snapshot = evolve(None, draft(command, measure_id, _somebody(Role.OFFICE), at))
    decision = decide(snapshot, c.IssueMeasure(), _somebody(Role.OFFICE), at, setting=setting)
    return decision if isinstance(decision, Refused) else _after(snapshot, decision)


def run_measure(snapshot: MeasureSnapshot, setting: Setting, until: datetime, habit: Habit) -> Iterator[Written]:
    """Everything written from the issue to before `until`, in order.

    Args:
        snapshot: an issued measure.
        setting: its frozen rules and calendar.
        until: nothing at or after this moment is looked at.
        habit: what the people charged are taken to do.
    """
    if habit is Habit.NOBODY:
        yield from _rung(snapshot, setting, until)
        return
    if snapshot.due:
        # Done by its due date, so nothing rings after it.
        until = min(until, midnight(snapshot.due + ONE_DAY))
    for unit in snapshot.assignment.charged_units:
        command, actor = c.ClaimMeasure(unit_id=unit), _somebody(Role.UNIT_LIAISON, unit)
        events = _taken(snapshot, command, actor, snapshot.changed_at, setting)
        yield snapshot, events
        snapshot = _after(snapshot, events)
    yield from _reporting(snapshot, setting, until)


def run_campaign(
    snapshot: CampaignSnapshot, setting: CampaignSetting, span: tuple[datetime, datetime], *, claimed: bool
) -> Iterator[CampaignEvent]:
    """What the campaign's clock writes from the first moment of `span` to before the second.

    Args:
        snapshot: a campaign in any state.
        setting: its frozen rules, calendar and day of feedback.
        span: from the first moment to before the second.
        claimed: some measure is claimed.
    """
    at, until = span
    while (moment := next_moment(snapshot, setting, at, claimed=claimed)) and max(moment, at) < until:
        # What is overdue already is told at once, as it would be of a campaign created late.
        at = max(moment, at)
        for event in due_events(snapshot, setting, at, claimed=claimed):
            snapshot = evolve_campaign(snapshot, event)
            yield event


def _rung(snapshot: MeasureSnapshot, setting: Setting, until: datetime) -> Iterator[Written]:
    while (alarm := next_alarm(snapshot, setting)) and alarm < until:
        events = tick(snapshot, alarm, setting)
        yield snapshot, events
        snapshot = _after(snapshot, events)


def _reporting(snapshot: MeasureSnapshot, setting: Setting, until: datetime) -> Iterator[Written]:
    """The clock between reports, each handed in and accepted on the last day of its period."""
    for period in _periods(snapshot, setting):
        at = morning(period_end(period))
        for written in _rung(snapshot, setting, min(at, until)):
            yield written
            snapshot = _after(*written)
        if at >= until:
            return
        for command, actor in _report(snapshot, period):
            events = _taken(snapshot, command, actor, at, setting)
            yield snapshot, events
            snapshot = _after(snapshot, events)
    yield from _rung(snapshot, setting, until)


def _periods(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[str]:
    """Endless, from the claim on; none where reports come by stage."""
    period = snapshot.claimed_period
    while period and setting.rules.cadence is not Cadence.BY_STAGE:
        yield period
        period = next_period(period)


def _report(snapshot: MeasureSnapshot, period: str) -> tuple[tuple[c.Command, Actor], ...]:
    """The principal's own report needs no countersignature."""
    unit = snapshot.assignment.charged_units[0]
    return (
        (c.SubmitReport(period=period, text="预演", unit_id=unit), _somebody(Role.UNIT_PRINCIPAL, unit)),
        (c.AcceptReport(period=period, version=1), _somebody(Role.OFFICE)),
    )


def _taken(
    snapshot: MeasureSnapshot, command: c.Command, actor: Actor, at: datetime, setting: Setting
) -> tuple[Event, ...]:
    decision = decide(snapshot, command, actor, at, setting=setting)
    if isinstance(decision, Refused):
        # A habit keeps to the rules; one that doesn't is a fault of this module.
        raise TypeError(f"{snapshot.number}: {command.type} is refused with {decision.code}")
    return decision


def _after(snapshot: MeasureSnapshot, events: tuple[Event, ...]) -> MeasureSnapshot:
    for event in events:
        snapshot = evolve(snapshot, event)
    return snapshot


def _somebody(role: Role, unit: str | None = None) -> Actor:
    grants = (Grant(role=role, unit_id=unit),)
    return Actor(id=f"{role}@{unit}", name="预演", kind=ActorKind.PERSON, grants=grants)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, CHINA)
