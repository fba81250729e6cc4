"""The letter about a supervision order that nobody answered in time: to more and higher people each time."""

from collections.abc import Iterator
from datetime import timedelta

from schemas.clock import ReminderKind as Kind
from schemas.measure import Role
from schemas.packs import Colour, Setting
from schemas.rounds import OrderColour
from schemas.snapshot import MeasureSnapshot
from workflows.letters.shape import Letter
from workflows.steps.orders import UNDER_WAY

NEXT: dict[Colour, OrderColour] = {
    Colour.BLUE: Colour.YELLOW,
    Colour.YELLOW: Colour.RED,
    Colour.RED: Colour.RED,
}
RECIPIENTS = {
    Colour.YELLOW: (Role.UNIT_PRINCIPAL, Role.LEADER_IN_CHARGE, Role.OFFICE),
    Colour.RED: (Role.UNIT_PRINCIPAL, Role.LEADER_IN_CHARGE, Role.LEADING_GROUP, Role.OFFICE),
}


def unanswered(snapshot: MeasureSnapshot, setting: Setting) -> Iterator[Letter]:
    """In the colour the order takes when it rings; the repetition counts for red, and after a suspension."""
    order = snapshot.order
    if order is None or order.answered_on or snapshot.state not in UNDER_WAY:
        return
    colour, last_day = NEXT[order.colour], order.answer_by
    units, every = snapshot.assignment.charged_units, setting.rules.overdue_every
    first = last_day + timedelta(days=1)
    yield Letter(Kind.ORDER_UNANSWERED, first, last_day, RECIPIENTS[colour], every, colour, units)
