"""An endpoint that wants few of many events: it is looked for a stretch at a time, and found."""

from datetime import timedelta

import pytest

import services.hooks.outbox
from tests.fixtures.platform import World
from tests.fixtures.receiver import receiving
from tests.hooks.subscriber import verified
from tests.hooks.test_hostile import CLAIMS, claim


async def test_what_is_wanted_lies_far_ahead(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows at a look, most of them not for it: all claims arrive, in order, and it comes to the end."""
    monkeypatch.setattr(services.hooks.outbox, "REACH", 2)
    async with receiving() as receiver:
        began = world.clock()
        measures = [await claim(world) for _ in range(3)]
        endpoint = await verified(world, receiver, **CLAIMS)
        await endpoint.do("redeliver", {"since": (began - timedelta(seconds=1)).isoformat()})
        await receiver.until(lambda: len(receiver.events) >= len(measures))
        await endpoint.until_level()

        assert [one.body["subject"] for one in receiver.events] == measures
