"""A plan and its rules in, the calendar of everything its clocks would write out. Pure but for the progress told."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from activities.letters import letters_of
from schemas.calendars import WorkCalendar
from schemas.campaign_events import ConcentratedEnded, DeadlinePassed
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent, CampaignState
from schemas.clock import ReminderKind
from schemas.commands import DraftMeasure
from schemas.packs import Colour, RulePack, Setting
from schemas.refusals import Refused
from schemas.rehearsal import (
    CampaignDay,
    DayCount,
    Firing,
    Habit,
    MonthCount,
    MovedDue,
    Plan,
    PlannedRow,
    Recipient,
    Rehearsal,
)
from schemas.snapshot import MeasureSnapshot
from workflows.periods import china_day
from workflows.rehearsal import issued, midnight, morning, run_campaign, run_measure
from workflows.working_days import is_working_day, on_or_after

# Ids of what is never stored.
CAMPAIGN = "rehearsal"


@dataclass(frozen=True)
class Terms:
    """Under which rules, from the issue to (not including) `until`, and what people are taken to do."""

    pack: RulePack
    calendar: WorkCalendar
    issued_on: date
    until: date
    habit: Habit

    @property
    def setting(self) -> Setting:
        return Setting(rules=self.pack.measure, calendar=self.calendar)


class Unready(NamedTuple):
    """Rows that the gate would not issue: number, code of the refusal, what it is about."""

    rows: tuple[tuple[str, str, str], ...]


class _Letter(NamedTuple):
    day: date
    recipient: Recipient
    kind: ReminderKind
    colour: Colour


def rehearse(plan: Plan, terms: Terms, told: Callable[[int], None]) -> Rehearsal | Unready:
    """Run every measure and the campaign; `told` hears how many measures are done.

    Returns:
        The calendar, or the rows that can't be issued as they are.
    """
    begun = [(row, issued(_draft(row), row.number, morning(terms.issued_on), terms.setting)) for row in plan.rows]
    refused = [(row.number, one.code, one.about or "") for row, one in begun if isinstance(one, Refused)]
    if refused:
        return Unready(tuple(refused))
    measures = [one for _, one in begun if isinstance(one, MeasureSnapshot)]
    found: dict[_Letter, list[str]] = defaultdict(list)
    for done, measure in enumerate(measures, start=1):
        for letter in _letters(measure, terms):
            found[letter].append(measure.number)
        told(done)
    return _rehearsal(plan, terms, measures, found)


def _draft(row: PlannedRow) -> DraftMeasure:
    return DraftMeasure(
        campaign_id=CAMPAIGN, problem_id=CAMPAIGN, number=row.number, text=row.text, assignment=row.assignment
    )


def _letters(measure: MeasureSnapshot, terms: Terms) -> Iterator[_Letter]:
    """Addressed as the transaction of the real clock would put them into queues."""
    for snapshot, events in run_measure(measure, terms.setting, midnight(terms.until), terms.habit):
        for row in letters_of(snapshot, snapshot.seq + 1, events):
            recipient = Recipient(role=row["role"], unit=row["unit_id"], group=row["group_id"])
            yield _Letter(china_day(row["created_at"]), recipient, row["kind"], row["colour"])


def _rehearsal(
    plan: Plan, terms: Terms, measures: Sequence[MeasureSnapshot], found: dict[_Letter, list[str]]
) -> Rehearsal:
    calendar = [Firing(**letter._asdict(), measures=tuple(numbers)) for letter, numbers in found.items()]
    by_day: Counter[date] = Counter()
    by_month: Counter[tuple[str, Recipient]] = Counter()
    for one in calendar:
        by_day[one.day] += len(one.measures)
        by_month[f"{one.day:%Y-%m}", one.recipient] += len(one.measures)
    days = [DayCount(day=day, letters=number) for day, number in sorted(by_day.items())]
    moved = tuple(_moved(measures, terms.calendar))
    return Rehearsal(
        title=plan.title,
        pack=terms.pack.id,
        calendar_version=terms.calendar.version,
        habit=terms.habit,
        issued_on=terms.issued_on,
        until=terms.until,
        measures=len(measures),
        letters=sum(by_day.values()),
        calendar=tuple(sorted(calendar, key=_order)),
        campaign=_campaign(plan, terms),
        months=tuple(
            MonthCount(month=month, recipient=to, letters=number)
            for (month, to), number in sorted(by_month.items(), key=lambda one: (one[0][0], _place(one[0][1])))
        ),
        busiest=max(days, key=lambda one: one.letters, default=None),
        rest_days=tuple(one for one in days if not is_working_day(terms.calendar, one.day)),
        moved=tuple(one for one in moved if one.day != one.target),
        provisional=tuple(one.number for one in moved if one.provisional),
        past_due=tuple(one.number for one in moved if one.day < terms.issued_on),
    )


def _order(one: Firing) -> tuple[date, tuple[str, ...], str]:
    return (one.day, _place(one.recipient), one.kind)


def _place(recipient: Recipient) -> tuple[str, ...]:
    return (recipient.unit or "", recipient.group or "", recipient.role)


def _moved(measures: Sequence[MeasureSnapshot], calendar: WorkCalendar) -> Iterator[MovedDue]:
    """The due date of each measure as its clock counts it."""
    for measure in measures:
        assert measure.clock is not None  # noqa: S101 - an issued measure with a due date has one
        due = measure.clock.due
        skipped = on_or_after(calendar, due.target).skipped
        yield MovedDue(
            number=measure.number, **due.model_dump(include={"target", "day", "provisional"}), skipped=skipped
        )


def _campaign(plan: Plan, terms: Terms) -> tuple[CampaignDay, ...]:
    """D is the day of issue where the notice names none."""
    at = morning(terms.issued_on)
    snapshot = CampaignSnapshot(
        id=CAMPAIGN,
        title=plan.title,
        state=CampaignState.ISSUED,
        seq=1,
        imported_by=CAMPAIGN,
        imported_at=at,
        issued_on=terms.issued_on,
        changed_at=at,
    )
    setting = CampaignSetting(
        feedback_on=plan.feedback_on or terms.issued_on, phases=terms.pack.phases, calendar=terms.calendar
    )
    claimed = terms.habit is Habit.ON_TIME
    events = run_campaign(snapshot, setting, (at, midnight(terms.until)), claimed=claimed)
    return tuple(_day(event) for event in events)


def _day(event: CampaignEvent) -> CampaignDay:
    if isinstance(event, DeadlinePassed):
        return CampaignDay(day=china_day(event.at), what=event.deadline, due=event.due)
    last = event.last_day if isinstance(event, ConcentratedEnded) else None
    return CampaignDay(day=china_day(event.at), what=event.type, due=last)
