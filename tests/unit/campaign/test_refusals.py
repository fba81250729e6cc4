"""What the facts forbid, once for each reason, with what it is about."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from schemas import campaign_commands as c
from schemas import campaign_events as e
from schemas.campaign_parts import Link, LinkKind, MilestoneKind, Party
from schemas.campaign_refusals import CampaignRefused
from schemas.campaign_snapshot import CampaignSnapshot
from schemas.campaigns import CampaignState as S
from schemas.figures import Audience
from schemas.measure import Actor, Role
from tests.unit.campaign.builders import (
    ACTORS,
    DAY,
    SETTING,
    START,
    by,
    case,
    later,
    reach,
    somebody,
    withheld,
)
from tests.unit.campaign.test_steps_table import DRAFT, LEAD, OBJECTED, OPINIONS, PASSED, REPORT, SCORE
from workflows.campaign_rules.gate import decide_campaign

OFFICE, GROUP = ACTORS[Role.OFFICE], ACTORS[Role.LEADING_GROUP]
DISCIPLINE, EVALUATOR = ACTORS[Role.DISCIPLINE], ACTORS[Role.EVALUATOR]
TOMORROW = DAY + timedelta(days=1)
REJECTED = PASSED.model_copy(update={"passed": False})
PLANNED = reach(S.PLAN_REVIEW)


def refusal(
    snapshot: CampaignSnapshot, command: c.CampaignCommand, actor: Actor, now: datetime = START, **known: Any
) -> tuple[str, str]:
    answer = decide_campaign(case(snapshot, command=command.type, **known), command, actor, now)
    assert isinstance(answer, CampaignRefused), answer
    return answer.code, answer.rule or answer.about


@pytest.mark.parametrize(
    ("snapshot", "command", "actor", "known", "expected"),
    [
        (reach(S.PLANNING), c.SubmitPlan(note="x"), OFFICE, {"incomplete": ("1-1", "2-1")}, ("incomplete", "1-1,2-1")),
        (reach(S.PLANNING), c.IssueCampaign(), OFFICE, {"incomplete": ("1-1",)}, ("incomplete", "1-1")),
        (reach(S.RECEIVED), c.IssueCampaign(), OFFICE, {}, ("unconfirmed", "")),
        (PLANNED, c.IssueCampaign(), OFFICE, {}, ("review_required", "")),
        (
            reach(S.PLAN_REVIEW, PASSED),
            c.GiveOpinion(party=Party.DISCIPLINE, agrees=True, text="x"),
            DISCIPLINE,
            {},
            ("illegal_step", "give_opinion"),
        ),
        (PLANNED, c.MergeReply(passed=True, text="x"), DISCIPLINE, {}, ("opinions_missing", ",".join(Party))),
        (
            reach(S.PLAN_REVIEW, *OPINIONS[:2]),
            c.MergeReply(passed=True, text="x"),
            DISCIPLINE,
            {},
            ("opinions_missing", "inspection_office"),
        ),
        (
            reach(S.PLAN_REVIEW, PASSED),
            c.MergeReply(passed=True, text="x"),
            DISCIPLINE,
            {},
            ("illegal_step", "merge_reply"),
        ),
        (PLANNED, c.ApprovePlan(decision="x"), GROUP, {}, ("not_agreed", "")),
        (reach(S.PLAN_REVIEW, REJECTED), c.ApprovePlan(decision="x"), GROUP, {}, ("not_agreed", "")),
        (
            reach(S.PLAN_REVIEW, PASSED),
            c.ApprovePlan(decision="x"),
            GROUP,
            {"plan_hash": "b" * 64},
            ("plan_changed", "1"),
        ),
        (
            reach(S.PLAN_REVIEW, PASSED),
            c.ApprovePlan(decision="x"),
            somebody("p-office", Role.LEADING_GROUP),
            {},
            ("duties_conflict", "S2"),
        ),
        (
            reach(S.PLANNING),
            c.RecordMilestone(kind=MilestoneKind.CUSTOM, held_on=TOMORROW, note="x"),
            OFFICE,
            {},
            ("date", str(TOMORROW)),
        ),
        (reach(S.ISSUED), c.FreezeSnapshot(label="x", as_of=TOMORROW), OFFICE, {}, ("date", str(TOMORROW))),
        (
            reach(S.ISSUED),
            c.FreezeSnapshot(label="x", as_of=date(2025, 12, 31)),
            OFFICE,
            {},
            ("date", "2025-12-31"),
        ),
        (reach(S.REPORTING), c.ReportProgress(snapshot_id="s7", text="x"), OFFICE, {}, ("snapshot_unknown", "s7")),
        (reach(S.REPORTING), c.DecideWithholding(entries=()), GROUP, {}, ("report_missing", "report_progress")),
        (
            reach(S.REPORTING, REPORT),
            c.DecideWithholding(entries=(withheld("c9-1-1", Audience.PARTY),)),
            GROUP,
            {},
            ("measure_unknown", "c9-1-1"),
        ),
        (
            reach(S.DISCLOSING),
            c.PublishBulletin(audience=Audience.PARTY, snapshot_id="s7"),
            GROUP,
            {},
            ("snapshot_unknown", "s7"),
        ),
        (
            reach(S.SUSTAINING),
            c.PublishBulletin(audience=Audience.PARTY, snapshot_id="s1"),
            GROUP,
            {},
            ("published", "party"),
        ),
        (
            reach(S.SUSTAINING),
            c.PublishBulletin(audience=Audience.PUBLIC, snapshot_id="s2"),
            GROUP,
            {},
            ("party_first", ""),
        ),
        (
            reach(S.SUSTAINING, DRAFT, SCORE),
            c.DraftScore(snapshot_id="s1", note="x"),
            EVALUATOR,
            {},
            ("score_stands", "1"),
        ),
        (reach(S.SUSTAINING), c.DraftScore(snapshot_id="s7", note="x"), EVALUATOR, {}, ("snapshot_unknown", "s7")),
        (reach(S.SUSTAINING), c.ConfirmScore(decision="x"), GROUP, {}, ("no_score", "")),
        (reach(S.SUSTAINING, DRAFT, SCORE), c.ConfirmScore(decision="x"), GROUP, {}, ("score_stands", "1")),
        (
            reach(S.SUSTAINING, DRAFT),
            c.ConfirmScore(decision="x"),
            somebody("p-evaluator", Role.LEADING_GROUP),
            {},
            ("duties_conflict", "S2"),
        ),
        (reach(S.SUSTAINING, DRAFT), c.ObjectToScore(text="x"), OFFICE, {}, ("no_score", "")),
        (
            reach(S.SUSTAINING, DRAFT, SCORE),
            c.DecideObjection(number=1, upheld=True, reason="x"),
            GROUP,
            {},
            ("objection", "1"),
        ),
        (
            reach(S.SUSTAINING, DRAFT, SCORE, OBJECTED),
            c.DecideObjection(number=1, upheld=True, reason="x"),
            somebody("p-unit", Role.LEADING_GROUP),
            {},
            ("duties_conflict", "S11"),
        ),
        (
            reach(S.PLANNING, LEAD),
            c.TransferLead(ref="线索0", transferred_on=DAY),
            DISCIPLINE,
            {},
            ("lead", "线索0"),
        ),
        (
            reach(S.PLANNING),
            c.TransferLead(ref="线索0", transferred_on=TOMORROW),
            DISCIPLINE,
            {},
            ("date", str(TOMORROW)),
        ),
        (reach(S.PLANNING), c.SettleLead(ref="线索0", settled_on=DAY), DISCIPLINE, {}, ("lead", "线索0")),
        (
            reach(S.PLANNING, LEAD),
            c.SettleLead(ref="线索0", settled_on=DAY - timedelta(days=1)),
            DISCIPLINE,
            {},
            ("date", str(DAY - timedelta(days=1))),
        ),
        (
            reach(S.PLANNING),
            c.LinkMeasures(links=(Link(measure_id="c1-1-1", kind=LinkKind.ORIGIN, target="c1-1-2"),)),
            OFFICE,
            {},
            ("measure_unknown", "c1-1-2"),
        ),
        (reach(S.SUSTAINING), c.CloseCampaign(decision="x"), GROUP, {"still_open": ("1-1",)}, ("measures_open", "1-1")),
        (
            reach(S.SUSTAINING, DRAFT, SCORE, OBJECTED),
            c.CloseCampaign(decision="x"),
            GROUP,
            {},
            ("objection", "1"),
        ),
    ],
)
def test_the_facts_speak(
    snapshot: CampaignSnapshot,
    command: c.CampaignCommand,
    actor: Actor,
    known: dict[str, Any],
    expected: tuple[str, str],
) -> None:
    """A refusal names its code and the offender; the campaign's own code comes after `campaign.`."""
    code, about = expected
    assert refusal(snapshot, command, actor, **known) == (f"campaign.{code}", about)


