"""Every row of domain.md 6.3: who moves a campaign from where to where, and nobody else from nowhere else."""

from typing import Any

import pytest

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_parts import Party
from schemas.campaign_refusals import CampaignRefused
from schemas.campaigns import CampaignState as S
from schemas.figures import Audience
from schemas.measure import ActorKind, Role
from tests.unit.campaign.builders import (
    ACTORS,
    BODIES,
    REVIEWED,
    SETTING,
    SHEET,
    START,
    by,
    case,
    reach,
    somebody,
)
from workflows.campaign_rules.evolution import evolve_campaign
from workflows.campaign_rules.gate import DECIDERS, decide_campaign
from workflows.campaign_rules.steps import CAMPAIGN_STEPS

LEAD = e.LeadTransferred(at=START, by=by("p-discipline"), ref="线索0", transferred_on=START.date())
DRAFT = e.ScoreDrafted(at=START, by=by("p-evaluator"), version=1, snapshot_id="s1", sheet=SHEET, note="评分")
SCORE = e.ScoreConfirmed(at=START, by=by("p-x"), version=1, decision="会议纪要")
OBJECTED = e.ScoreObjected(at=START, by=by("p-unit"), number=1, text="不同意")
PASSED = e.ReplyMerged(at=START, by=by("p-discipline"), version=1, passed=True, text="同意", missing=())
OPINIONS = tuple(
    e.OpinionGiven(at=START, by=by("p-o"), version=1, party=party, agrees=True, text="同意") for party in Party
)
REPORT = e.ProgressReported(at=START, by=by("p-office"), snapshot_id="s1", text="报告")
EVERYWHERE = set(S) - {S.ARCHIVED}
AFTER_ISSUE = {S.ISSUED, S.CONCENTRATED, S.REPORTING, S.DISCLOSING, S.SUSTAINING}

# command: (roles, {from: to}, events that have to be there first)
TABLE: dict[str, tuple[set[Role], dict[S, S], tuple[Any, ...]]] = {
    "confirm_reconciliation": ({Role.OFFICE}, {S.RECEIVED: S.PLANNING}, ()),
    "submit_plan": ({Role.OFFICE}, {S.PLANNING: S.PLAN_REVIEW, S.PLAN_REVIEW: S.PLAN_REVIEW}, ()),
    "give_opinion": ({Role.DISCIPLINE}, {S.PLAN_REVIEW: S.PLAN_REVIEW}, ()),
    "merge_reply": ({Role.DISCIPLINE}, {S.PLAN_REVIEW: S.PLAN_REVIEW}, OPINIONS),
    "approve_plan": ({Role.LEADING_GROUP}, {S.PLAN_REVIEW: S.PLAN_APPROVED}, (PASSED,)),
    "issue": (
        {Role.OFFICE},
        {S.PLANNING: S.ISSUED, S.PLAN_APPROVED: S.ISSUED, **{one: one for one in AFTER_ISSUE}},
        (),
    ),
    "record_milestone": ({Role.OFFICE}, {one: one for one in EVERYWHERE}, ()),
    "freeze_snapshot": (
        {Role.OFFICE, Role.EVALUATOR},
        {one: one for one in AFTER_ISSUE | {S.CLOSED}},
        (),
    ),
    "report_progress": ({Role.OFFICE}, {S.REPORTING: S.REPORTING}, ()),
    "report_as_principal": ({Role.LEADING_GROUP}, {S.REPORTING: S.REPORTING}, ()),
    "decide_withholding": (
        {Role.LEADING_GROUP},
        {S.REPORTING: S.DISCLOSING, S.DISCLOSING: S.DISCLOSING, S.SUSTAINING: S.SUSTAINING},
        (REPORT,),
    ),
    "publish_bulletin": ({Role.LEADING_GROUP}, {S.DISCLOSING: S.DISCLOSING, S.SUSTAINING: S.SUSTAINING}, ()),
    "draft_score": ({Role.EVALUATOR}, {S.SUSTAINING: S.SUSTAINING}, ()),
    "confirm_score": ({Role.LEADING_GROUP}, {S.SUSTAINING: S.SUSTAINING}, (DRAFT,)),
    "object_to_score": ({Role.UNIT_PRINCIPAL, Role.OFFICE}, {S.SUSTAINING: S.SUSTAINING}, (DRAFT, SCORE)),
    "decide_objection": ({Role.LEADING_GROUP}, {S.SUSTAINING: S.SUSTAINING}, (DRAFT, SCORE, OBJECTED)),
    "transfer_lead": ({Role.DISCIPLINE}, {one: one for one in EVERYWHERE}, ()),
    "settle_lead": ({Role.DISCIPLINE}, {one: one for one in EVERYWHERE}, (LEAD,)),
    "link_measures": ({Role.OFFICE}, {one: one for one in EVERYWHERE}, ()),
    "adopt_calendar": ({Role.OFFICE}, {one: one for one in EVERYWHERE}, ()),
    "close": ({Role.LEADING_GROUP}, {S.SUSTAINING: S.CLOSED}, ()),
    "reopen_campaign": ({Role.LEADING_GROUP}, {S.CLOSED: S.SUSTAINING}, ()),
    "archive": ({Role.LEADING_GROUP}, {S.CLOSED: S.ARCHIVED}, ()),
}
ROWS = [(name, state) for name in TABLE for state in S]


