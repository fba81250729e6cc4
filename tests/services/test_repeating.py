"""Work beside requests never ends by itself: neither an outage nor a bug in one turn keeps the next from coming."""

import asyncio
from collections.abc import Callable

import pytest

from services.repeating import repeat


@pytest.mark.parametrize("trouble", [ConnectionError("away"), TimeoutError(), KeyError("a bug")], ids=repr)
async def test_the_next_turn_comes(trouble: Exception, caplog: pytest.LogCaptureFixture) -> None:
    done, turn = _once_in_trouble(trouble)
    again = asyncio.create_task(repeat(turn, "tidying", 0.0))

    await asyncio.wait_for(done.wait(), 5)
    again.cancel()
    with pytest.raises(asyncio.CancelledError):
        await again

    assert [record.getMessage().split()[0] for record in caplog.records] == ["tidying"]


def _once_in_trouble(trouble: Exception) -> tuple[asyncio.Event, Callable[[], asyncio.Future[float]]]:
    done, troubles = asyncio.Event(), [trouble]

    async def turn() -> float:
        if troubles:
            raise troubles.pop()
        done.set()
        return 60.0

    return done, lambda: asyncio.ensure_future(turn())
