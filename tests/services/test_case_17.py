"""Case 17 over HTTP: a sign-off that stands in a public bulletin is revoked after a look-back."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fixtures.platform import Clock, World
from tests.fixtures.stories import ok
from tests.services.campaign_roads import SAID, ask, course, disclosing, done, evaluator, freeze, publish, revoked
from tests.services.ledgers import created, file, fresh_key, problem, show
from workflows.periods import china_day

pytestmark = pytest.mark.usefixtures("clock")
STRICTER = """id: ours-17
extends: standard
title_zh: 本区
title_en: Ours
ground: 区整改办通知
scoring:
  deductions:
    - indicator: completion
      title_zh: 整改完成：取消销号
      events: [measure.sign_off_revoked]
      points: 10
      at_most: 60
"""


async def public(world: World, bulletin: str) -> dict[str, Any]:
    shown: dict[str, Any] = ok(await world.client(None).get(f"/api/v1/bulletins/{bulletin}")).json()
    return shown


async def test_case_17_a_published_sign_off_that_is_revoked_is_flagged(world: World) -> None:
    """The bulletin and its numbers stay as published; it says that a correction is due, to overseers which."""
    campaign, snapshot = await disclosing(world)
    _, shown = await publish(world, campaign, snapshot)
    before = await public(world, shown)
    await revoked(world, f"{campaign}-1-1")
    after = await public(world, shown)
    listed = ok(await world.client("office").get(f"/api/v1/campaigns/{campaign}/bulletins")).json()["items"]
    unit = ok(await world.client("water_liaison").get(f"/api/v1/campaigns/{campaign}/bulletins")).json()["items"]

    assert (before["correction_due"], after["correction_due"]) == (False, True)
    assert (before["body"], before["hash"]) == (after["body"], after["hash"])
    assert listed[0]["corrections"] == [
        {"measure_id": f"{campaign}-1-1", "what": "outcome", "published": "done", "now": "under_way"}
    ]
    assert unit[0]["corrections"] is None
    assert "更正另行公布" in (await world.client(None).get(f"/bulletins/{shown}")).text
    # The correction: present numbers, frozen and published as a bulletin of their own.
    again = await freeze(world, campaign, "更正")
    assert again != snapshot
    await publish(world, campaign, again)
    repeated = await ask(world, "leader", campaign, "publish-bulletin", {"audience": "party", "snapshot_id": again})
    problem(repeated, 409, "campaign.published")


async def test_case_17_present_numbers_are_counted_anew_and_past_ones_stay(world: World, clock: Clock) -> None:
    """The measure goes on in a round with its own clock; the day of the bulletin still shows it done."""
    campaign, snapshot = await disclosing(world)
    await publish(world, campaign, snapshot)
    published_on = china_day(world.clock())
    clock.ahead += timedelta(days=3)
    await revoked(world, f"{campaign}-1-1")
    path, office = f"/api/v1/campaigns/{campaign}/statistics", world.client("office")
    now = ok(await office.get(path)).json()
    then = ok(await office.get(path, params={"as_of": str(published_on)})).json()
    measure = await show(world, f"{campaign}-1-1")

    assert (then["completion"]["numerator"], now["completion"]["numerator"]) == (1, 0)
    assert (then["figures"]["rate"], now["figures"]["rate"]) == ("0.2500", "0.0000")
    assert (measure["round"], measure["state"], measure["outcome"]) == (2, "in_progress", None)
    assert measure["due"] > str(published_on)


async def test_case_17_the_score_is_recomputed_and_the_confirmed_one_stays_on_record(world: World) -> None:
    """Confirmed at 100; an objection after the revocation is upheld, the next version is 90, the ledger keeps both."""
    office = world.client("office")
    created(await office.post("/api/v1/packs", files=file(STRICTER.encode(), "ours.yaml"), headers=fresh_key()))
    campaign, snapshot = await disclosing(world, pack="ours-17")
    await publish(world, campaign, snapshot)
    who = await evaluator(world)
    await done(world, who, campaign, "draft-score", {"snapshot_id": snapshot, "note": "评分"})
    await done(world, "leader", campaign, "confirm-score", SAID)
    await revoked(world, f"{campaign}-1-1")
    again = await freeze(world, campaign, "更正")
    standing = await ask(world, who, campaign, "draft-score", {"snapshot_id": again, "note": "复评"})
    confirmed = (await course(world, campaign))["evaluation"]
    await done(world, "office", campaign, "object-to-score", {"text": "销号已被取消。"})
    await done(world, "leader", campaign, "decide-objection", {"number": 1, "upheld": True, "reason": "属实。"})
    await done(world, who, campaign, "draft-score", {"snapshot_id": again, "note": "复评"})
    await done(world, "leader", campaign, "confirm-score", SAID)
    history = ok(await world.client("auditor").get(f"/api/v1/campaigns/{campaign}/history")).json()
    sheets = [row["event"]["sheet"] for row in history if row["type"] == "campaign.score_drafted"]

    problem(standing, 409, "campaign.score_stands")
    assert confirmed["score"] == 100
    assert (await course(world, campaign))["evaluation"]["score"] == 90
    assert [sheet["score"] for sheet in sheets] == [100, 90]
    (taken,) = sheets[1]["deductions"]
    assert [(row["stream"], row["type"]) for row in taken["rows"]] == [(f"{campaign}-1-1", "measure.sign_off_revoked")]
