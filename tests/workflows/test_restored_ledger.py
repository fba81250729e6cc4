"""A ledger that was restored from a backup is shorter than its workflows remember; it is the record."""

from schemas import commands as c
from schemas.ledger import Applied
from schemas.measure import MeasureState
from services.measures import Declined
from tests.workflows.asks import LIAISON, ROAD, drafted, envelope
from tests.workflows.shop import Shop


def restore(shop: Shop, measure: str, rows: int) -> None:
    """Forget all rows after the first few, and what was said of them."""
    stream = shop.ledger.streams[measure]
    del stream.events[rows:], stream.submissions[rows:]
    shop.ledger.outcomes.clear()


async def test_a_command_follows_the_ledger_and_not_the_memory(shop: Shop) -> None:
    """What the shorter ledger allows is applied to it, in one answer and without a gap."""
    measure = drafted(shop.ledger, issued=True)
    actor, command = ROAD[1]
    async with shop.open():
        await shop.deliver(envelope(measure, *ROAD[0]))
        await shop.deliver(envelope(measure, actor, command))
        restore(shop, measure, 3)
        again = await shop.door.deliver(envelope(measure, actor, command), refresh=True)

    assert isinstance(again, Applied)
    assert again.seq == 4
    assert len(shop.ledger.streams[measure].events) == 4


async def test_an_append_on_a_shorter_ledger_folds_it_anew(shop: Shop) -> None:
    """Without being told, the workflow notices at its next append and decides on the ledger as it is."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        for step in ROAD[:2]:
            await shop.deliver(envelope(measure, *step))
        restore(shop, measure, 2)
        later = await shop.door.deliver(envelope(measure, *ROAD[2]))
        claimed = await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))

    assert isinstance(later, Declined)
    assert later.refused.seq == 2
    assert claimed.state is MeasureState.IN_PROGRESS
    assert [row.type for row in shop.ledger.streams[measure].events][-1] == "measure.claimed"
