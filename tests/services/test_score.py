"""The score over HTTP: drafted on the ledger, confirmed by others, open to objection, final."""

from datetime import timedelta

import pytest

from schemas.measure import Grant, Role
from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok, this_period
from tests.services.campaign_roads import (
    SAID,
    ask,
    course,
    disclosing,
    done,
    evaluator,
    freeze,
    publish,
    valid_for_years,
)
from tests.services.ledgers import join, problem

pytestmark = pytest.mark.usefixtures("clock")


async def sustaining(world: World) -> tuple[str, str]:
    campaign, snapshot = await disclosing(world)
    await publish(world, campaign, snapshot)
    return campaign, snapshot


async def test_a_score_points_at_the_rows_it_rests_on(world: World) -> None:
    """A returned report costs a point under the standard pack, and the sheet in the ledger says which row it was."""
    campaign, _ = await sustaining(world)
    measure, period = f"{campaign}-1-2", this_period(world)
    ok(await world.command("water_liaison", measure, "claim"))
    ok(await world.command("water_principal", measure, "submit-report", {"period": period, "text": "已完成。"}))
    returned = {"period": period, "version": 1, "reason": "缺少佐证。"}
    seq = ok(await world.command("office", measure, "return-report", returned)).json()["seq"]
    snapshot = await freeze(world, campaign, "评价")
    who = await evaluator(world)
    await done(world, who, campaign, "draft-score", {"snapshot_id": snapshot, "note": "按规则评分"})
    history = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    sheet = history[-1]["event"]["sheet"]

    assert (sheet["score"], sheet["grade_zh"], sheet["vetoes"]) == (99, "好", [])
    (taken,) = sheet["deductions"]
    assert (taken["indicator"], taken["points"], taken["capped"]) == ("responsibility", 1, False)
    assert taken["rows"] == [{"stream": measure, "seq": seq, "type": "measure.report_returned"}]
    unknown = await ask(world, who, campaign, "draft-score", {"snapshot_id": "s0", "note": "x"})
    problem(unknown, 409, "campaign.snapshot_unknown")


async def test_nobody_confirms_what_they_drafted(world: World) -> None:
    """Two roles in one person do not meet; a draft shows to its makers only, a confirmed score to everyone."""
    campaign, snapshot = await sustaining(world)
    both = await join(world, Grant(role=Role.EVALUATOR), Grant(role=Role.LEADING_GROUP))
    await valid_for_years(world)
    await done(world, both, campaign, "draft-score", {"snapshot_id": snapshot, "note": "评分"})

    assert (
        problem(await ask(world, both, campaign, "confirm-score", SAID), 403, "campaign.duties_conflict")["rule"]
        == "S2"
    )
    assert (await course(world, campaign, "water_principal"))["evaluation"] is None
    await done(world, "leader", campaign, "confirm-score", SAID)
    assert (await course(world, campaign, "water_principal"))["evaluation"]["score"] == 100


async def test_an_objection_is_decided_before_the_score_is_final(world: World, clock: Clock) -> None:
    """In time it is taken, out of time refused; upheld, a new version is drafted, and the first stays on record."""
    campaign, snapshot = await sustaining(world)
    who = await evaluator(world)
    draft = {"snapshot_id": snapshot, "note": "评分"}
    await done(world, who, campaign, "draft-score", draft)
    await done(world, "leader", campaign, "confirm-score", SAID)
    await done(world, "water_principal", campaign, "object-to-score", {"text": "扣分不当"})
    problem(await ask(world, "leader", campaign, "close", SAID), 409, "campaign.measures_open")
    problem(await ask(world, who, campaign, "draft-score", draft), 409, "campaign.score_stands")
    await done(world, "leader", campaign, "decide-objection", {"number": 1, "upheld": True, "reason": "属实"})
    assert not (await course(world, campaign))["evaluated"]
    await done(world, who, campaign, "draft-score", draft)
    await done(world, "leader", campaign, "confirm-score", SAID)
    clock.ahead += timedelta(days=31)
    late = await ask(world, "water_principal", campaign, "object-to-score", {"text": "再议"})

    problem(late, 409, "campaign.objection")
    score = (await course(world, campaign))["evaluation"]
    assert (score["version"], score["final"]) == (2, True)
    history = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    assert [row["event"]["version"] for row in history if row["type"] == "campaign.score_confirmed"] == [1, 2]
