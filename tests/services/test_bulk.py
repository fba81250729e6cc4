"""Many commands at once: what befalls one of them is its own."""

from datetime import datetime

import pytest
from sqlalchemy.exc import OperationalError

from services.auth import Caller
from services.inbox import Answer, Ask, Inbox
from tests.fixtures.platform import World
from tests.fixtures.stories import ok
from tests.services.ledgers import NUMBERS, fresh_key, grounds_of, issued, show


def blink_once(monkeypatch: pytest.MonkeyPatch, measure: str, error: Exception) -> None:
    """The database is away for the first submission of this measure."""
    submit, errors = Inbox.submit, [error]

    async def blinking(inbox: Inbox, caller: Caller, ask: Ask, now: datetime) -> Answer:
        if errors and ask.measure_id == measure:
            raise errors.pop()
        return await submit(inbox, caller, ask, now)

    monkeypatch.setattr(Inbox, "submit", blinking)


@pytest.mark.parametrize("error", [ConnectionError("away"), OperationalError("INSERT", None, Exception("away"))])
async def test_a_database_that_is_away_for_one_row(
    world: World, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """The others are decided and told; the same batch again does the rest and repeats nothing."""
    campaign = await issued(world)
    measures = [f"{campaign}-{number}" for number in NUMBERS]
    rows = [{"measure_id": measure, "command": {"type": "claim"}} for measure in measures]
    blink_once(monkeypatch, measures[1], error)
    client, key = world.client("water_liaison"), {"Idempotency-Key": f"batch-{campaign}"}
    first = ok(await client.post("/api/v1/measures:batch", json={"rows": rows}, headers=key)).json()
    again = ok(await client.post("/api/v1/measures:batch", json={"rows": rows}, headers=key)).json()

    assert [(row["ok"], row["problem"]) for row in first["rows"]] == [
        (measure != measures[1], "unavailable" if measure == measures[1] else None) for measure in measures
    ]
    assert [row["ok"] for row in again["rows"]] == [True] * len(measures)
    assert {(await show(world, measure))["state"] for measure in measures} == {"in_progress"}


async def test_m19_grounds_stay_where_nobody_knows_whether_they_got_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit whose answer was lost may still appear, and is then redriven: it must not find its grounds gone."""
    measure = f"{await issued(world)}-1-1"
    refer = {"type": "refer", "kind": "sham", "grounds": "台账与现场不符。"}
    blink_once(monkeypatch, measure, ConnectionError("away"))
    batch = {"rows": [{"measure_id": measure, "command": refer}]}

    (row,) = ok(await world.client("office").post("/api/v1/measures:batch", json=batch, headers=fresh_key())).json()[
        "rows"
    ]

    assert row["problem"] == "unavailable"
    assert await grounds_of(world, measure) == [refer["grounds"]]
