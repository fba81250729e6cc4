"""The campaign's clock, pure: which days it waits for, and what happens when they come.

Every day is a day in China. A deadline passes when its last day is over; nothing happens twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schemas import campaign_events as e
from schemas.campaign_parts import Deadline
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.campaigns import CampaignState as S
from schemas.figures import Audience
from schemas.packs import Span
from workflows.campaign_rules.evaluation import objection_until, open_objections
from workflows.campaign_rules.evolution import deadline_key, evolve_campaign
from workflows.campaign_rules.steps import ORDER
from workflows.periods import CHINA, china_day
from workflows.persons import CLOCK
from workflows.working_days import add_span

ONE_DAY = timedelta(days=1)
UNTIL_APPROVED = frozenset({S.RECEIVED, S.PLANNING, S.PLAN_REVIEW})
UNTIL_REPORTED = frozenset(ORDER[: ORDER.index(S.DISCLOSING)])


@dataclass(frozen=True)
class Moment:
    """`on` is the day on which it happens, from its first instant; `due` the last day that was allowed."""

    on: date
    due: date
    kind: Deadline | None
    about: str
    event: CampaignEvent | None = None


def due_events(
    snapshot: CampaignSnapshot, setting: CampaignSetting, now: datetime, *, claimed: bool
) -> tuple[CampaignEvent, ...]:
    """Everything whose day has come, in the order of the days, as if the clock had never stood still."""
    events: list[CampaignEvent] = []
    while True:
        waiting = [moment for moment in moments(snapshot, setting, now, claimed=claimed) if moment.on <= china_day(now)]
        if not waiting:
            return tuple(events)
        event = _happening(min(waiting, key=lambda moment: moment.on), now)
        events.append(event)
        snapshot = evolve_campaign(snapshot, event)


def next_moment(
    snapshot: CampaignSnapshot, setting: CampaignSetting, now: datetime, *, claimed: bool
) -> datetime | None:
    """The first instant of the next day on which something happens; None when nothing is waited for."""
    days = [moment.on for moment in moments(snapshot, setting, now, claimed=claimed)]
    return datetime.combine(min(days), time(), CHINA) if days else None


def moments(
    snapshot: CampaignSnapshot, setting: CampaignSetting, now: datetime, *, claimed: bool
) -> tuple[Moment, ...]:
    """All that the present state waits for."""
    return (
        *_phases(snapshot, setting, now, claimed=claimed),
        *(one for one in _deadlines(snapshot, setting) if _key(one) not in snapshot.passed),
    )


def _key(moment: Moment) -> str:
    return deadline_key(moment.kind, moment.about) if moment.kind else ""


def _happening(moment: Moment, now: datetime) -> CampaignEvent:
    if moment.event:
        return moment.event
    assert moment.kind is not None  # noqa: S101 - a moment is an event or a deadline
    return e.DeadlinePassed(at=now, by=CLOCK, deadline=moment.kind, due=moment.due, about=moment.about)


def _phases(snapshot: CampaignSnapshot, setting: CampaignSetting, now: datetime, *, claimed: bool) -> Iterator[Moment]:
    if snapshot.state is S.ISSUED and snapshot.issued_on:
        begun = e.ConcentratedBegun(at=now, by=CLOCK, from_day=snapshot.issued_on)
        on = snapshot.issued_on if claimed else snapshot.issued_on + ONE_DAY
        yield Moment(on, snapshot.issued_on, None, "", begun)
    if snapshot.state is S.CONCENTRATED and snapshot.concentrated_from:
        last = add_span(setting.calendar, snapshot.concentrated_from, setting.phases.concentrated).day
        yield Moment(last + ONE_DAY, last, None, "", e.ConcentratedEnded(at=now, by=CLOCK, last_day=last))
    score = snapshot.evaluation
    until = objection_until(score, setting) if score else None
    if score and until and not (score.final or score.overturned or open_objections(score)):
        yield Moment(until + ONE_DAY, until, None, "", e.EvaluationFinal(at=now, by=CLOCK, version=score.version))


def _deadlines(snapshot: CampaignSnapshot, setting: CampaignSetting) -> Iterator[Moment]:
    rules, day = setting.phases, setting.feedback_on
    if rules.plan_due and snapshot.state in UNTIL_APPROVED:
        yield _deadline(setting, day, rules.plan_due, Deadline.PLAN)
    if snapshot.state is S.PLAN_REVIEW and snapshot.plan and not snapshot.plan.reply:
        version = str(snapshot.plan.version)
        yield _deadline(setting, snapshot.plan.submitted_on, rules.plan_review, Deadline.PLAN_REVIEW, version)
    if snapshot.report is None and snapshot.state in UNTIL_REPORTED:
        yield _deadline(setting, day, rules.progress_report_due, Deadline.PROGRESS_REPORT)
    told = any(one.audience is Audience.PUBLIC for one in snapshot.bulletins)
    if snapshot.withholding_decided_on and not told:
        yield _deadline(setting, snapshot.withholding_decided_on, rules.bulletin, Deadline.BULLETIN)
    if snapshot.concentrated_to and not (snapshot.evaluation and snapshot.evaluation.confirmed_on):
        yield _deadline(setting, snapshot.concentrated_to, rules.evaluation, Deadline.EVALUATION)
    yield from _leads(snapshot, setting)


def _leads(snapshot: CampaignSnapshot, setting: CampaignSetting) -> Iterator[Moment]:
    rules = setting.phases
    for lead in snapshot.leads:
        if lead.settled_on is None:
            yield _deadline(setting, lead.transferred_on, rules.transferred_lead, Deadline.LEAD, lead.ref)
            hard = rules.transferred_lead_hard_stop
            yield _deadline(setting, lead.transferred_on, hard, Deadline.LEAD_HARD_STOP, lead.ref)


def _deadline(setting: CampaignSetting, base: date, span: Span, kind: Deadline, about: str = "") -> Moment:
    due = add_span(setting.calendar, base, span).day
    return Moment(due + ONE_DAY, due, kind, about)
