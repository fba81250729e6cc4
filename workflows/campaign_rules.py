"""The rules of a campaign's steps, pure. Its measures have their own gate in `lifecycle`."""

from dataclasses import dataclass

from schemas.campaigns import CampaignState
from schemas.measure import Actor, ActorKind, Role


@dataclass(frozen=True)
class CampaignFacts:
    """`incomplete` are numbers of measures that lack lead unit, category or due date."""

    id: str
    state: CampaignState
    confirmed: bool
    incomplete: tuple[str, ...]


@dataclass(frozen=True)
class CampaignRefused:
    """A code of `services.wording` and what it is about."""

    code: str
    about: str = ""


def may_run_office(actor: Actor, campaign_id: str | None) -> bool:
    """The office of this campaign, in person (S9); `None` asks for the office of all campaigns."""
    return actor.kind is ActorKind.PERSON and any(
        grant.role is Role.OFFICE and grant.campaign_id in (None, campaign_id) for grant in actor.grants
    )


def may_confirm(facts: CampaignFacts, actor: Actor) -> CampaignRefused | None:
    """Domain.md 7, case 7: declared and found totals differ; a named person answers for it."""
    if not may_run_office(actor, facts.id):
        return CampaignRefused("auth.role", Role.OFFICE)
    if facts.state is not CampaignState.PLANNING or facts.confirmed:
        return CampaignRefused("campaign.illegal_step", "confirm_reconciliation")
    return None


def may_plan(facts: CampaignFacts, actor: Actor) -> CampaignRefused | None:
    return None if may_run_office(actor, facts.id) else CampaignRefused("auth.role", Role.OFFICE)


def may_issue(facts: CampaignFacts, actor: Actor) -> CampaignRefused | None:
    """All measures go out in one batch, after the reconciliation and with a complete plan.

    An issued campaign may be issued again: that finishes a batch that was cut short.
    """
    if not may_run_office(actor, facts.id):
        return CampaignRefused("auth.role", Role.OFFICE)
    if not facts.confirmed:
        return CampaignRefused("campaign.unconfirmed")
    if facts.incomplete:
        return CampaignRefused("campaign.incomplete", ",".join(facts.incomplete[:20]))
    return None
