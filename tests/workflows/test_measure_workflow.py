"""One measure's workflow on the real server: what it applies, refuses, repeats and catches up with."""

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from schemas import commands as c
from schemas import events as e
from schemas.ledger import Applied
from schemas.measure import MeasureState
from schemas.refusals import RefusalCode
from services.measures import Declined, Undelivered
from tests.workflows.asks import LIAISON, NOW, OFFICE, PLAN, PRINCIPAL, ROAD, amend, by, drafted, envelope, report
from tests.workflows.shop import Shop
from workflows.names import UNKNOWN_MEASURE


async def test_the_road_to_sign_off(shop: Shop) -> None:
    """Each command is one row, each answer the head after it, and the workflow ends where the ledger does."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        answers = [await shop.deliver(envelope(measure, actor, command)) for actor, command in ROAD]
        head = await shop.head(measure)

    assert [answer.seq for answer in answers] == list(range(3, 3 + len(ROAD)))
    assert answers[-1].state is MeasureState.SIGNED_OFF
    assert head.snapshot
    assert (head.snapshot.seq, head.hash) == (answers[-1].seq, answers[-1].hash)
    assert len(shop.ledger.streams[measure].events) == 2 + len(ROAD)
    assert shop.ledger.loads == 1


async def test_a_refusal_leaves_no_trace_in_history(shop: Shop) -> None:
    """Once the workflow knows its measure, a refused command adds no event and touches no ledger."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        before = (await shop.described(measure)).history_length
        answers = [
            await shop.door.deliver(envelope(measure, LIAISON, c.ClaimMeasure())),
            await shop.door.deliver(envelope(measure, OFFICE, c.ClaimMeasure())),
            await shop.door.deliver(envelope(measure, PRINCIPAL, c.RequestClosure(statement="申请。"))),
        ]
        after = (await shop.described(measure)).history_length

    assert [answer.refused.code for answer in answers if isinstance(answer, Declined)] == [
        RefusalCode.ALREADY_CLAIMED,
        RefusalCode.ROLE_REQUIRED,
        RefusalCode.EVIDENCE_MISSING,
    ]
    assert after == before
    assert shop.ledger.appends == 1