def test_an_objection_comes_within_thirty_days() -> None:
    """On the thirtieth day it is taken, on the day after it is too late."""
    snapshot = reach(S.SUSTAINING, DRAFT, SCORE)
    last = decide_campaign(case(snapshot), c.ObjectToScore(text="x"), OFFICE, later(days=30))

    assert not isinstance(last, CampaignRefused)
    assert refusal(snapshot, c.ObjectToScore(text="x"), OFFICE, later(days=31)) == ("campaign.objection", "2026-02-04")


def test_an_upheld_objection_opens_the_score_anew() -> None:
    """The confirmed version stays on record; the evaluator drafts the next, which is confirmed like the first."""
    decided = e.ObjectionDecided(at=START, by=by("p-g"), number=1, upheld=True, reason="属实")
    snapshot = reach(S.SUSTAINING, DRAFT, SCORE, OBJECTED, decided)
    draft = c.DraftScore(snapshot_id="s1", note="复核")
    answer = decide_campaign(case(snapshot, command="draft_score"), draft, EVALUATOR, START)

    assert refusal(snapshot, c.ConfirmScore(decision="x"), GROUP) == ("campaign.no_score", "")
    assert not isinstance(answer, CampaignRefused)
    assert isinstance(answer[0], e.ScoreDrafted)
    assert answer[0].version == 2


def test_a_link_is_written_once() -> None:
    """What is linked already, or twice in one request, adds nothing."""
    link = Link(measure_id="c1-1-1", kind=LinkKind.ORIGIN, target="c0-1-1")
    linked = e.MeasuresLinked(at=START, by=by("p-office"), links=(link,))
    double = decide_campaign(case(reach(S.PLANNING)), c.LinkMeasures(links=(link, link)), OFFICE, START)
    again = decide_campaign(case(reach(S.PLANNING, linked)), c.LinkMeasures(links=(link,)), OFFICE, START)

    assert not isinstance(double, CampaignRefused)
    assert isinstance(double[0], e.MeasuresLinked)
    assert double[0].links == (link,)
    assert again == ()


def test_an_issued_campaign_finishes_its_batch_without_a_new_event() -> None:
    """Asked again the issue moves nothing, but it is not refused."""
    assert decide_campaign(case(reach(S.CONCENTRATED), SETTING), c.IssueCampaign(), OFFICE, START) == ()
