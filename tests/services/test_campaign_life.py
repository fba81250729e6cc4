"""A campaign's life over HTTP, from the feedback to the archive, and what each step leaves behind."""

from datetime import timedelta
from typing import Any

import pytest

from schemas.measure import Grant, Role
from services.verification import verify_ledger
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok, to_signed_off, visit
from tests.services.campaign_roads import (
    SAID,
    ask,
    course,
    disclosing,
    done,
    evaluator,
    issued_under,
    looked_back,
    planned_under,
    publish,
)
from tests.services.ledgers import issue, join, patch, problem
from workflows.periods import china_day

pytestmark = pytest.mark.usefixtures("clock")


async def test_case_7_and_the_review_of_a_plan(world: World) -> None:
    """Where the pack demands it the plan is reviewed by three parties with one reply, approved, and then issued."""
    campaign = await planned_under(world, "cpc-2024")
    organisation = await join(world, Grant(role=Role.ORG_DEPT))
    leader = "leader"

    problem(await issue(world, campaign), 409, "campaign.review_required")
    await done(world, "office", campaign, "submit-plan", {"note": "报审"})
    opinion = {"agrees": True, "text": "同意"}
    await done(world, "discipline", campaign, "give-opinion", {"party": "discipline", **opinion})
    await done(world, organisation, campaign, "give-opinion", {"party": "org_dept", **opinion})
    early = await ask(world, "discipline", campaign, "merge-reply", {"passed": True, "text": "同意"})
    assert problem(early, 409, "campaign.opinions_missing")["about"] == "inspection_office"
    await done(world, "discipline", campaign, "give-opinion", {"party": "inspection_office", **opinion})
    problem(await ask(world, leader, campaign, "approve-plan", SAID), 409, "campaign.not_agreed")
    await done(world, "discipline", campaign, "merge-reply", {"passed": True, "text": "同意"})
    await patch(world, campaign, [{"number": "1-1", "leader": "李副区长"}])
    problem(await ask(world, leader, campaign, "approve-plan", SAID), 409, "campaign.plan_changed")
    await done(world, "office", campaign, "submit-plan", {"note": "再次报审"})
    for who, party in (("discipline", "discipline"), (organisation, "org_dept"), ("discipline", "inspection_office")):
        await done(world, who, campaign, "give-opinion", {"party": party, **opinion})
    await done(world, "discipline", campaign, "merge-reply", {"passed": True, "text": "同意"})
    assert (await done(world, leader, campaign, "approve-plan", SAID))["state"] == "plan_approved"
    office = world.client("office")
    late = await office.patch(f"/api/v1/campaigns/{campaign}/measures", json={"rows": [{"number": "1-1"}]})
    problem(late, 409, "campaign.plan_approved")

    assert ok(await issue(world, campaign)).json()["changed"] == 4
    assert (await course(world, campaign))["state"] in {"issued", "concentrated"}


async def test_from_the_issue_to_the_archive(world: World, clock: Clock) -> None:
    """Each phase in its order; the ledger holds, and the row is its fold, at the end."""
    everything = ("1-1", "1-2", "2-1", "2-2")
    campaign, snapshot = await disclosing(world, everything)
    milestone = {"kind": "democratic_life_meeting", "held_on": "2026-11-01", "note": "专题民主生活会"}
    await done(world, "office", campaign, "record-milestone", milestone)
    assert (await course(world, campaign))["state"] == "disclosing"
    await publish(world, campaign, snapshot)
    who = await evaluator(world)
    await done(world, who, campaign, "draft-score", {"snapshot_id": snapshot, "note": "按规则评分"})
    assert not (await course(world, campaign))["evaluated"]
    await done(world, "leader", campaign, "confirm-score", SAID)
    shown = await course(world, campaign)
    assert (shown["state"], shown["evaluated"], shown["evaluation"]["score"]) == ("sustaining", True, 100)
    clock.ahead += timedelta(days=40)
    for number in everything:
        await looked_back(world, f"{campaign}-{number}")
    assert (await done(world, "leader", campaign, "close", SAID))["state"] == "closed"
    assert (await done(world, "leader", campaign, "reopen", {"reason": "撤销销号"}))["state"] == "sustaining"
    await done(world, "leader", campaign, "close", SAID)
    assert (await done(world, "leader", campaign, "archive"))["state"] == "archived"
    problem(await ask(world, "office", campaign, "record-milestone", milestone), 409, "campaign.illegal_step")

    history = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    types = [row["type"] for row in history]
    order = ["imported", "issued", "concentrated_begun", "concentrated_ended", "evaluation_final", "archived"]
    places = [types.index(f"campaign.{one}") for one in order]
    assert places == sorted(places)
    assert types.count("campaign.concentrated_ended") == types.count("campaign.evaluation_final") == 1
    assert (await verify_ledger(world.platform.database)).flaw is None


