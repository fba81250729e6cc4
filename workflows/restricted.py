"""What not everybody who sees a measure may see of it, pure: that a matter was referred (M19)."""

from schemas.measure import Actor, ActorKind, Role
from schemas.order_events import MeasureReferred

RESTRICTED = frozenset({MeasureReferred.model_fields["type"].default})
# The discipline organ and the organisation department see everything; the leading group answers for it.
SEES_REFERRALS = frozenset({Role.DISCIPLINE, Role.ORG_DEPT, Role.LEADING_GROUP})


def sees_referrals(actor: Actor, campaign_id: str) -> bool:
    """All referrals of this campaign's measures. No machine ever does (S9)."""
    return actor.kind is ActorKind.PERSON and any(
        grant.role in SEES_REFERRALS and grant.campaign_id in (None, campaign_id) for grant in actor.grants
    )


def hidden(event_type: str, by: str, actor: Actor, campaign_id: str) -> bool:
    """Whether a row of the ledger is shown to this actor as a hash alone; `by` is the id of who acted in it."""
    return event_type in RESTRICTED and by != actor.id and not sees_referrals(actor, campaign_id)
