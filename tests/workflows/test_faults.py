"""What the workflow does when the ledger fails: before writing, after writing, and for good."""

from schemas import commands as c
from schemas.ledger import Applied
from schemas.measure import MeasureState
from services.measures import Undelivered
from tests.workflows.asks import LIAISON, OFFICE, ROAD, amend, drafted, envelope
from tests.workflows.shop import Shop


async def test_a_ledger_that_is_away_is_waited_for(shop: Shop) -> None:
    """The command is applied once, when the database is back, within the same call."""
    measure = drafted(shop.ledger, issued=True)
    shop.ledger.away = 3
    async with shop.open():
        applied = await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))

    assert applied.state is MeasureState.IN_PROGRESS
    assert shop.ledger.appends == 4
    assert len(shop.ledger.streams[measure].events) == 3


async def test_an_answer_lost_after_the_commit_is_found_again(shop: Shop) -> None:
    """The retry meets its own rows and takes them for its own; the next command follows without a gap."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        shop.ledger.lost = 2
        answers = [await shop.deliver(envelope(measure, actor, command)) for actor, command in ROAD]
        head = await shop.head(measure)

    assert [answer.seq for answer in answers] == list(range(3, 3 + len(ROAD)))
    assert len(shop.ledger.streams[measure].events) == 2 + len(ROAD)
    assert head.snapshot
    assert (head.snapshot.seq, head.hash) == (answers[-1].seq, shop.ledger.streams[measure].head())


async def test_a_broken_ledger_fails_the_try_and_not_the_measure(shop: Shop) -> None:
    """No retry mends it, so the caller is told at once; a later attempt of the submission is applied."""
    measure = drafted(shop.ledger, issued=False)
    sent = envelope(measure, OFFICE, amend(1))
    shop.ledger.broken = 1
    async with shop.open():
        failed = await shop.door.deliver(sent)
        same = await shop.door.deliver(sent)
        again = await shop.door.deliver(sent, attempt=1)

    assert failed is same is Undelivered.FAILED
    assert isinstance(again, Applied)
    assert again.seq == 2
