"""The plan's review: who speaks for whom, silence, new versions, and what an approval is of."""

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_parts import Party
from schemas.campaign_refusals import CampaignRefused
from schemas.campaigns import CampaignState as S
from schemas.measure import Role
from tests.unit.campaign.builders import ACTORS, REVIEWED, START, by, case, events_to, facts, later, reach
from tests.unit.campaign.test_refusals import DISCIPLINE, GROUP, OFFICE, PLANNED, REJECTED, refusal
from tests.unit.campaign.test_steps_table import OPINIONS, REPORT
from workflows.campaign_rules.case import CampaignCase
from workflows.campaign_rules.evolution import fold_campaign
from workflows.campaign_rules.gate import decide_campaign
from workflows.campaign_rules.planning import may_amend


def test_the_organisation_department_speaks_for_itself_only() -> None:
    """Discipline records the inspection office's letter; no other party speaks for another."""
    organisation = ACTORS[Role.ORG_DEPT]
    own = c.GiveOpinion(party=Party.ORG_DEPT, agrees=True, text="x")
    outside = c.GiveOpinion(party=Party.INSPECTION_OFFICE, agrees=True, text="x")

    assert not isinstance(decide_campaign(case(PLANNED), own, organisation, START), CampaignRefused)
    assert not isinstance(decide_campaign(case(PLANNED), outside, DISCIPLINE, START), CampaignRefused)
    assert refusal(PLANNED, own, DISCIPLINE) == ("auth.role", "org_dept")
    assert refusal(PLANNED, outside, organisation) == ("auth.role", "discipline")


def test_a_party_that_lets_its_time_pass_is_named_as_missing() -> None:
    """After ten working days the reply goes out with whom it was written without; silence never agrees by itself."""
    merge = c.MergeReply(passed=True, text="x")
    last_day = refusal(PLANNED, merge, DISCIPLINE, later(days=14))
    answer = decide_campaign(case(PLANNED), merge, DISCIPLINE, later(days=15))

    assert last_day[0] == "campaign.opinions_missing"
    assert not isinstance(answer, CampaignRefused)
    assert isinstance(answer[0], e.ReplyMerged)
    assert answer[0].missing == tuple(Party)


def test_a_new_version_asks_everybody_again() -> None:
    """A reply that asks for changes leads to version two, for which the old opinions are void."""
    snapshot = reach(S.PLAN_REVIEW, *OPINIONS, REJECTED)
    answer = decide_campaign(case(snapshot, plan_hash="b" * 64), c.SubmitPlan(note="已修改"), OFFICE, START)
    assert not isinstance(answer, CampaignRefused)
    again = fold_campaign([*events_to(S.PLAN_REVIEW, *OPINIONS, REJECTED), *answer])

    assert again
    assert again.plan
    assert (again.plan.version, again.plan.plan_hash, again.plan.opinions, again.plan.reply) == (2, "b" * 64, (), None)


def test_an_approved_plan_is_amended_no_more() -> None:
    """What was approved is what is issued; before that the office, and nobody else, completes it."""
    role = may_amend(reach(S.PLANNING), GROUP)
    approved = may_amend(reach(S.PLAN_APPROVED), OFFICE)

    assert may_amend(reach(S.PLAN_REVIEW), OFFICE) is None
    assert may_amend(reach(S.ISSUED).model_copy(update={"plan": None}), OFFICE) is None
    assert role
    assert role.code == "auth.role"
    assert approved
    assert approved.code == "campaign.plan_approved"


def test_the_principal_reports_where_the_pack_says_so() -> None:
    """Nothing is disclosed before the first-responsible person's own report is in."""
    snapshot = reach(S.REPORTING, REPORT)
    bound = CampaignCase(snapshot, facts(), REVIEWED)
    answer = decide_campaign(bound, c.DecideWithholding(entries=()), GROUP, START)
    reported = e.PrincipalReported(at=START, by=by("p-leading_group"), text="本人报告")
    after = CampaignCase(reach(S.REPORTING, REPORT, reported), facts(), REVIEWED)

    assert isinstance(answer, CampaignRefused)
    assert (answer.code, answer.about) == ("campaign.report_missing", "report_as_principal")
    assert not isinstance(decide_campaign(after, c.DecideWithholding(entries=()), GROUP, START), CampaignRefused)
