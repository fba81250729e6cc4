"""What supervision orders and referrals leave in the ledger."""

from datetime import date
from typing import Literal

from schemas.happened import Happened
from schemas.order_commands import ReferralKind
from schemas.rounds import OrderColour


class OrderIssued(Happened):
    """`reason` says why it starts at yellow or red."""

    type: Literal["measure.order_issued"] = "measure.order_issued"
    colour: OrderColour
    demand: str
    reason: str | None
    answer_by: date


class OrderAcknowledged(Happened):
    type: Literal["measure.order_acknowledged"] = "measure.order_acknowledged"
    unit_id: str
    reply: str


class OrderEscalated(Happened):
    """By the clock itself: nobody answered in time."""

    type: Literal["measure.order_escalated"] = "measure.order_escalated"
    colour: OrderColour
    answer_by: date


class OrderClosed(Happened):
    type: Literal["measure.order_closed"] = "measure.order_closed"
    note: str


class MeasureReferred(Happened):
    """Restricted: only those allowed read this row. What the hash covers is in the record `referral_id`."""

    type: Literal["measure.referred"] = "measure.referred"
    referral_id: str
    kind: ReferralKind
    grounds_sha256: str
