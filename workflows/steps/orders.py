"""Steps of supervision orders, and referrals (M19)."""

from schemas.measure import MeasureState as S
from schemas.measure import Role
from workflows.steps.shape import AT_WORK, PRINCIPAL, Step, step

UNDER_WAY = AT_WORK | {S.ISSUED, S.CLOSURE_REQUESTED, S.VERIFYING, S.AWAITING_SIGN_OFF}
# An order outlives the state it was issued in: it is answered and closed wherever the measure got to.
ORDERED = UNDER_WAY | {S.SUSPENDED, S.SIGNED_OFF, S.CANCELLED}
ORDERING = frozenset({Role.OFFICE, Role.LEADING_GROUP, Role.SUPERVISOR})
REFERRING = frozenset({Role.OFFICE, Role.DISCIPLINE, Role.SUPERVISOR})

ORDERS: dict[str, Step] = {
    "issue_order": step("order", UNDER_WAY, ORDERING),
    "acknowledge_order": step("order", ORDERED, PRINCIPAL),
    "close_order": step("order", ORDERED, ORDERING),
    "refer": step("M19", frozenset(S) - {S.DRAFT}, REFERRING),
}
