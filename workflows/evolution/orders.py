"""The fold of supervision orders. A referral changes nothing but the sequence: the snapshot must not tell of it."""

from schemas.happened import Happened
from schemas.order_events import OrderAcknowledged, OrderClosed, OrderEscalated, OrderIssued
from schemas.rounds import OpenOrder
from schemas.snapshot import MeasureSnapshot
from workflows.evolution.shape import Change, Changes
from workflows.periods import china_day


def _issued(snapshot: MeasureSnapshot, event: OrderIssued) -> Changes:
    return {"order": OpenOrder(seq=snapshot.seq + 1, colour=event.colour, answer_by=event.answer_by)}


def _acknowledged(snapshot: MeasureSnapshot, event: OrderAcknowledged) -> Changes:
    if snapshot.order is None:
        return {}
    return {"order": snapshot.order.model_copy(update={"answered_on": china_day(event.at)})}


def _escalated(snapshot: MeasureSnapshot, event: OrderEscalated) -> Changes:
    if snapshot.order is None:
        return {}
    return {"order": snapshot.order.model_copy(update={"colour": event.colour, "answer_by": event.answer_by})}


def _closed(_: MeasureSnapshot, __: OrderClosed) -> Changes:
    return {"order": None}


CHANGES: dict[type[Happened], Change] = {
    OrderIssued: _issued,
    OrderAcknowledged: _acknowledged,
    OrderEscalated: _escalated,
    OrderClosed: _closed,
}
