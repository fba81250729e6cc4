"""What every rule of a campaign is given, who may act on it, and how a rule says no."""

from dataclasses import dataclass

from schemas.campaign_facts import CampaignFacts
from schemas.campaign_refusals import CampaignRefusalCode, CampaignRefused
from schemas.campaign_snapshot import CampaignSetting, CampaignSnapshot
from schemas.campaigns import CampaignEvent
from schemas.measure import Actor, ActorKind, Role

CampaignDecision = tuple[CampaignEvent, ...] | CampaignRefused


@dataclass(frozen=True)
class CampaignCase:
    """One campaign as a command finds it: its past, what holds of its measures, its rules."""

    snapshot: CampaignSnapshot
    facts: CampaignFacts
    setting: CampaignSetting


def refuse(
    snapshot: CampaignSnapshot, code: CampaignRefusalCode, about: str = "", rule: str | None = None
) -> CampaignRefused:
    return CampaignRefused(code=code, state=snapshot.state, about=about, rule=rule)


def roles_of(actor: Actor, campaign_id: str | None) -> frozenset[Role]:
    """Roles a person holds for this campaign; None asks for those held for all campaigns. Machines hold none (S9)."""
    if actor.kind is not ActorKind.PERSON:
        return frozenset()
    return frozenset(grant.role for grant in actor.grants if grant.campaign_id in (None, campaign_id))


def may_run_office(actor: Actor, campaign_id: str | None) -> bool:
    return Role.OFFICE in roles_of(actor, campaign_id)
