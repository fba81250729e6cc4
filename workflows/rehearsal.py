"""A plan in virtual time, pure: `next_alarm`, `tick` and `decide` are those of the real clock and the real gate.

So a rehearsal can't say anything else than the clocks will; what people do meanwhile is assumed (`Habit`).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from schemas import commands as c
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.events import Event
from schemas.measure import Role
from schemas.packs import Cadence, Setting
from schemas.refusals import Refused
from schemas.rehearsal import Habit
from schemas.snapshot import MeasureSnapshot
from workflows import rehearsed_people as people
from workflows.alarms import next_alarm
from workflows.campaign_rules.evolution import evolve_campaign
from workflows.campaign_rules.moments import due_events, next_moment
from workflows.evolution.fold import evolve
from workflows.lifecycle import decide, draft, tick
from workflows.periods import CHINA, china_day, next_period, period_end, period_of
from workflows.rehearsed_people import somebody

# A moment of a working day: reports come before the midnight at which they would be missed.
MORNING = time(9)
# The snapshot that a clock rang for or a person acted on, and what was written.
Written = tuple[MeasureSnapshot, tuple[Event, ...]]


def issued(command: c.DraftMeasure, measure_id: str, at: datetime, setting: Setting) -> MeasureSnapshot | Refused:
    """The measure as it stands after its issue, or why it would not be issued."""
    office = somebody(Role.OFFICE)
    snapshot = evolve(None, draft(command, measure_id, office, at))
    decision = decide(snapshot, c.IssueMeasure(), office, at, setting=setting)
    return decision if isinstance(decision, Refused) else _after(snapshot, decision)


def run_measure(snapshot: MeasureSnapshot, setting: Setting, until: datetime, habit: Habit) -> Iterator[Written]:
    """Everything written from the issue to before `until`, in order.

    Args:
        snapshot: an issued measure.
        setting: its frozen rules and calendar.
        until: nothing at or after this moment is looked at.
        habit: what people are taken to do.
    """
    run = _Run(snapshot, setting, until)
    if habit is Habit.ON_TIME:
        yield from run.on_time()
    yield from run.ring(until)


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


class _Run:
    """A measure on its way: the clock rings up to a moment, then people act at it."""

    def __init__(self, snapshot: MeasureSnapshot, setting: Setting, until: datetime) -> None:
        self._snapshot = snapshot
        self._setting = setting
        self._until = until

    def ring(self, until: datetime) -> Iterator[Written]:
        while (alarm := next_alarm(self._snapshot, self._setting)) and alarm < until:
            yield self._write(tick(self._snapshot, alarm, self._setting))

    def on_time(self) -> Iterator[Written]:
        """Claimed at once, reported period by period, closed on the due day, looked back on when that opens."""
        yield from self._act(people.claims(self._snapshot), self._snapshot.changed_at)
        due = self._snapshot.due
        closing = max(morning(due), self._snapshot.changed_at) if due else self._until
        for period in self._periods():
            at = morning(period_end(period))
            if at >= closing:
                break
            yield from self._at(at, people.report(self._snapshot, period))
        if due:
            yield from self._close(closing)

    def _close(self, at: datetime) -> Iterator[Written]:
        period = period_of(china_day(at), self._setting.rules.cadence)
        yield from self._at(at, people.report(self._snapshot, period, people.SHOWN))
        yield from self._at(at, people.closure(self._snapshot, self._setting.rules, china_day(at)))
        opens = self._snapshot.look_back.next_on if self._snapshot.look_back else None
        if opens:
            yield from self._at(morning(opens), people.look_back(opens))

    def _periods(self) -> Iterator[str]:
        """Endless, from the claim on; none where reports come by stage."""
        period = self._snapshot.claimed_period
        while period and self._setting.rules.cadence is not Cadence.BY_STAGE:
            yield period
            period = next_period(period)

    def _at(self, at: datetime, acts: Sequence[people.Act]) -> Iterator[Written]:
        """What rings before, then what people do; nothing at or after the end."""
        yield from self.ring(min(at, self._until))
        if at < self._until:
            yield from self._act(acts, at)

    def _act(self, acts: Sequence[people.Act], at: datetime) -> Iterator[Written]:
        for command, actor in acts:
            decision = decide(self._snapshot, command, actor, at, setting=self._setting)
            if isinstance(decision, Refused):
                # A habit keeps to the rules; one that doesn't is a fault of this module.
                raise TypeError(f"{self._snapshot.number}: {command.type} is refused with {decision.code}")
            yield self._write(decision)

    def _write(self, events: tuple[Event, ...]) -> Written:
        before = self._snapshot
        self._snapshot = _after(before, events)
        return before, events


def _after(snapshot: MeasureSnapshot, events: tuple[Event, ...]) -> MeasureSnapshot:
    for event in events:
        snapshot = evolve(snapshot, event)
    return snapshot


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, CHINA)
