"""The main job: a notice becomes a ledger whose measure is claimed, verified and signed off over HTTP."""

from tests.fixtures.platform import World
from tests.fixtures.stories import issued_campaign, to_signed_off


async def test_from_notice_to_sign_off(world: World) -> None:
    """One measure goes the whole way and its ledger tells it step by step."""
    campaign = await issued_campaign(world)
    measure = f"{campaign}-1-1"

    await to_signed_off(world, measure)

    shown = (await world.client("auditor").get(f"/api/v1/measures/{measure}")).json()
    assert shown["state"] == "signed_off"
    rows = (await world.client("auditor").get(f"/api/v1/measures/{measure}/ledger")).json()
    assert [row["type"] for row in rows] == [
        "measure.drafted",
        "measure.plan_amended",
        "measure.issued",
        "measure.claimed",
        "measure.report_submitted",
        "measure.report_countersigned",
        "measure.report_accepted",
        "measure.closure_requested",
        "measure.gate_passed",
        "measure.verification_passed",
        "measure.signed_off",
    ]