async def test_the_first_command_can_be_refused_too(shop: Shop) -> None:
    """A workflow that has just been started loads first and then says why not; the right command follows."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        declined = await shop.door.deliver(envelope(measure, LIAISON, report()))
        applied = await shop.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))

    assert isinstance(declined, Declined)
    refused = declined.refused
    assert (refused.code, refused.seq, refused.state) == (RefusalCode.ILLEGAL_STEP, 2, MeasureState.ISSUED)
    assert applied.seq == 3


async def test_a_submission_counts_once(shop: Shop) -> None:
    """Sent again under the same update id and under a new one, it gives the same answer and one row."""
    measure = drafted(shop.ledger, issued=False)
    sent = envelope(measure, OFFICE, amend(1))
    async with shop.open():
        first = await shop.deliver(sent)
        same = await shop.door.deliver(sent)
        later = await shop.door.deliver(sent, attempt=1)
        next_one = await shop.deliver(envelope(measure, OFFICE, amend(2)))

    assert first == same == later
    assert next_one.seq == first.seq + 1
    assert shop.ledger.streams[measure].submissions.count(sent.submission_id) == 1


async def test_rows_written_behind_its_back_are_folded_in(shop: Shop) -> None:
    """An append that finds newer rows writes nothing; the workflow folds them, decides anew and applies."""
    measure = drafted(shop.ledger, issued=False)
    async with shop.open():
        await shop.deliver(envelope(measure, OFFICE, amend(1)))
        for leader in ("甲", "乙"):
            plan = PLAN.model_copy(update={"leader": leader})
            shop.ledger.write(measure, (e.PlanAmended(at=NOW, by=by(OFFICE), assignment=plan),))
        applied = await shop.deliver(envelope(measure, OFFICE, amend(2)))
        head = await shop.head(measure)

    assert applied.seq == 5
    assert head.snapshot
    assert head.snapshot.seq == 5
    assert head.hash == shop.ledger.streams[measure].head()
    assert head.snapshot.assignment.leader == "领导2"


async def test_what_became_impossible_behind_its_back_is_refused(shop: Shop) -> None:
    """The decision is made on the newer rows: a draft that somebody issued is amended no more."""
    measure = drafted(shop.ledger, issued=False)
    async with shop.open():
        await shop.deliver(envelope(measure, OFFICE, amend(1)))
        shop.ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
        declined = await shop.door.deliver(envelope(measure, OFFICE, amend(2)))

    assert isinstance(declined, Declined)
    refused = declined.refused
    assert (refused.code, refused.seq, refused.state) == (RefusalCode.ILLEGAL_STEP, 3, MeasureState.ISSUED)
    assert declined.head == shop.ledger.streams[measure].head()
    assert len(shop.ledger.streams[measure].events) == 3


async def test_a_refresh_looks_into_the_ledger_first(shop: Shop) -> None:
    """What a lagging workflow refuses, it applies when told to catch up before it decides."""
    measure = drafted(shop.ledger, issued=False)
    claim = envelope(measure, LIAISON, c.ClaimMeasure())
    async with shop.open():
        await shop.deliver(envelope(measure, OFFICE, amend(1)))
        shop.ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
        lagging = await shop.door.deliver(claim)
        fresh = await shop.door.deliver(claim, refresh=True)

    assert isinstance(lagging, Declined)
    assert lagging.refused.seq == 2
    assert isinstance(fresh, Applied)
    assert fresh.seq == 4


async def test_a_measure_nobody_knows_is_an_error_with_a_name(shop: Shop) -> None:
    """The caller is told which error it is, nothing is written, and the workflow ends by itself."""
    measure = "c00000000-9-9"
    async with shop.open():
        with pytest.raises(WorkflowUpdateFailedError) as failure:
            await shop.ask(envelope(measure, LIAISON, c.ClaimMeasure()))
        answer = await shop.door.deliver(envelope(measure, LIAISON, c.ClaimMeasure()))
        await shop.workflow(measure).result()

    assert isinstance(failure.value.cause, ApplicationError)
    assert failure.value.cause.type == UNKNOWN_MEASURE
    assert answer is Undelivered.FAILED
    assert shop.ledger.appends == 0


async def test_a_measure_that_appears_later_is_served(shop: Shop) -> None:
    """Asked too early, asked again under a new attempt: the new run finds it in the ledger."""
    measure = drafted(shop.ledger, issued=True)
    stream = shop.ledger.streams.pop(measure)
    claim = envelope(measure, LIAISON, c.ClaimMeasure())
    async with shop.open():
        early = await shop.door.deliver(claim)
        shop.ledger.streams[measure] = stream
        later = await shop.door.deliver(claim, attempt=1)

    assert early is Undelivered.FAILED
    assert isinstance(later, Applied)


async def test_catching_up_starts_a_workflow_and_gives_its_head(shop: Shop) -> None:
    """Rehydration: a measure without a workflow gets one; a running one reads what was written meanwhile."""
    measure = drafted(shop.ledger, issued=False)
    async with shop.open():
        nobody = await shop.door.head(measure)
        started = await shop.door.catch_up(measure)
        shop.ledger.write(measure, (e.MeasureIssued(at=NOW, by=by(OFFICE)),))
        caught_up = await shop.door.catch_up(measure)
        held = await shop.door.head(measure)

    assert nobody is None
    assert started.snapshot
    assert caught_up.snapshot
    assert (started.snapshot.seq, caught_up.snapshot.seq) == (1, 2)
    assert held == caught_up
    assert held.hash == shop.ledger.streams[measure].head()