async def test_a_campaign_with_open_measures_is_not_closed(world: World) -> None:
    """409 with the numbers; what is signed off is not among them."""
    campaign, snapshot = await disclosing(world, ("1-1",))
    await publish(world, campaign, snapshot)

    said = problem(await ask(world, "leader", campaign, "close", SAID), 409, "campaign.measures_open")

    assert said["about"] == "1-2,2-1,2-2"
    assert said["state"] == "sustaining"


async def test_a_campaign_waits_for_its_look_backs(world: World) -> None:
    """Everything signed off and one look-back to come: not closed; a look-back with a next one is none that ended."""
    everything = ("1-1", "1-2", "2-1", "2-2")
    campaign, snapshot = await disclosing(world, everything)
    await publish(world, campaign, snapshot)
    for number in everything[1:]:
        await looked_back(world, f"{campaign}-{number}")
    waits = problem(await ask(world, "leader", campaign, "close", SAID), 409, "campaign.measures_open")
    next_on = str(china_day(world.clock()) + timedelta(days=30))
    again = {**visit(world), "participants": ["p-ducha-san"], "next_on": next_on}
    ok(await world.command("inspector_three", f"{campaign}-1-1", "pass-look-back", again))
    still = problem(await ask(world, "leader", campaign, "close", SAID), 409, "campaign.measures_open")

    assert waits["about"] == still["about"] == "1-1"


async def test_a_command_counts_once(world: World) -> None:
    """The same key gives the stored answer, also of a refusal; with another body, or another campaign, 422."""
    campaign = await issued_under(world)
    body = {"kind": "custom", "held_on": "2026-10-30", "note": "督导会"}
    first = ok(await ask(world, "office", campaign, "record-milestone", body, key="k-milestone")).json()
    again = ok(await ask(world, "office", campaign, "record-milestone", body, key="k-milestone")).json()
    other = await ask(world, "office", campaign, "record-milestone", {**body, "note": "其他"}, key="k-milestone")
    early = {"snapshot_id": "s1", "text": "报告"}
    refused = await ask(world, "office", campaign, "report-progress", early, key="k-refused")
    same = await ask(world, "office", campaign, "report-progress", early, key="k-refused")

    assert first == again
    assert len((await course(world, campaign))["milestones"]) == 1
    problem(other, 422, "idempotency.reused")
    assert problem(refused, 409, "campaign.illegal_step") == problem(same, 409, "campaign.illegal_step")


COMMANDS: dict[str, tuple[str, dict[str, Any]]] = {
    "submit-plan": ("office", {"note": "x"}),
    "give-opinion": ("discipline,org_dept", {"party": "discipline", "agrees": True, "text": "x"}),
    "merge-reply": ("discipline", {"passed": True, "text": "x"}),
    "approve-plan": ("leading_group", SAID),
    "record-milestone": ("office", {"kind": "custom", "held_on": "2026-10-30", "note": "x"}),
    "transfer-lead": ("discipline", {"ref": "线索1", "transferred_on": "2026-10-30"}),
    "settle-lead": ("discipline", {"ref": "线索1", "settled_on": "2026-10-30"}),
    "link-measures": ("office", {"links": [{"measure_id": "x", "kind": "origin", "target": "y"}]}),
    "freeze-snapshot": ("evaluator,office", {"label": "x", "as_of": "2026-11-01"}),
    "report-progress": ("office", {"snapshot_id": "s", "text": "x"}),
    "report-as-principal": ("leading_group", {"text": "x"}),
    "decide-withholding": ("leading_group", {"entries": []}),
    "publish-bulletin": ("leading_group", {"audience": "party", "snapshot_id": "s"}),
    "draft-score": ("evaluator", {"snapshot_id": "s", "note": "x"}),
    "confirm-score": ("leading_group", SAID),
    "object-to-score": ("office,unit_principal", {"text": "x"}),
    "decide-objection": ("leading_group", {"number": 1, "upheld": True, "reason": "x"}),
    "close": ("leading_group", SAID),
    "reopen": ("leading_group", {"reason": "x"}),
    "archive": ("leading_group", {}),
}


