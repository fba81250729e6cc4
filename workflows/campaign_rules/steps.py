"""The table of a campaign's steps: for each command, from which states and by which roles (domain.md 6.3)."""

from dataclasses import dataclass

from schemas.campaigns import CampaignState as S
from schemas.measure import Role

ORDER = tuple(S)
ALIVE = frozenset(S) - {S.ARCHIVED}
ISSUABLE = frozenset({S.PLANNING, S.PLAN_APPROVED, S.ISSUED, S.CONCENTRATED, S.REPORTING, S.DISCLOSING, S.SUSTAINING})
OUT = ISSUABLE - {S.PLANNING, S.PLAN_APPROVED}


@dataclass(frozen=True)
class CampaignStep:
    states: frozenset[S]
    roles: frozenset[Role]


def _step(states: frozenset[S], *roles: Role) -> CampaignStep:
    return CampaignStep(states, frozenset(roles))


def _in(*states: S) -> frozenset[S]:
    return frozenset(states)


CAMPAIGN_STEPS: dict[str, CampaignStep] = {
    "confirm_reconciliation": _step(_in(S.RECEIVED), Role.OFFICE),
    "submit_plan": _step(_in(S.PLANNING, S.PLAN_REVIEW), Role.OFFICE),
    "give_opinion": _step(_in(S.PLAN_REVIEW), Role.DISCIPLINE, Role.ORG_DEPT),
    "merge_reply": _step(_in(S.PLAN_REVIEW), Role.DISCIPLINE),
    "approve_plan": _step(_in(S.PLAN_REVIEW), Role.LEADING_GROUP),
    # Of the states before a plan is ready the decider says what is lacking.
    "issue": _step(ISSUABLE | {S.RECEIVED, S.PLAN_REVIEW}, Role.OFFICE),
    "record_milestone": _step(ALIVE, Role.OFFICE),
    "freeze_snapshot": _step(OUT | {S.CLOSED}, Role.OFFICE, Role.EVALUATOR),
    "report_progress": _step(_in(S.REPORTING), Role.OFFICE),
    "report_as_principal": _step(_in(S.REPORTING), Role.LEADING_GROUP),
    "decide_withholding": _step(_in(S.REPORTING, S.DISCLOSING, S.SUSTAINING), Role.LEADING_GROUP),
    "publish_bulletin": _step(_in(S.DISCLOSING, S.SUSTAINING), Role.LEADING_GROUP),
    "draft_score": _step(_in(S.SUSTAINING), Role.EVALUATOR),
    "confirm_score": _step(_in(S.SUSTAINING), Role.LEADING_GROUP),
    "object_to_score": _step(_in(S.SUSTAINING), Role.UNIT_PRINCIPAL, Role.OFFICE),
    "decide_objection": _step(_in(S.SUSTAINING), Role.LEADING_GROUP),
    "transfer_lead": _step(ALIVE, Role.DISCIPLINE),
    "settle_lead": _step(ALIVE, Role.DISCIPLINE),
    "link_measures": _step(ALIVE, Role.OFFICE),
    "adopt_calendar": _step(ALIVE, Role.OFFICE),
    "close": _step(_in(S.SUSTAINING), Role.LEADING_GROUP),
    "reopen_campaign": _step(_in(S.CLOSED), Role.LEADING_GROUP),
    "archive": _step(_in(S.CLOSED), Role.LEADING_GROUP),
}
