"""A ledger that was restored from a backup is shorter than its workflows remember; it is the record."""

import pytest

from schemas import commands as c
from schemas import events as e
from schemas.ledger import Applied
from schemas.measure import MeasureState
from services.measures import Declined
from tests.workflows.asks import LIAISON, NOW, OFFICE, PERIOD, ROAD, amend, by, drafted, envelope
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


@pytest.mark.parametrize("longer", [False, True])
async def test_an_append_on_a_ledger_that_went_another_way_folds_it_anew(shop: Shop, longer: bool) -> None:
    """As long as the lost one, or longer: what was decided on the lost one is not written behind the other."""
    measure = drafted(shop.ledger, issued=False)
    async with shop.open():
        await shop.deliver(envelope(measure, OFFICE, amend(1)))
        restore(shop, measure, 1)
        shop.ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
        if longer:
            claimed = e.MeasureClaimed(at=NOW, by=by(LIAISON), unit_id="water", period=PERIOD, complete=True)
            shop.ledger.write(measure, (claimed,))
        issued = list(shop.ledger.streams[measure].events)
        # A draft may be amended, an issued measure may not.
        declined = await shop.door.deliver(envelope(measure, OFFICE, amend(2)))
        head = await shop.head(measure)

    assert isinstance(declined, Declined)
    assert declined.refused.state is (MeasureState.IN_PROGRESS if longer else MeasureState.ISSUED)
    assert shop.ledger.streams[measure].events == issued
    assert head.hash == declined.head == shop.ledger.streams[measure].head()
