"""Supervision orders: issued, answered, escalated by the clock, closed; and referrals (M19)."""

from datetime import datetime

from schemas.clock import Reminder, ReminderKind
from schemas.measure import Person
from schemas.order_commands import AcknowledgeOrder, CloseOrder, IssueOrder, Refer
from schemas.order_events import MeasureReferred, OrderAcknowledged, OrderClosed, OrderEscalated, OrderIssued
from schemas.packs import Colour, Setting
from schemas.refusals import Refused
from schemas.snapshot import MeasureSnapshot
from workflows.case import Case, Decision
from workflows.duties import acting_units
from workflows.guards import orders as guards
from workflows.guards.clock import in_future
from workflows.letters.orders import NEXT
from workflows.periods import china_day
from workflows.steps.table import STEPS
from workflows.working_days import add_span


def issue(case: Case, command: IssueOrder) -> Decision:
    answer_by = command.answer_by or add_span(case.setting.calendar, case.day, case.setting.rules.order_answer).day
    denied = guards.none_open(case.snapshot) or in_future(case.snapshot, answer_by, case.day, "order")
    said = command.model_dump(include={"colour", "demand", "reason"})
    return denied or (OrderIssued(**case.said(), **said, answer_by=answer_by),)


def acknowledge(case: Case, command: AcknowledgeOrder) -> Decision:
    order = guards.unanswered(case.snapshot)
    if isinstance(order, Refused):
        return order
    unit, *_ = acting_units(case.snapshot, case.actor, STEPS[command.type])
    return (OrderAcknowledged(**case.said(unit), unit_id=unit, reply=command.reply),)


def close(case: Case, command: CloseOrder) -> Decision:
    return guards.some_open(case.snapshot) or (OrderClosed(**case.said(), note=command.note),)


def refer(case: Case, command: Refer) -> Decision:
    return (MeasureReferred(**case.said(), **command.model_dump(exclude={"type"})),)


def escalated(
    snapshot: MeasureSnapshot, reminders: tuple[Reminder, ...], now: datetime, setting: Setting, by: Person
) -> tuple[OrderEscalated, ...]:
    """One colour further with every letter about an order nobody answered; red stays red.

    However long the clock was away it is one colour only: of the ones between nobody was told.
    """
    told = any(letter.kind is ReminderKind.ORDER_UNANSWERED for letter in reminders)
    if not told or snapshot.order is None or snapshot.order.colour is Colour.RED:
        return ()
    answer_by = add_span(setting.calendar, china_day(now), setting.rules.order_answer).day
    return (OrderEscalated(at=now, by=by, colour=NEXT[snapshot.order.colour], answer_by=answer_by),)
