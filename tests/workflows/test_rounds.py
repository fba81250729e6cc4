"""Archived measures have no workflow; a revocation after that starts one anew, which goes on in the next round."""

from temporalio.client import WorkflowExecutionStatus

from schemas import commands as c
from schemas.measure import MeasureState, Role
from schemas.refusals import RefusalCode
from schemas.round_commands import ArchiveMeasure, PassLookBack, ProposeRevocation, RevokeSignOff
from services.measures import Declined
from tests.fixtures.days import DUE
from tests.workflows.asks import FILE, LIAISON, NOW, OFFICE, PERIOD, PRINCIPAL, ROAD, drafted, envelope, person, report
from tests.workflows.shop import Shop

NEWCOMER, LEADER = person("newcomer", Role.SUPERVISOR), person("leader", Role.LEADING_GROUP)
AGAIN = RevokeSignOff(reason="问题反弹。", due=DUE)


def looked_back() -> PassLookBack:
    visit = {"visited_on": NOW.date(), "place": "污水厂", "findings": "机制运行正常。"}
    return PassLookBack.model_validate({**visit, "participants": (NEWCOMER.id,), "no_conflict_declared": True})


async def filed_away(shop: Shop) -> str:
    """From issue to archive: the withdrawn file opens the look-back at once, which ends them."""
    measure = drafted(shop.ledger, issued=True)
    for actor, command in (
        *ROAD,
        (PRINCIPAL, c.WithdrawEvidence(evidence_id=FILE.id, reason="文件有误。")),
        (NEWCOMER, looked_back()),
        (OFFICE, ArchiveMeasure()),
    ):
        await shop.settle(envelope(measure, actor, command))
    await shop.workflow(measure).result()
    return measure


async def test_case_17_a_sign_off_is_revoked_after_the_archive(shop: Shop) -> None:
    """The run ends with the archive; the proposal starts another, the revocation a round, and work goes on in it."""
    async with shop.open():
        measure = await filed_away(shop)
        first = await shop.described(measure)
        proposed = await shop.settle(envelope(measure, OFFICE, ProposeRevocation(reason="群众反映问题反弹。")))
        own = await shop.settle(envelope(measure, OFFICE, AGAIN))
        revoked = await shop.deliver(envelope(measure, LEADER, AGAIN))
        worked = await shop.settle(envelope(measure, LIAISON, report().model_copy(update={"evidence": ()})))
        last = await shop.described(measure)
        head = await shop.head(measure)

    assert first.status is WorkflowExecutionStatus.COMPLETED
    assert not isinstance(proposed, Declined)
    assert isinstance(own, Declined)
    assert own.refused.code is RefusalCode.ROLE_REQUIRED
    assert revoked.state is MeasureState.IN_PROGRESS
    assert not isinstance(worked, Declined)
    assert last.status is WorkflowExecutionStatus.RUNNING
    assert last.run_id != first.run_id
    assert head.snapshot
    assert (head.snapshot.round, head.snapshot.number) == (2, "1-1")
    assert [report.period for report in head.snapshot.reports] == [PERIOD]
    assert {"measure.signed_off", "measure.archived"} <= {event.type for event in shop.ledger.streams[measure].events}


async def test_what_is_refused_on_an_archived_measure_leaves_no_run_behind(shop: Shop) -> None:
    """The run that had to start for the answer ends after it."""
    async with shop.open():
        measure = await filed_away(shop)
        declined = await shop.settle(envelope(measure, LIAISON, report()))
        await shop.workflow(measure).result()
        status = (await shop.described(measure)).status

    assert isinstance(declined, Declined)
    assert (declined.refused.code, declined.refused.state) == (RefusalCode.ILLEGAL_STEP, MeasureState.ARCHIVED)
    assert status is WorkflowExecutionStatus.COMPLETED


async def test_a_round_begins_a_run(shop: Shop) -> None:
    """A revocation of a running measure carries over into a new run, and what is sent meanwhile is not lost."""
    measure = drafted(shop.ledger, issued=True)
    async with shop.open():
        for actor, command in (*ROAD, (OFFICE, ProposeRevocation(reason="问题反弹。"))):
            await shop.settle(envelope(measure, actor, command))
        before = (await shop.described(measure)).run_id
        await shop.settle(envelope(measure, LEADER, AGAIN))
        answer = await shop.settle(envelope(measure, LIAISON, report()))
        after = (await shop.described(measure)).run_id
        loads = shop.ledger.loads

    assert not isinstance(answer, Declined)
    assert after != before
    assert loads == 1
