"""Conditions on supervision orders. Each returns a refusal or None, or the order."""

from schemas.refusals import RefusalCode, Refused
from schemas.rounds import OpenOrder
from schemas.snapshot import MeasureSnapshot
from workflows.duties import refused


def none_open(snapshot: MeasureSnapshot) -> Refused | None:
    """One order at a time: a second would leave it open which of them was answered."""
    if snapshot.order is None:
        return None
    return refused(snapshot, RefusalCode.ORDER_OPEN, rule="order", about=snapshot.order.colour)


def some_open(snapshot: MeasureSnapshot) -> Refused | None:
    return None if snapshot.order else refused(snapshot, RefusalCode.ORDER_NONE, rule="order")


def unanswered(snapshot: MeasureSnapshot) -> OpenOrder | Refused:
    if snapshot.order is None:
        return refused(snapshot, RefusalCode.ORDER_NONE, rule="order")
    if snapshot.order.answered_on:
        return refused(snapshot, RefusalCode.ORDER_ANSWERED, rule="order", about=str(snapshot.order.answered_on))
    return snapshot.order