@pytest.fixture(scope="module")
async def sample(world: World) -> str:
    return await issued_under(world)


@pytest.mark.parametrize("action", sorted(COMMANDS))
async def test_each_command_has_its_roles(world: World, sample: str, action: str) -> None:
    """403 naming the roles for who oversees or reports only; 404 for strangers; a machine holds no role at all."""
    roles, body = COMMANDS[action]

    assert problem(await ask(world, "auditor", sample, action, body), 403, "auth.role")["about"] == roles
    assert problem(await ask(world, "water_machine", sample, action, body), 403, "auth.role")["about"] == roles
    problem(await ask(world, "market_principal", sample, action, body), 404, "not_found")
    problem(await ask(world, "leader", "c-nowhere", action, body), 404, "not_found")
    missing = await world.client("office").post(f"/api/v1/campaigns/{sample}:{action}", json=body)
    problem(missing, 400, "idempotency.missing")


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("give-opinion", {"party": "nobody", "agrees": True, "text": "x"}, "body.party"),
        ("record-milestone", {"kind": "custom", "held_on": "2026-02-30", "note": "x"}, "body.held_on"),
        ("record-milestone", {"kind": "custom", "held_on": "2026-02-20", "note": " "}, "body.note"),
        ("decide-withholding", {"entries": [{"audience": "party", "measure_id": "x"}]}, "body.entries.0.reason"),
        ("link-measures", {"links": []}, "body.links"),
        ("close", {}, "body.decision"),
    ],
)
async def test_a_command_that_can_not_be_read_names_the_field(
    world: World, sample: str, action: str, body: dict[str, Any], field: str
) -> None:
    """422, and nothing half done."""
    errors = problem(await ask(world, "leader", sample, action, body), 422, "request.invalid")["errors"]

    assert field in [error["field"] for error in errors]


async def test_case_15_a_lead_shows_to_discipline_and_the_leading_group_only(world: World, sample: str) -> None:
    """Its file number is in no answer to the office, a unit or an auditor's course; nothing of its content is kept."""
    lead = {"ref": "线索〔2026〕7号", "transferred_on": "2026-10-30"}
    await done(world, "discipline", sample, "transfer-lead", lead)

    assert [one["ref"] for one in (await course(world, sample, "discipline"))["leads"]] == [lead["ref"]]
    for who in ("office", "auditor", "water_liaison"):
        shown = await world.client(who).get(f"/api/v1/campaigns/{sample}/course")
        assert lead["ref"] not in ok(shown).text
    problem(await world.client("office").get(f"/api/v1/campaigns/{sample}/history"), 403, "auth.role")


async def test_case_6_a_sign_off_says_which_campaigns_it_satisfies(world: World) -> None:
    """A measure carried over twice satisfies all three campaigns; a problem that came back is named (case 18)."""
    first, second, third = [await issued_under(world) for _ in range(3)]
    for newer, older in ((second, first), (third, second)):
        link = {"measure_id": f"{newer}-1-1", "kind": "origin", "target": f"{older}-1-1"}
        await done(world, "office", newer, "link-measures", {"links": [link]})
    came_back = {"measure_id": f"{third}-2-1", "kind": "recurrence", "target": f"{first}-2"}
    await done(world, "office", third, "link-measures", {"links": [came_back]})
    await to_signed_off(world, f"{third}-1-1")

    shown = ok(await world.client("water_liaison").get(f"/api/v1/measures/{third}-1-1/satisfies")).json()
    again = ok(await world.client("office").get(f"/api/v1/measures/{third}-2-1/satisfies")).json()

    assert shown["signed_off"]
    assert [(one["campaign_id"], one["relation"]) for one in shown["satisfies"]] == [
        (third, "own"),
        (second, "origin"),
        (first, "origin"),
    ]
    assert (again["recurrences"], again["signed_off"]) == ([f"{first}-2"], False)
    problem(await world.client("market_liaison").get(f"/api/v1/measures/{third}-1-1/satisfies"), 404, "not_found")
    bad = {"links": [{**came_back, "target": f"{third}-2"}]}
    problem(await ask(world, "office", third, "link-measures", bad), 409, "campaign.measure_unknown")
