"""Many commands at once: what befalls one of them is its own."""

import pytest
from sqlalchemy.exc import OperationalError

from services.auth import Caller
from services.inbox import Answer, Ask, Inbox
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import NUMBERS, issued, show


@pytest.mark.parametrize("error", [ConnectionError("away"), OperationalError("INSERT", None, Exception("away"))])
async def test_a_database_that_is_away_for_one_row(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The others are decided and told; the same batch again does the rest and repeats nothing."""
    campaign = await issued(world)
    measures = [f"{campaign}-{number}" for number in NUMBERS]
    rows = [{"measure_id": measure, "command": {"type": "claim"}} for measure in measures]
    submit, failed = Inbox.submit, list[str]()

    async def blinking(inbox: Inbox, caller: Caller, ask: Ask, *rest: object) -> Answer:
        if not failed and ask.measure_id == measures[1]:
            failed.append(ask.measure_id)
            raise error
        return await submit(inbox, caller, ask, *rest)  # type: ignore[arg-type] # passed on as it came

    monkeypatch.setattr(Inbox, "submit", blinking)
    client, key = world.client("water_liaison"), {"Idempotency-Key": f"batch-{campaign}"}
    first = ok(await client.post("/api/v1/measures:batch", json={"rows": rows}, headers=key)).json()
    again = ok(await client.post("/api/v1/measures:batch", json={"rows": rows}, headers=key)).json()

    assert [(row["ok"], row["problem"]) for row in first["rows"]] == [
        (measure != measures[1], "unavailable" if measure == measures[1] else None) for measure in measures
    ]
    assert [row["ok"] for row in again["rows"]] == [True] * len(measures)
    assert {(await show(world, measure))["state"] for measure in measures} == {"in_progress"}
