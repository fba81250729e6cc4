"""Which measures and campaigns a caller may see, as one condition that every read and every command applies."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from schemas.measure import Actor, Grant, MeasureState, Role
from schemas.tables.campaigns import CAMPAIGNS
from schemas.tables.record import MEASURE_UNITS, MEASURES

SEES_CAMPAIGN = frozenset(
    {
        Role.LEADING_GROUP,
        Role.LEADER_IN_CHARGE,
        Role.OFFICE,
        Role.SUPERVISOR,
        Role.DISCIPLINE,
        Role.ORG_DEPT,
        Role.EVALUATOR,
        Role.AUDITOR,
    }
)
SEES_UNIT = frozenset({Role.UNIT_LIAISON, Role.UNIT_PRINCIPAL, Role.SUPPORT_LIAISON, Role.INTEGRATOR})


def visible(actor: Actor) -> ColumnElement[bool]:
    """True for rows of `measures` that some grant of the actor opens; administrators see none."""
    return opened(actor.grants)


def opened(grants: tuple[Grant, ...]) -> ColumnElement[bool]:
    return or_(false(), *(_opens(grant) for grant in grants))


def _opens(grant: Grant) -> ColumnElement[bool]:
    if grant.role in SEES_CAMPAIGN:
        opened: ColumnElement[bool] = MEASURES.c.id.is_not(None)
    elif grant.role in SEES_UNIT and grant.unit_id:
        opened = and_(
            # A draft may still be given to another unit; nobody should work on a guess.
            MEASURES.c.state != MeasureState.DRAFT,
            exists().where(MEASURE_UNITS.c.measure_id == MEASURES.c.id, MEASURE_UNITS.c.unit_id == grant.unit_id),
        )
    elif grant.role is Role.SPECIAL_GROUP and grant.group_id:
        opened = MEASURES.c.special_group == grant.group_id
    else:
        return false()
    return and_(opened, MEASURES.c.campaign_id == grant.campaign_id) if grant.campaign_id else opened


def campaigns_of(actor: Actor) -> ColumnElement[bool]:
    """Campaigns the caller runs or oversees, and those that hold a measure of theirs."""
    return campaigns_opened(actor.grants)


def campaigns_opened(grants: tuple[Grant, ...]) -> ColumnElement[bool]:
    overseen = [grant.campaign_id for grant in grants if grant.role in SEES_CAMPAIGN]
    if None in overseen:
        return CAMPAIGNS.c.id.is_not(None)
    # Its own look at `measures`, also inside a statement that has them.
    holds_mine = select(MEASURES.c.campaign_id).where(opened(grants)).correlate(None)
    return or_(CAMPAIGNS.c.id.in_(holds_mine), *(CAMPAIGNS.c.id == one for one in overseen))