def test_the_table_is_whole() -> None:
    """Each command has a row in the product's table, in its deciders and here."""
    assert set(TABLE) == set(CAMPAIGN_STEPS) == set(BODIES) == {kind.model_fields["type"].default for kind in DECIDERS}


@pytest.mark.parametrize(("name", "state"), ROWS)
def test_who_moves_a_campaign_and_from_where(name: str, state: S) -> None:
    """The right role in the right state moves it as the row says; others are refused with the reason."""
    roles, moves, needed = TABLE[name]
    before = reach(state, *(needed if state in moves else ()))
    for role, actor in ACTORS.items():
        answer = decide_campaign(case(before, command=name), BODIES[name], actor, START)
        if role not in roles and not (name == "give_opinion" and role is Role.ORG_DEPT):
            assert isinstance(answer, CampaignRefused)
            assert (answer.code, answer.state) == ("auth.role", state)
        elif state not in moves:
            assert isinstance(answer, CampaignRefused)
            assert answer.code in {"campaign.illegal_step", "campaign.unconfirmed", "campaign.review_required"}
        elif role in roles:
            assert not isinstance(answer, CampaignRefused), answer
            after = before
            for event in answer:
                after = evolve_campaign(after, event)
            assert after.state is moves[state]


@pytest.mark.parametrize("name", sorted(TABLE))
def test_s9_no_machine_moves_a_campaign(name: str) -> None:
    """A key with every role is refused whatever it asks, and so is a person whose role is another campaign's."""
    _, moves, needed = TABLE[name]
    before = reach(min(moves, key=list(S).index), *needed)
    machine = somebody("m", *Role, kind=ActorKind.MACHINE)
    stranger = somebody("p", *Role, campaign="c2")
    for actor in (machine, stranger):
        answer = decide_campaign(case(before, command=name), BODIES[name], actor, START)
        assert isinstance(answer, CampaignRefused)
        assert answer.code == "auth.role"


def test_the_public_bulletin_ends_the_disclosure() -> None:
    """Party first, then the public: the second moves the campaign on to sustaining."""
    told = e.BulletinPublished(
        at=START, by=by("p"), bulletin_id="b1", audience=Audience.PARTY, snapshot_id="s1", hash="a" * 64
    )
    before = reach(S.DISCLOSING)
    public = c.PublishBulletin(audience=Audience.PUBLIC, snapshot_id="s1")
    group = ACTORS[Role.LEADING_GROUP]
    early = decide_campaign(case(before, command=public.type), public, group, START)
    done = decide_campaign(case(evolve_campaign(before, told), command=public.type), public, group, START)

    assert isinstance(early, CampaignRefused)
    assert early.code == "campaign.party_first"
    assert not isinstance(done, CampaignRefused)
    assert evolve_campaign(evolve_campaign(before, told), done[0]).state is S.SUSTAINING


def test_a_pack_may_demand_the_review() -> None:
    """Under `standard` the office issues from planning; where the pack demands it, only an approved plan goes out."""
    office = ACTORS[Role.OFFICE]
    free = decide_campaign(case(reach(S.PLANNING), SETTING), c.IssueCampaign(), office, START)
    bound = decide_campaign(case(reach(S.PLANNING), REVIEWED), c.IssueCampaign(), office, START)
    approved = decide_campaign(case(reach(S.PLAN_APPROVED), REVIEWED), c.IssueCampaign(), office, START)

    assert not isinstance(free, CampaignRefused)
    assert isinstance(bound, CampaignRefused)
    assert bound.code == "campaign.review_required"
    assert not isinstance(approved, CampaignRefused)
